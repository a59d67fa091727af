using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Panels;

namespace Rapport.Insight.Lifecycle;

/// <summary>What the lifecycle tab reads beside the parts: all stages and the whole history.</summary>
internal sealed record LifecyclePanelRead(IReadOnlyList<StageRef> Stages, IReadOnlyList<StageChangeView> History, DateTimeOffset Now)
{
    public static async Task<object> Of(IServiceProvider services, PanelAsk ask, CancellationToken ct)
    {
        var reads = services.GetRequiredService<Reads>();
        var reading = new LifecycleReading(services.GetRequiredService<MasterKey>(), reads.Engine, reads.Tenant, ask.Customer);
        var stages = new List<StageRef>();
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
            reading.OfHistory(LifecycleReading.MostLines)
        );
        return new LifecyclePanelRead(stages, reading.History, services.GetRequiredService<TimeProvider>().Now());
    }
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
