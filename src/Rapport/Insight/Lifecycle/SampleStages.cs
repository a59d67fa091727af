using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Events;

namespace Rapport.Insight.Lifecycle;

/// <summary>
/// Stages of the sample customers: by their facts, with those who lately fell behind their own rhythm at risk and those who came back won
/// back, so that each stage has somebody in it.
/// </summary>
internal sealed class SampleStages(RapportDb db, Changes changes, GiveFirstStages first, KeepMilestones milestones, TimeProvider clock)
{
    private const int Overdue = 2,
        Most = 60;

    public async Task Run(CancellationToken ct)
    {
        await first.ToSamples(ct);
        await using var change = await changes.Begin(ct);
        var map = await StageMap.Load(db, ct);
        var returned = await db.StageSuggestions.AsNoTracking().Select(s => s.CustomerId).ToListAsync(ct);
        await Enter(returned, map[SystemStage.Churned], map[SystemStage.WonBack], "Came back after churning.", ct);
        await db.Execute(
            $"""
            update stage_suggestions set state = {SuggestionState.Accepted}, decided_at = {clock.Now()}
            where organization_id = {db.TenantId} and state = 'open'
            """,
            ct
        );
        await Enter(await Late(ct), map[SystemStage.Customer], map[SystemStage.AtRisk], "Visits are overdue.", ct);
        await change.Save(ct);
    }

    private Task<List<Guid>> Late(CancellationToken ct)
    {
        var now = clock.Now();
        var since = Sql.SecondsBetween(Sql.Raw("u.last_purchase_at"), $"{now}");
        var span = Sql.SecondsBetween(Sql.Raw("u.first_purchase_at"), Sql.Raw("u.last_purchase_at"));
        return db.Rows(
            $"""
            select l.customer_id from customer_lifecycles l
            join lifecycle_stages s on s.organization_id = l.organization_id and s.id = l.current_stage_id
            join customer_summary u on u.organization_id = l.organization_id and u.customer_id = l.customer_id
            where l.organization_id = {db.TenantId} and s.system_key = 'customer' and u.order_count >= 3
              and {since} * (u.order_count - 1) > {Overdue} * {span}
            order by l.customer_id limit {Most}
            """,
            row => row.Id(0),
            ct
        );
    }

    /// <summary>Silently, as all samples are written.</summary>
    private async Task Enter(List<Guid> customers, LifecycleStage from, LifecycleStage to, string reason, CancellationToken ct)
    {
        if (customers.Count == 0)
            return;
        var at = clock.Now().AddDays(-7);
        var entered = (
            await db.Rows(
                $"""
                select customer_id, entered_stage_at from customer_lifecycles
                where organization_id = {db.TenantId} and {Sql.In("customer_id", customers)}
                """,
                row => (Customer: row.Id(0), At: row.Time(1)),
                ct
            )
        ).ToDictionary(e => e.Customer, e => e.At);
        await db.Execute(
            $"""
            update customer_lifecycles set previous_stage_id = {from.Id}, current_stage_id = {to.Id}, entered_stage_at = {at},
              won_back_at = case when {to.SystemKey == SystemStage.WonBack} then {at} else won_back_at end, version = version + 1
            where organization_id = {db.TenantId} and {Sql.In("customer_id", customers)}
            """,
            ct
        );
        await db.Execute(
            $"""
            update customers set status = {to.Status}, version = version + 1
            where organization_id = {db.TenantId} and {Sql.In("id", customers)} and status <> 'inactive' and status <> {to.Status}
            """,
            ct
        );
        await new Batch(db)
            .Insert(
                WriteMoves.History,
                customers.ConvertAll(customer => new StageChange
                {
                    OrganizationId = db.TenantId,
                    CustomerId = customer,
                    FromStageId = from.Id,
                    ToStageId = to.Id,
                    ChangedAt = at,
                    Trigger = MoveTrigger.System,
                    Reason = reason,
                    SecondsBefore = Math.Max(0, (long)(at - entered[customer]).TotalSeconds),
                })
            )
            .Run(ct);
        var type = to.SystemKey == SystemStage.AtRisk ? MilestoneType.ChurnSignal : MilestoneType.WinBack;
        await milestones.Add(customers.ConvertAll(customer => new FoundMilestone(customer, type, at)), ct, isSilent: true);
    }
}
