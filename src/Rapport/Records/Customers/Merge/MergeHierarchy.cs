using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Merge;

/// <summary>
/// Where the one customer hangs in the tree. Its own parent stays; where that is one of the duplicates, the next one above takes its place;
/// where the way up
/// leads back to the group, the oldest duplicate's parent is tried. There is always a tree without a loop, so only a parent that was chosen
/// can be refused.
/// </summary>
internal sealed class MergeHierarchy(RapportDb db, MergeGroup group, MergePast past)
{
    private const int Deepest = 100_000;

    private sealed record Above(Guid Id, string Name);

    public async Task<FieldChoice> Parent(
        MergeField field,
        IReadOnlyDictionary<Guid, Cells> rows,
        IReadOnlyDictionary<string, Guid> chosen,
        CancellationToken ct
    )
    {
        if (chosen.TryGetValue(field.Name, out var choice))
            return new FieldChoice(field, choice, Value(field, await Chosen(rows[choice].Id(field.Columns[0]), ct)), KeptBecause.Chosen);

        var survivor = rows[group.Survivor.Id];
        if (past.FilledFrom(field, survivor) is null && await Free(survivor.Id(field.Columns[0]), ct) is { } own)
            return new FieldChoice(field, group.Survivor.Id, Value(field, own), KeptBecause.Survivor);
        foreach (var (id, parent) in await Members(rows, field, ct))
            if (await Free(parent, ct) is { } filled)
                return new FieldChoice(field, id, Value(field, filled), KeptBecause.Filled);
        return new FieldChoice(field, group.Survivor.Id, Value(field, null), KeptBecause.Empty);
    }

    // The duplicates of now and of earlier merges, the oldest first.
    private async Task<IEnumerable<(Guid Id, Guid? Parent)>> Members(
        IReadOnlyDictionary<Guid, Cells> rows,
        MergeField field,
        CancellationToken ct
    )
    {
        var earlier = await db.Rows(
            $"select id, parent_id from customers where organization_id = {db.TenantId} and merged_into_id = {group.Survivor.Id}",
            row => (Id: row.Id(0), Parent: row.IdOrNull(1)),
            ct
        );
        return group
            .DuplicateIds.Select(id => (Id: id, Parent: rows[id].Id(field.Columns[0])))
            .Concat(earlier)
            .OrderBy(m => m.Id.ToString(), StringComparer.Ordinal);
    }

    private async Task<Guid?> Free(Guid? start, CancellationToken ct)
    {
        var above = await Outside(start, ct);
        return above.Count == 0 || above.Any(a => group.Holds(a.Id)) ? null : above[0].Id;
    }

    private async Task<Guid?> Chosen(Guid? start, CancellationToken ct)
    {
        var above = await Outside(start, ct);
        var back = above.FindIndex(a => group.Holds(a.Id));
        if (back < 0)
            return above.Count == 0 ? null : above[0].Id;
        var chain = above.Take(back).Select(a => a.Name).Prepend(group.Survivor.DisplayName).Append(group.Survivor.DisplayName);
        throw new Refusal("hierarchy_loop", $"The chosen parent belongs to the merged customers itself: {string.Join(" → ", chain)}.");
    }

    /// <summary>The way up from here, without the members of the group that it begins with.</summary>
    private async Task<List<Above>> Outside(Guid? start, CancellationToken ct) => start is not { } first ? [] : (
                await db.Rows(
                    $"""
                    with recursive above (id, parent_id, display_name, depth) as (
                      select id, parent_id, display_name, 0 from customers where organization_id = {db.TenantId} and id = {first}
                      union all
                      select c.id, c.parent_id, c.display_name, above.depth + 1 from above cross join customers c
                      where c.organization_id = {db.TenantId} and c.id = above.parent_id and above.depth < {Deepest})
                    select id, display_name from above order by depth
                    """,
                    row => new Above(row.Id(0), row.Text(1)),
                    ct
                )
            ).SkipWhile(a => group.Holds(a.Id)).ToList();

    private static Cells Value(MergeField field, Guid? parent) => new() { [field.Columns[0]] = parent?.ToString() };
}
