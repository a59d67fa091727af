using System.Text;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Customers;

namespace Rapport.Insight.Lifecycle;

/// <summary>A customer and the stages to enter, one after the other.</summary>
internal sealed record StageStep(Guid CustomerId, Guid FromStageId, IReadOnlyList<Guid> Way)
{
    public Guid ToStageId => Way[^1];
}

/// <summary>Who or what moves customers, and why.</summary>
internal sealed record MoveCause(MoveTrigger Trigger, string? Reason)
{
    public Guid? ById { get; init; }
    public Guid? ApprovedById { get; init; }

    /// <summary>Written by a person about this customer.</summary>
    public bool IsPersonal { get; init; }
    public RuleCondition? Rule { get; init; }

    /// <summary>The customer that this scope is about to save itself.</summary>
    public Customer? Tracked { get; init; }

    /// <summary>A person's move takes the customer out of inactivity and holds off the rules.</summary>
    public bool IsByPerson => Trigger is MoveTrigger.Manual or MoveTrigger.Api;
}

/// <summary>
/// The one place where stages change: state, history and derived status of any number of customers, in the running change. Who was moved
/// otherwise meanwhile is left alone.
/// </summary>
internal sealed class WriteMoves(RapportDb db, Changes changes, PersonKeys keys, FollowMoves follow, TimeProvider clock)
{
    private const int Few = 50;

    /// <returns>Those who were moved.</returns>
    public async Task<IReadOnlyList<Guid>> Run(IReadOnlyList<StageStep> steps, MoveCause cause, StageMap map, CancellationToken ct)
    {
        if (steps.Count == 0)
            return [];
        if (steps.Count > Few)
            await db.ExpectMany(ct);
        var now = clock.Now();
        var entered = await Entered(steps, ct);
        var moved = steps.Where(s => entered.TryGetValue(s.CustomerId, out var at) && at.Stage == s.FromStageId).ToList();
        var batch = new Batch(db);
        foreach (var same in moved.GroupBy(s => (s.FromStageId, s.ToStageId, Before: s.Way.Count > 1 ? s.Way[^2] : s.FromStageId)))
            Write(batch, [.. same.Select(s => s.CustomerId)], same.Key.Before, map[same.Key.ToStageId], cause, map.Settings, now);
        batch.Insert(History, await Lines(moved, cause, entered, now, ct));
        await batch.Run(ct);
        foreach (var same in moved.GroupBy(s => (s.FromStageId, s.ToStageId)))
            Raise(map[same.Key.FromStageId], map[same.Key.ToStageId], cause, [.. same.Select(s => s.CustomerId)]);
        await follow.Run(moved, map, ct);
        return [.. moved.Select(s => s.CustomerId)];
    }

    private async Task<Dictionary<Guid, (Guid Stage, DateTimeOffset At)>> Entered(IReadOnlyList<StageStep> steps, CancellationToken ct) =>
        (
            await db.Rows(
                $"""
                select customer_id, current_stage_id, entered_stage_at from customer_lifecycles
                where organization_id = {db.TenantId} and {Sql.In("customer_id", steps.Select(s => s.CustomerId).ToList())}
                order by customer_id {RowLock.Update.Clause()}
                """,
                row => (Customer: row.Id(0), Stage: row.Id(1), At: row.Time(2)),
                ct
            )
        ).ToDictionary(e => e.Customer, e => (e.Stage, e.At));

    private void Write(
        Batch batch,
        List<Guid> customers,
        Guid before,
        LifecycleStage to,
        MoveCause cause,
        LifecycleSettings settings,
        DateTimeOffset now
    )
    {
        DateTimeOffset? held = cause.IsByPerson ? now.AddDays(settings.HoldOffDays) : null;
        var isChurn = to.Category == StageCategory.PostCustomer;
        batch.Write(
            $"""
            update customer_lifecycles set previous_stage_id = {before}, current_stage_id = {to.Id}, entered_stage_at = {now},
              purchases_at_entry = coalesce((select s.order_count from customer_summary s
                where s.organization_id = customer_lifecycles.organization_id and s.customer_id = customer_lifecycles.customer_id), 0),
              rules_held_until = {held},
              won_back_at = case when {to.SystemKey == SystemStage.WonBack} then {now} else won_back_at end,
              high_risk_rechurn = case when {isChurn} then coalesce(won_back_at >= {now.AddDays(-settings.RechurnDays)}, false)
                else {false} end,
              is_inactive = case when {cause.IsByPerson} then {false} else is_inactive end,
              onboarding_expected = onboarding_expected or ({to.SystemKey == SystemStage.Customer} and exists (
                select 1 from customers c where c.organization_id = customer_lifecycles.organization_id
                  and c.id = customer_lifecycles.customer_id and c.type = 'organization')),
              version = version + 1, updated_at = {now}
            where organization_id = {db.TenantId} and {Sql.In("customer_id", customers)}
            """
        );
        WriteStatus(batch, customers, to.Status, cause, now);
    }

    private void WriteStatus(Batch batch, List<Guid> customers, CustomerStatus status, MoveCause cause, DateTimeOffset now)
    {
        if (cause.Tracked is { } tracked && customers.Remove(tracked.Id))
            tracked.Status = status;
        var kept = cause.IsByPerson ? Sql.Raw("true") : Sql.Raw("status <> 'inactive'");
        if (customers.Count > 0)
            batch.Write(
                $"""
                update customers set status = {status}, updated_at = {now}, version = version + 1
                where organization_id = {db.TenantId} and {Sql.In("id", customers)} and status <> {status} and {kept}
                """
            );
    }

    private async Task<List<StageChange>> Lines(
        List<StageStep> moved,
        MoveCause cause,
        Dictionary<Guid, (Guid Stage, DateTimeOffset At)> entered,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var sealing =
            cause is { IsPersonal: true, Reason: not null } && moved.Count > 0
                ? await keys.Of([.. moved.Select(s => s.CustomerId)], new HashSet<Guid>(), ct)
                : null;
        var lines = new List<StageChange>();
        foreach (var step in moved)
        {
            var from = step.FromStageId;
            foreach (var to in step.Way)
            {
                var id = Ids.Next();
                lines.Add(
                    new StageChange
                    {
                        OrganizationId = db.TenantId,
                        Id = id,
                        CustomerId = step.CustomerId,
                        FromStageId = from,
                        ToStageId = to,
                        ChangedAt = now,
                        ChangedById = cause.ById,
                        ApprovedById = cause.ApprovedById,
                        Trigger = cause.Trigger,
                        Reason = sealing is null ? cause.Reason : null,
                        ReasonSealed = sealing is null
                            ? null
                            : MasterKey.Seal(sealing[step.CustomerId], Encoding.UTF8.GetBytes(cause.Reason!), id.ToByteArray(true)),
                        SecondsBefore = from == step.FromStageId ? Math.Max(0, (long)(now - entered[step.CustomerId].At).TotalSeconds) : 0,
                    }
                );
                from = to;
            }
        }
        return lines;
    }

    private void Raise(LifecycleStage from, LifecycleStage to, MoveCause cause, List<Guid> customers) =>
        changes.Raise(
            new StageChanged(from.Id, to.Id, from.Name, to.Name, to.SystemKey, to.Category, cause.Trigger, cause.Rule, [.. customers])
            {
                Reason = cause.Reason,
            }
        );

    internal static readonly TableInsert<StageChange> History = new TableInsert<StageChange>("stage_changes")
        .Column("organization_id", c => c.OrganizationId)
        .Column("id", c => c.Id)
        .Column("customer_id", c => c.CustomerId)
        .Column("from_stage_id", c => c.FromStageId)
        .Column("to_stage_id", c => c.ToStageId)
        .Column("changed_at", c => c.ChangedAt)
        .Column("changed_by_id", c => c.ChangedById)
        .Column("approved_by_id", c => c.ApprovedById)
        .Column("trigger", c => c.Trigger)
        .Column("reason", c => c.Reason)
        .Column("reason_sealed", c => c.ReasonSealed)
        .Column("seconds_before", c => c.SecondsBefore);
}
