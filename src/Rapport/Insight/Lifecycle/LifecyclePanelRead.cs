using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Panels;

namespace Rapport.Insight.Lifecycle;

/// <summary>What the lifecycle tab reads beside the parts: all stages, the whole history, and what the contract has ahead.</summary>
internal sealed record LifecyclePanelRead(
    IReadOnlyList<StageRef> Stages,
    IReadOnlyList<StageChangeView> History,
    IReadOnlyList<MilestoneAhead> Ahead,
    IReadOnlyDictionary<Guid, double> MedianDays,
    DateTimeOffset Now
)
{
    private const int Compared = 500;

    public static async Task<object> Of(IServiceProvider services, PanelAsk ask, CancellationToken ct)
    {
        var reads = services.GetRequiredService<Reads>();
        var reading = new LifecycleReading(services.GetRequiredService<MasterKey>(), reads.Tenant, ask.Customer);
        var now = services.GetRequiredService<TimeProvider>().Now();
        var (stages, ahead) = (new List<StageRef>(), new List<MilestoneAhead>());
        await reads.Run(
            ct,
            Statement.Into(
                stages,
                $"""
                select {LifecycleReading.Columns("s")} from lifecycle_stages s
                where s.organization_id = {reads.Tenant} and s.deleted_at is null and s.is_active = {true} order by s.display_order, s.id
                """,
                row => LifecycleReading.ReadStage(row, 0)!
            ),
            new Statement(
                $"""
                select contract_renewal, contract_end from accounts where organization_id = {reads.Tenant} and id = {ask.Customer}
                """,
                row => ahead.AddRange(MilestoneAhead.Of(row.DateOrNull(0), row.DateOrNull(1), DateOnly.FromDateTime(now.UtcDateTime)))
            ),
            reading.OfHistory(LifecycleReading.MostLines)
        );
        return new LifecyclePanelRead(stages, reading.History, ahead, await Medians(reads, stages, ct), now);
    }

    /// <summary>How long other customers stayed, of some who left the stage: enough to compare with, however many there are.</summary>
    private static async Task<Dictionary<Guid, double>> Medians(Reads reads, List<StageRef> stages, CancellationToken ct)
    {
        var stays = stages.ToDictionary(s => s.Id, _ => new List<long>());
        await reads.Run(
            ct,
            [
                .. stages.Select(stage => new Statement(
                    $"""
                    select seconds_before from stage_changes where organization_id = {reads.Tenant} and from_stage_id = {stage.Id}
                      and seconds_before is not null limit {Compared}
                    """,
                    row => stays[stage.Id].Add(row.Long(0))
                )),
            ]
        );
        return stays
            .Where(s => s.Value.Count > 1)
            .ToDictionary(s => s.Key, s => LifecycleReading.Days(TimeSpan.FromSeconds(s.Value.Order().ElementAt(s.Value.Count / 2))));
    }
}

/// <summary>A date of the contract that is still to come.</summary>
internal sealed record MilestoneAhead(string Title, DateOnly On, int Days)
{
    public static IEnumerable<MilestoneAhead> Of(DateOnly? renewal, DateOnly? end, DateOnly today) =>
        from one in new[] { (Title: "Contract renewal", On: renewal), (Title: "Contract ends", On: end == renewal ? null : end) }
        where one.On >= today
        orderby one.On
        select new MilestoneAhead(one.Title, one.On!.Value, one.On.Value.DayNumber - today.DayNumber);
}

/// <summary>A stage in the strip of the tab: when the customer last entered it, for how long, and whether it may go there.</summary>
internal sealed record StageOnWay(StageRef Stage, IReadOnlyList<StageChangeView> History, IReadOnlyList<AllowedMove> Moves, Guid Current)
{
    public bool IsCurrent => Stage.Id == Current;
    public AllowedMove? Allowed => Moves.FirstOrDefault(m => m.Id == Stage.Id);
    public DateTimeOffset? EnteredAt => History.FirstOrDefault(h => h.To.Id == Stage.Id)?.ChangedAt;
    public double? Days => History.FirstOrDefault(h => h.From?.Id == Stage.Id)?.DaysBefore;
    public bool IsPassed => EnteredAt is not null;
}
