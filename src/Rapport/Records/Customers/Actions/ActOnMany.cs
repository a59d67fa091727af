using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Actions;

/// <summary>
/// Does the same to many customers, a few hundred at a time and all in one change. Who is out of the caller's reach is left alone and
/// counted.
/// </summary>
public sealed class ActOnMany(
    RapportDb db,
    Changes changes,
    CustomerAccess customers,
    Access access,
    BulkRequests requests,
    IServiceProvider services,
    TimeProvider clock
)
{
    private const int Chunk = 500;

    public async Task<BulkAction> Run(BulkRequest request, CancellationToken ct)
    {
        var kind = requests.KindOf(request);
        var permission = PermissionFor(kind);
        access.Require(permission);
        var chosen = await requests.Customers(request, ct);

        await using var change = await changes.Begin(ct);
        var action = new BulkAction
        {
            Kind = kind,
            TargetId = await requests.Target(kind, request.Parameters, ct),
            CreatedAt = clock.Now(),
        };
        db.Add(action);
        await Flush(ct);
        foreach (var ids in chosen.Chunk(Chunk))
        {
            var (found, reached) = await Reach(ids, permission, ct);
            var rows = await Changer(kind).Apply(action, reached, ct);
            await new Batch(db).Insert(Rows, rows).Run(ct);
            await Flush(ct);
            action.Changed += rows.Count;
            action.Unchanged += reached.Count - rows.Count;
            action.OutOfScope += found - reached.Count;
            action.Missing += ids.Length - found;
        }
        await change.Save(ct);
        return action;
    }

    internal Permission PermissionFor(BulkKind kind) =>
        kind switch
        {
            _ when requests.Added(kind) is { } added => added.Permission,
            BulkKind.Assign => Permission.AssignCustomers,
            BulkKind.Archive or BulkKind.Restore => Permission.ArchiveCustomers,
            _ => Permission.WriteCustomers,
        };

    internal IBulkChange Changer(BulkKind kind) =>
        kind switch
        {
            _ when requests.Added(kind) is { } added => added.Changer(services),
            BulkKind.Assign => services.GetRequiredService<AssignMany>(),
            BulkKind.Tag or BulkKind.Untag => services.GetRequiredService<TagMany>(),
            _ => services.GetRequiredService<ArchiveMany>(),
        };

    /// <summary>How many of these there are, and those within the caller's scope, locked in the order of their IDs.</summary>
    internal async Task<(int Found, List<Reached> Reached)> Reach(
        IReadOnlyCollection<Guid> ids,
        Permission permission,
        CancellationToken ct
    )
    {
        var locking = RowLock.NoKeyUpdate.Clause("c");
        var found = await db.Rows(
            $"""
            select c.id, c.owner_id, c.archived_at, coalesce({customers.Visible(permission, "c")}, false) from customers c
            where c.organization_id = {db.TenantId} and {Sql.In("c.id", ids)} and c.merged_into_id is null order by c.id {locking}
            """,
            row => (Customer: new Reached(row.Id(0), row.IdOrNull(1), row.TimeOrNull(2)), Visible: row.Truth(3)),
            ct
        );
        return (found.Count, [.. found.Where(f => f.Visible).Select(f => f.Customer)]);
    }

    internal async Task Flush(CancellationToken ct)
    {
        await using var part = await changes.Begin(ct);
        await part.Save(ct);
    }

    private static readonly TableInsert<BulkActionRow> Rows = new TableInsert<BulkActionRow>("bulk_action_rows")
        .Column("organization_id", r => r.OrganizationId)
        .Column("action_id", r => r.ActionId)
        .Column("customer_id", r => r.CustomerId)
        .Column("before_id", r => r.BeforeId)
        .Column("at", r => r.At);
}
