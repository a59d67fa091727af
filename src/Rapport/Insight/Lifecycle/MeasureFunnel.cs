using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Lifecycle;

/// <summary>A stage of the funnel.</summary>
/// <param name="Current">Customers who are in it now.</param>
/// <param name="Reached">Customers who entered it in the period.</param>
/// <param name="Converted">Of those who entered the stage before it in the period, how many came here since.</param>
/// <param name="Conversion">The same as a share from 0 to 1; null of the first stage, and where nobody entered the one before.</param>
/// <param name="MedianDays">Half of those who left it in the period stayed no longer.</param>
public sealed record FunnelStage(StageRef Stage, long Current, long Reached, long? Converted, double? Conversion, double? MedianDays);

/// <param name="From">Null from the beginning on.</param>
public sealed record FunnelView(DateTimeOffset? From, DateTimeOffset? To, IReadOnlyList<FunnelStage> Stages);

/// <summary>How customers pass through the stages: of those the caller may see, archived and merged ones left out.</summary>
public sealed class MeasureFunnel(Reads reads, CustomerAccess customers, FindStages stages)
{
    public async Task<FunnelView> Run(DateTimeOffset? from, DateTimeOffset? to, CancellationToken ct)
    {
        if (from >= to)
            throw new Unreadable("to", "It must lie after from.");
        var shown = (await stages.Stages(ct)).Where(s => s.IsActive || s.Customers > 0).ToList();
        var (entered, converted, medians) = (
            new Dictionary<Guid, long>(),
            new Dictionary<(Guid From, Guid To), long>(),
            new Dictionary<Guid, double>()
        );
        await reads.Run(
            ct,
            new Statement(Entered(from, to), row => entered[row.Id(0)] = row.Long(1)),
            new Statement(Converted(from, to), row => converted[(row.Id(0), row.Id(1))] = row.Long(2)),
            new Statement(Medians(from, to), row => medians[row.Id(0)] = row.Double(1))
        );
        return new FunnelView(from, to, [.. shown.Select((stage, place) => Stage(stage, place == 0 ? null : shown[place - 1]))]);

        FunnelStage Stage(StageView stage, StageView? before)
        {
            var came = before is null ? (long?)null : converted.GetValueOrDefault((before.Id, stage.Id));
            var there = before is null ? 0 : entered.GetValueOrDefault(before.Id);
            return new FunnelStage(
                new StageRef(stage.Id, stage.Name, stage.Category, stage.SystemKey, stage.Color),
                stage.Customers,
                entered.GetValueOrDefault(stage.Id),
                came,
                there == 0 ? null : Math.Round((double)came!.Value / there, 4),
                medians.TryGetValue(stage.Id, out var seconds) ? Math.Round(seconds / 86_400, 2) : null
            );
        }
    }

    private Sql Entered(DateTimeOffset? from, DateTimeOffset? to) =>
        $"""
            select h.to_stage_id, count(distinct h.customer_id) from stage_changes h
            join customers c on c.organization_id = h.organization_id and c.id = h.customer_id
            where {Within(from, to)} group by h.to_stage_id
            """;

    /// <summary>Who entered one stage in the period and another since, for each pair.</summary>
    private Sql Converted(DateTimeOffset? from, DateTimeOffset? to) =>
        $"""
            select i.stage, n.to_stage_id, count(distinct i.customer) from (
              select h.customer_id as customer, h.to_stage_id as stage, min(h.changed_at) as at from stage_changes h
              join customers c on c.organization_id = h.organization_id and c.id = h.customer_id
              where {Within(from, to)} group by h.customer_id, h.to_stage_id) i
            join stage_changes n on n.organization_id = {reads.Tenant} and n.customer_id = i.customer and n.changed_at >= i.at
              and n.to_stage_id <> i.stage
            group by i.stage, n.to_stage_id
            """;

    private Sql Medians(DateTimeOffset? from, DateTimeOffset? to) =>
        $"""
            select stage, avg(seconds) from (
              select h.from_stage_id as stage, h.seconds_before * 1.0 as seconds,
                row_number() over (partition by h.from_stage_id order by h.seconds_before) as place,
                count(*) over (partition by h.from_stage_id) as of_all
              from stage_changes h join customers c on c.organization_id = h.organization_id and c.id = h.customer_id
              where h.from_stage_id is not null and h.seconds_before is not null and {Within(from, to)}) ranked
            where place in ((of_all + 1) / 2, (of_all + 2) / 2) group by stage
            """;

    private Sql Within(DateTimeOffset? from, DateTimeOffset? to)
    {
        var conditions = new List<Sql>
        {
            $"h.organization_id = {reads.Tenant} and c.archived_at is null and c.merged_into_id is null",
            customers.Visible(Permission.ReadCustomers, "c"),
        };
        if (from is { } first)
            conditions.Add($"h.changed_at >= {first}");
        if (to is { } last)
            conditions.Add($"h.changed_at < {last}");
        return Sql.Join(" and ", conditions);
    }
}
