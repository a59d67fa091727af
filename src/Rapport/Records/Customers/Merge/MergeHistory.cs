using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Merge;

/// <summary>Merges as they are told afterwards.</summary>
public sealed class MergeHistory(RapportDb db, CustomerAccess customers, Access access, TimeProvider clock)
{
    public sealed record Merged(Guid Id, string DisplayName);

    /// <summary>Whose value a field took, and whether a person chose it.</summary>
    public sealed record Source(Guid From, bool Chosen);

    /// <summary>A row that the survivor could not have beside its own.</summary>
    public sealed record KeptInRecord(string Kind, string Id, IReadOnlyDictionary<string, string> Values);

    public sealed record View(
        Guid Id,
        Guid SurvivorId,
        string SurvivorName,
        IReadOnlyList<Merged> Duplicates,
        DateTimeOffset MergedAt,
        Guid? MergedById,
        string? MergedBy,
        DateTimeOffset UndoUntil,
        bool CanUndo,
        DateTimeOffset? UndoneAt,
        Guid? UndoneById,
        IReadOnlyDictionary<string, Source> Fields,
        IReadOnlyDictionary<string, int> Moved
    )
    {
        /// <summary>Shown of a single merge, to who may see contact data.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<KeptInRecord>? Kept { get; init; }
    }

    public async Task<View> Of(Guid mergeId, CancellationToken ct)
    {
        var merge = await db.Merges.AsNoTracking().FirstOrDefaultAsync(m => m.Id == mergeId, ct) ?? throw new Missing("merge");
        var survivor = await db.Customers.AsNoTracking().FirstAsync(c => c.Id == merge.SurvivorId, ct);
        await customers.Require(Permission.ReadCustomers, survivor, ct);
        var view = (await Views([merge], ct))[0];
        return access.Sees(Mask.ContactData) ? view with { Kept = await Kept(mergeId, ct) } : view;
    }

    /// <summary>The merges this customer took part in, the newest first.</summary>
    public async Task<Page<View>> OfCustomer(Guid customerId, Paging paging, CancellationToken ct)
    {
        var customer = await db.Customers.AsNoTracking().FirstOrDefaultAsync(c => c.Id == customerId, ct) ?? throw new Missing("customer");
        if (customer.IsMerged)
            throw new Moved(customerId, await customers.Survivor(customer, ct));
        await customers.Require(Permission.ReadCustomers, customer, ct);
        var asDuplicate = db.MergedCustomers.Where(d => d.CustomerId == customerId).Select(d => d.MergeId);
        // Each by its own index: joined by an "or" they would read every merge there was.
        var asSurvivor = await db.Merges.AsNoTracking().Where(m => m.SurvivorId == customerId).ToListAsync(ct);
        var others = await db.Merges.AsNoTracking().Where(m => m.SurvivorId != customerId && asDuplicate.Contains(m.Id)).ToListAsync(ct);
        var views = await Views(
            asSurvivor
                .Concat(others)
                .OrderByDescending(m => m.MergedAt)
                .ThenByDescending(m => m.Id.ToString(), StringComparer.Ordinal)
                .ToList(),
            ct
        );
        return paging.Of(views);
    }

    private async Task<List<View>> Views(List<CustomerMerge> merges, CancellationToken ct)
    {
        var ids = merges.Select(m => m.Id).ToList();
        var duplicates = await db.MergedCustomers.AsNoTracking().Where(d => ids.Contains(d.MergeId)).ToListAsync(ct);
        duplicates.Sort((one, other) => one.Id.CompareTo(other.Id));
        var people = merges.Select(m => m.SurvivorId).Concat(duplicates.Select(d => d.CustomerId)).Distinct().ToList();
        var names = (
            await db.Rows(
                $"""
                select c.id, c.display_name, c.archived_at is null and c.merged_into_id is null
                from {Sql.Picked("customers", "c", db.TenantId, people)}
                """,
                row => (Id: row.Id(0), DisplayName: row.Text(1), IsLive: row.Truth(2)),
                ct
            )
        ).ToDictionary(c => c.Id, c => (c.DisplayName, c.IsLive));
        var users = merges.Select(m => m.MergedById).OfType<Guid>().Distinct().ToList();
        var userNames = await db.Rows(
            $"select id, name from users where organization_id = {db.TenantId} and {Sql.In("id", users)}",
            row => (Id: row.Id(0), Name: row.Text(1)),
            ct
        );
        var moves = await db
            .MergeMoves.AsNoTracking()
            .Where(m => ids.Contains(m.MergeId) && m.Kind != MoveKind.Changed && m.Table != "customers")
            .GroupBy(m => new { m.MergeId, m.Table })
            .Select(g => new
            {
                g.Key.MergeId,
                g.Key.Table,
                Count = g.Count(),
            })
            .ToListAsync(ct);
        return merges
            .Select(merge => new View(
                merge.Id,
                merge.SurvivorId,
                names[merge.SurvivorId].DisplayName,
                [.. duplicates.Where(d => d.MergeId == merge.Id).Select(d => new Merged(d.CustomerId, names[d.CustomerId].DisplayName))],
                merge.MergedAt,
                merge.MergedById,
                userNames.FirstOrDefault(u => u.Id == merge.MergedById).Name,
                merge.UndoUntil,
                CanUndo: !merge.IsUndone
                    && clock.Now() <= merge.UndoUntil
                    && names[merge.SurvivorId].IsLive
                    && !merges.Any(m => !m.IsUndone && m.MergedAt > merge.MergedAt && m.SurvivorId == merge.SurvivorId),
                merge.UndoneAt,
                merge.UndoneById,
                FieldSource.Read(merge.Sources).ToDictionary(s => s.Key, s => new Source(s.Value.From, s.Value.Chosen)),
                moves.Where(m => m.MergeId == merge.Id).ToDictionary(m => m.Table, m => m.Count)
            ))
            .ToList();
    }

    private async Task<List<KeptInRecord>> Kept(Guid mergeId, CancellationToken ct)
    {
        var removed = await db
            .MergeMoves.AsNoTracking()
            .Where(m => m.MergeId == mergeId && m.Kind == MoveKind.Removed && m.Table != "duplicate_pairs")
            .OrderBy(m => m.Position)
            .ToListAsync(ct);
        return removed.Select(m => new KeptInRecord(m.Table, m.RowKey, Readable(Cells.FromJson(m.Before)))).ToList();
    }

    // A sealed number is of no use here and is not told.
    private static Dictionary<string, string> Readable(Cells row) =>
        row.Where(c => c.Value is not null && !c.Key.StartsWith("tax_id", StringComparison.Ordinal) && c.Key is not "version")
            .ToDictionary(c => c.Key, c => c.Value!);
}
