using Rapport.Platform.Data;

namespace Rapport.Insight.Lifecycle;

/// <summary>Proposes moves to the people who look after the customers: one open proposal for each customer.</summary>
internal sealed class SuggestMoves(RapportDb db, Changes changes, AlertOwners alert, TimeProvider clock)
{
    /// <param name="reasonOf">Why, of each customer.</param>
    public async Task Run(IReadOnlyList<StageStep> steps, StageRule? rule, Func<Guid, string> reasonOf, StageMap map, CancellationToken ct)
    {
        if (steps.Count == 0)
            return;
        var known = await Known([.. steps.Select(s => s.CustomerId)], rule, map.Settings, ct);
        var fresh = steps.Where(s => !known.Contains(s.CustomerId)).ToList();
        var now = clock.Now();
        await new Batch(db)
            .Insert(
                Table,
                [
                    .. fresh.Select(step => new StageSuggestion
                    {
                        OrganizationId = db.TenantId,
                        CustomerId = step.CustomerId,
                        RuleId = rule?.Id,
                        FromStageId = step.FromStageId,
                        ToStageId = step.ToStageId,
                        Reason = reasonOf(step.CustomerId),
                        MadeAt = now,
                    }),
                ]
            )
            .Run(ct);
        foreach (var same in fresh.GroupBy(s => s.ToStageId))
        {
            var (stage, customers) = (map[same.Key], same.Select(s => s.CustomerId).ToList());
            changes.Raise(new StageMoveSuggested(SuggestionState.Open, rule?.Condition, stage.Id, customers));
            await alert.Run(
                customers,
                $"suggest:{stage.SystemKey}",
                (name, _) => $"{name}: move to {stage.Name}?",
                customers.Count == 1 ? reasonOf(customers[0]) : $"{rule?.Name ?? "Import"}. Accept or dismiss the suggestion.",
                false,
                ct
            );
        }
    }

    /// <summary>Who has an open proposal, or had the same one dismissed within the time that rules are held off.</summary>
    private async Task<HashSet<Guid>> Known(List<Guid> customers, StageRule? rule, LifecycleSettings settings, CancellationToken ct) =>
        [
            .. await db.Rows(
                $"""
                select s.customer_id from {Sql.Picked("stage_suggestions", "s", db.TenantId, customers, "customer_id")}
                where s.state = 'open' or (s.state = 'dismissed' and s.rule_id = {rule?.Id ?? Guid.Empty}
                  and s.decided_at > {clock.Now().AddDays(-settings.HoldOffDays)})
                """,
                row => row.Id(0),
                ct
            ),
        ];

    private static readonly TableInsert<StageSuggestion> Table = new TableInsert<StageSuggestion>("stage_suggestions")
        .Column("organization_id", s => s.OrganizationId)
        .Column("id", s => s.Id)
        .Column("version", s => s.Version)
        .Column("customer_id", s => s.CustomerId)
        .Column("rule_id", s => s.RuleId)
        .Column("from_stage_id", s => s.FromStageId)
        .Column("to_stage_id", s => s.ToStageId)
        .Column("reason", s => s.Reason)
        .Column("state", s => s.State)
        .Column("made_at", s => s.MadeAt)
        .OnConflict("on conflict do nothing");
}
