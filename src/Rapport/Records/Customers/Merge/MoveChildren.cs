using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Merge;

/// <summary>
/// Points every row of the duplicates at the survivor. Where only one may stand, the survivor's own stays, else the oldest; what yields is
/// kept in the merge.
/// </summary>
internal sealed class MoveChildren(StoredRows rows, MergeGroup group, MergePast past, MergeSteps steps)
{
    private static readonly string[] Endings = ["archived_at", "end_date"];

    /// <summary>A row and what becomes of it.</summary>
    private sealed class Plan(Cells row, Cells changes)
    {
        public Cells Row => row;
        public Cells Changes => changes;
        public Cells Result => row.With(changes);
        public bool Yields { get; set; }
    }

    /// <param name="settle">Rules of this table alone, before those that every table follows.</param>
    public async Task Move(ChildTable table, CancellationToken ct, Action<List<(Cells Row, Cells Changes)>, List<Cells>>? settle = null)
    {
        var found = await rows.FindPointingAt(table, table.Rules.Count > 0 || settle is not null ? group.Ids : group.DuplicateIds, ct);
        var mapped = found.Select(row => (Row: row, Changes: Mapped(table, row))).ToList();
        var removed = new List<Cells>();
        settle?.Invoke(mapped, removed);
        var plans = mapped.Where(m => !removed.Contains(m.Row)).Select(m => new Plan(m.Row, m.Changes)).ToList();
        foreach (var rule in table.Rules)
            Settle(table, rule, plans);

        // Those that yield go first, so that no two rows ever stand in each other's place.
        await steps.Remove(table, removed.Concat(plans.Where(p => p.Yields).Select(p => p.Row)).ToList(), ct);
        var changed = plans.Where(p => !p.Yields && p.Changes.Count > 0).ToList();
        foreach (
            var same in changed
                .GroupBy(p => (Cleared: p.Changes.Keys.Any(table.Flags.Contains) ? 0 : 1, Json: p.Changes.ToJson()))
                .OrderBy(g => g.Key.Cleared)
        )
            await steps.Change(table, same.Select(p => p.Row).ToList(), same.First().Changes, ct);
    }

    private Cells Mapped(ChildTable table, Cells row) =>
        new(
            table
                .References.Where(column => group.Mapped(row.Id(column)) != row.Id(column))
                .Select(column => KeyValuePair.Create(column, (string?)group.Survivor.Id.ToString()))
        );

    private void Settle(ChildTable table, UniqueRule rule, List<Plan> plans)
    {
        foreach (
            var rivals in plans
                .Where(p => !p.Yields && rule.Binds(p.Result))
                .GroupBy(p => rule.KeyOf(p.Result), StringComparer.Ordinal)
                .Where(g => g.Count() > 1)
        )
        {
            foreach (
                var plan in rivals
                    .OrderBy(p => Rank(table, p, rule.Flag))
                    .ThenBy(p => table.KeyOf(p.Row), StringComparer.Ordinal)
                    .Skip(1)
                    .ToList()
            )
            {
                if (rule.Flag is { } flag)
                    plan.Changes[flag] = "false";
                else
                    plan.Yields = true;
            }
        }
    }

    private int Rank(ChildTable table, Plan plan, string? flag)
    {
        var ended = Endings.Any(column => table.Has(column) && plan.Result[column] is not null) ? 2 : 0;
        var own = !plan.Changes.Keys.Any(table.References.Contains) && past.BroughtFrom(table, plan.Row, flag) is null;
        return ended + (own ? 0 : 1);
    }
}
