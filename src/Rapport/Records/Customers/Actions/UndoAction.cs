using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Actions;

/// <summary>Takes an action on many customers back, for those that still stand as it left them.</summary>
public sealed class UndoAction(RapportDb db, Changes changes, ActOnMany act, Access access, TimeProvider clock)
{
    public sealed record Response(Guid Id, int Reverted, int Skipped, int OutOfScope);

    private const int Chunk = 500;

    public async Task<Response> Run(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var action = await Locked(id, ct) ?? throw new Missing("action");
        var permission = act.PermissionFor(action.Kind);
        access.Require(permission);
        if (action.UndoneAt is not null)
            throw new Refusal("already_undone", "This action was taken back already.");

        var (last, reverted, inReach, outOfScope) = (Guid.Empty, 0, 0, 0);
        while (await Rows(id, last, ct) is { Count: > 0 } rows)
        {
            var before = rows.ToDictionary(r => r.CustomerId);
            var (found, reached) = await act.Reach(before.Keys, permission, ct);
            reverted += await act.Changer(action.Kind).Revert(action, reached, before, ct);
            inReach += reached.Count;
            outOfScope += found - reached.Count;
            await act.Flush(ct);
            last = rows[^1].CustomerId;
        }
        // Whoever reaches none of them has taken nothing back; somebody else still may.
        if (inReach > 0 || outOfScope == 0)
            action.UndoneAt = clock.Now();
        await change.Save(ct);
        return new Response(id, reverted, action.Changed - reverted - outOfScope, outOfScope);
    }

    private Task<BulkAction?> Locked(Guid id, CancellationToken ct) => db.Held<BulkAction>(id, RowLock.Update).SingleOrDefaultAsync(ct);

    private Task<List<BulkActionRow>> Rows(Guid action, Guid after, CancellationToken ct) =>
        db.Rows(
            $"""
            select customer_id, before_id, at from bulk_action_rows
            where organization_id = {db.TenantId} and action_id = {action} and customer_id > {after} order by customer_id
            limit {Chunk}
            """,
            row => new BulkActionRow
            {
                OrganizationId = db.TenantId,
                ActionId = action,
                CustomerId = row.Id(0),
                BeforeId = row.IdOrNull(1),
                At = row.TimeOrNull(2),
            },
            ct
        );
}
