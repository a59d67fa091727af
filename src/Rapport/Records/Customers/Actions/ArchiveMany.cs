using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Actions;

/// <summary>Takes customers out of sight with all that hangs on them, or brings them back.</summary>
public sealed class ArchiveMany(RapportDb db, Changes changes, ArchiveParts parts, TimeProvider clock) : IBulkChange
{
    public async Task<List<BulkActionRow>> Apply(BulkAction action, IReadOnlyList<Reached> customers, CancellationToken ct)
    {
        var (archives, now) = (action.Kind == BulkKind.Archive, clock.Now());
        var these = customers.Where(c => archives == (c.ArchivedAt is null)).ToList();
        Guid[] ids = [.. these.Select(c => c.Id)];
        await (archives ? Archive(action, ids, now, ct) : Restore(action, ids, ct));
        return these.ConvertAll(c => new BulkActionRow
        {
            OrganizationId = db.TenantId,
            ActionId = action.Id,
            CustomerId = c.Id,
            At = archives ? now : c.ArchivedAt,
        });
    }

    public async Task<int> Revert(
        BulkAction action,
        IReadOnlyList<Reached> customers,
        IReadOnlyDictionary<Guid, BulkActionRow> before,
        CancellationToken ct
    )
    {
        Guid[] ids;
        if (action.Kind == BulkKind.Archive)
            await Restore(action, ids = [.. customers.Where(c => c.ArchivedAt == before[c.Id].At).Select(c => c.Id)], ct);
        else
            await Archive(action, ids = [.. customers.Where(c => c.ArchivedAt is null).Select(c => c.Id)], clock.Now(), ct);
        return ids.Length;
    }

    private async Task Archive(BulkAction action, Guid[] ids, DateTimeOffset now, CancellationToken ct)
    {
        if (ids.Length == 0)
            return;
        await db.Execute(
            $"""
            update customers set archived_at = {now}, updated_at = {now}, version = version + 1
            where organization_id = {db.TenantId} and {Sql.In("id", ids)}
            """,
            ct
        );
        await parts.TakeAlong(ids, now, ct);
        changes.Raise(new CustomersArchived(action.Id, ids));
    }

    private async Task Restore(BulkAction action, Guid[] ids, CancellationToken ct)
    {
        if (ids.Length == 0)
            return;
        await parts.BringBack(ids, ct);
        await db.Execute(
            $"""
            update customers set archived_at = null, updated_at = {clock.Now()}, version = version + 1
            where organization_id = {db.TenantId} and {Sql.In("id", ids)}
            """,
            ct
        );
        changes.Raise(new CustomersRestored(action.Id, ids));
    }
}
