using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Records.Facts;
using Rapport.Records.Sales;

namespace Rapport.Insight.Lifecycle;

/// <summary>What follows from a move in the same transaction: milestones, alerts, renewals, and proposals that are out of date.</summary>
internal sealed class FollowMoves(RapportDb db, Changes changes, AlertOwners alert, KeepMilestones milestones, TimeProvider clock)
{
    public async Task Run(IReadOnlyList<StageStep> moved, StageMap map, CancellationToken ct)
    {
        if (moved.Count == 0)
            return;
        await CloseProposals([.. moved.Select(s => s.CustomerId)], ct);
        await Milestones(moved, map, ct);
        var atRisk = Entering(moved, map, s => s.SystemKey == SystemStage.AtRisk);
        await alert.Run(atRisk, "at_risk", (name, _) => $"{name} is at risk", "Call the customer and agree the next step.", false, ct);
        var churned = Entering(moved, map, s => s.Category == StageCategory.PostCustomer);
        await PauseRenewals(churned, ct);
        await AlertOfRechurn(churned, ct);
    }

    private static List<Guid> Entering(IReadOnlyList<StageStep> moved, StageMap map, Func<LifecycleStage, bool> which) =>
        [.. moved.Where(s => which(map[s.ToStageId])).Select(s => s.CustomerId)];

    private async Task CloseProposals(List<Guid> customers, CancellationToken ct)
    {
        var now = clock.Now();
        await db.Execute(
            $"""
            update stage_suggestions set state = {SuggestionState.Outdated}, decided_at = {now}, version = version + 1
            where organization_id = {db.TenantId} and {Sql.In("customer_id", customers)} and state = 'open'
            """,
            ct
        );
        await db.Execute(
            $"""
            update stage_move_requests set state = {RequestState.Outdated}, decided_at = {now}, version = version + 1
            where organization_id = {db.TenantId} and {Sql.In("customer_id", customers)} and state = 'waiting'
            """,
            ct
        );
    }

    private async Task Milestones(IReadOnlyList<StageStep> moved, StageMap map, CancellationToken ct)
    {
        var now = clock.Now();
        await milestones.Add(
            [
                .. from step in moved
                let type = map[step.ToStageId].SystemKey switch
                {
                    SystemStage.AtRisk => MilestoneType.ChurnSignal,
                    SystemStage.WonBack => MilestoneType.WinBack,
                    _ => (MilestoneType?)null,
                }
                where type is not null
                select new FoundMilestone(step.CustomerId, type.Value, now),
            ],
            ct
        );
    }

    /// <summary>A renewal that is under way while its customer churns is paused, and sales hear of it.</summary>
    private async Task PauseRenewals(List<Guid> churned, CancellationToken ct)
    {
        if (churned.Count == 0)
            return;
        var open = await db.Set<Opportunity>()
            .Where(o => churned.Contains(o.CustomerId) && o.Kind == OpportunityKind.Renewal && o.Status == OpportunityStatus.Open)
            .ToListAsync(ct);
        foreach (var renewal in open)
        {
            (renewal.Status, renewal.UpdatedAt) = (OpportunityStatus.Paused, clock.Now());
            changes.Raise(FactsWritten.One(renewal, isNew: false));
        }
        if (open.Count > 0)
            await db.SaveChangesAsync(ct);
        await alert.Run(
            [.. open.Select(o => o.CustomerId).Distinct()],
            "churn_in_renewal",
            (name, _) => $"{name} churned during a renewal",
            "The renewal is paused. Talk to the customer, or close the opportunity as lost.",
            withManager: true,
            ct
        );
    }

    private async Task AlertOfRechurn(List<Guid> churned, CancellationToken ct)
    {
        if (churned.Count == 0)
            return;
        var again = await db.Rows(
            $"""
            select customer_id from customer_lifecycles
            where organization_id = {db.TenantId} and {Sql.In("customer_id", churned)} and high_risk_rechurn = {true}
            """,
            row => row.Id(0),
            ct
        );
        await alert.Run(
            again,
            "rechurn",
            (name, _) => $"{name} churned again after being won back",
            "High risk: the customer is left out of automatic win-back. Decide with sales what to do.",
            withManager: true,
            ct
        );
    }
}
