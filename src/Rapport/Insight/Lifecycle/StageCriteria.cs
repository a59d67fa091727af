using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Lifecycle;

/// <summary>What segments and filters can ask about stages: those of the organization by ID or name, and what goes for all.</summary>
internal sealed class StageCriteria(Reads reads) : ICriteriaSource
{
    private static readonly CriteriaJoin State = new(
        "lc",
        organization => $"left join customer_lifecycles lc on lc.organization_id = {organization} and lc.customer_id = c.id"
    );

    private static readonly CriteriaJoin Stage = new(
        "ls",
        organization =>
            $"""
                left join customer_lifecycles lt on lt.organization_id = {organization} and lt.customer_id = c.id
                left join lifecycle_stages ls on ls.organization_id = {organization} and ls.id = lt.current_stage_id
                """
    );

    public static IEnumerable<CriteriaField> OfAll() =>
        [
            Field("current_stage.category", "Stage category", CriteriaType.Choice, "ls.category", Stage) with
            {
                Options = CriteriaOptions.Of<StageCategory>(),
            },
            Field("current_stage.system_key", "Stage key", CriteriaType.Choice, "ls.system_key", Stage) with
            {
                Options = CriteriaOptions.Of<SystemStage>(),
            },
            Field("entered_stage_at", "Entered stage", CriteriaType.Time, "lc.entered_stage_at", State),
            Field("days_in_stage", "Days in stage", CriteriaType.Days, "lc.entered_stage_at", State),
            Field("high_risk_rechurn", "Churned again after win-back", CriteriaType.Truth, "lc.high_risk_rechurn", State),
        ];

    public async Task<IReadOnlyList<CriteriaField>> Fields(CancellationToken ct)
    {
        var stages = await reads.Rows(StagesOfList.Names(reads.Tenant), row => new CriteriaOption(row.Id(0).ToString(), row.Text(1)), ct);
        return
        [
            Field("current_stage", "Stage", CriteriaType.Reference, "lc.current_stage_id", State) with
            {
                Options = stages,
            },
            Field("previous_stage", "Previous stage", CriteriaType.Reference, "lc.previous_stage_id", State) with
            {
                Options = stages,
            },
        ];
    }

    private static CriteriaField Field(string name, string label, CriteriaType type, string column, CriteriaJoin join) =>
        new($"lifecycle.{name}", label, "Lifecycle", type, new ColumnSource(column, join))
        {
            Permission = Words.Of(Permission.ReadCustomers),
            DependsOn = [CriteriaSubjects.Customer],
        };
}
