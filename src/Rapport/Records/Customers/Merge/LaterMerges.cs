using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Merge;

/// <summary>
/// Merges made on top of this one: they go first, the newest before the others, so that each step back meets what it left.
/// </summary>
internal sealed class LaterMerges(RapportDb db, CustomerMerge merge, IReadOnlyList<MergeMove> moves)
{
    private sealed record Later(Guid Id, DateTimeOffset MergedAt, Guid SurvivorId, string Survivor);

    public async Task RefuseIfAny(CancellationToken ct)
    {
        if (await Newest(ct) is not { } later)
            return;
        throw new Refusal(
            "later_merge",
            $"{later.Survivor} was merged again on {later.MergedAt:d MMMM yyyy}. Undo that merge first.",
            new Dictionary<string, object?>
            {
                ["later_merge_id"] = later.Id,
                ["later_merged_at"] = later.MergedAt,
                ["later_survivor_id"] = later.SurvivorId,
            }
        );
    }

    private async Task<Later?> Newest(CancellationToken ct) =>
        (await OfTheSameCustomers(ct))
            .Concat(await OfTheSameRows(ct))
            .OrderByDescending(l => l.MergedAt)
            .ThenByDescending(l => l.Id.ToString(), StringComparer.Ordinal)
            .FirstOrDefault();

    /// <summary>The survivor again, or a customer that a row would go back to and that is merged itself by now.</summary>
    private async Task<List<Later>> OfTheSameCustomers(CancellationToken ct)
    {
        var named = moves
            .SelectMany(m => Tables[m.Table].References.Select(Cells.FromJson(m.Before).Id))
            .OfType<Guid>()
            .Append(merge.SurvivorId)
            .ToHashSet();
        return await db.Rows(
            $"""
            {Selected} where {IsLater} and (merges.survivor_id = {merge.SurvivorId} or exists (
              select 1 from merged_customers merged
                where merged.organization_id = {db.TenantId} and merged.merge_id = merges.id and {Sql.In(
                "merged.customer_id",
                named
            )}))
            """,
            Read,
            ct
        );
    }

    /// <summary>
    /// A row that both moved, such as a relation whose ends were merged one after the other: half of it taken back, it could stand in
    /// another's place.
    /// </summary>
    private async Task<List<Later>> OfTheSameRows(CancellationToken ct)
    {
        var shared = await db.Rows(
            $"""
            select merges.id, mine.kind, mine.before, mine.after, theirs.kind, theirs.before, theirs.after, mine.table_name
            from merge_moves mine
            join merge_moves theirs on theirs.organization_id = {db.TenantId} and theirs.row_key = mine.row_key
            and theirs.table_name = mine.table_name
            join merges on merges.organization_id = {db.TenantId} and merges.id = theirs.merge_id
            where mine.organization_id = {db.TenantId} and mine.merge_id = {merge.Id} and {IsLater}
            """,
            row => (Id: row.Id(0), Mine: Written(row, 1), Theirs: Written(row, 4), Table: row.Text(7)),
            ct
        );
        // A customer has its own fields and its place in the tree: these part without harm.
        var ids = shared
            .Where(s => s.Table != Tables.Customers.Name || s.Mine is null || s.Theirs is null || s.Mine.Overlaps(s.Theirs))
            .Select(s => s.Id)
            .ToHashSet();
        return ids.Count == 0 ? [] : await db.Rows($"{Selected} where {IsLater} and {Sql.In("merges.id", ids)}", Read, ct);
    }

    // Null stands for the whole row.
    private static HashSet<string>? Written(Row row, int place)
    {
        if (row.Text(place) == Words.Of(MoveKind.Removed) || row.Text(place) == Words.Of(MoveKind.Added))
            return null;
        var (before, after) = (Cells.FromJson(row.Text(place + 1)), Cells.FromJson(row.Text(place + 2)));
        return after.Keys.Where(c => before[c] != after[c]).ToHashSet();
    }

    private CustomerReferences Tables => CustomerReferences.Of(db);

    private Sql Selected =>
        $"""
            select merges.id, merges.merged_at, merges.survivor_id, survivor.display_name from merges
            join customers survivor on survivor.organization_id = {db.TenantId} and survivor.id = merges.survivor_id
            """;

    private Sql IsLater =>
        $"""
            merges.organization_id = {db.TenantId} and merges.undone_at is null
            and (merges.merged_at, merges.id) > ({merge.MergedAt}, {merge.Id})
            """;

    private static Later Read(Row row) => new(row.Id(0), row.Time(1), row.Id(2), row.Text(3));
}
