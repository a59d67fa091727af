using System.Globalization;
using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Merge;

/// <summary>The tables that need more than being pointed at the survivor.</summary>
internal sealed class MergeRules(MergeGroup group, MergePast past, IReadOnlyDictionary<string, Guid> chosen, CustomerReferences tables)
{
    public const string CustomValuesTable = "custom_field_values";

    /// <summary>
    /// A relation between two of them vanishes. A parent_child relation is the dated view of the tree: it ends today where the one customer
    /// keeps another parent, and is open where it keeps this one.
    /// </summary>
    public void Relationships(List<(Cells Row, Cells Changes)> mapped, List<Cells> removed, Guid? parent, DateTimeOffset now)
    {
        foreach (var (row, changes) in mapped)
        {
            if (group.Holds(row.Id("from_customer_id")) && group.Holds(row.Id("to_customer_id")))
                removed.Add(row);
            else if (group.Holds(row.Id("to_customer_id")) && row["relationship_type"] == Words.Of(RelationshipType.ParentChild))
                EndOrReopen(row, changes, parent, now);
        }
    }

    private static void EndOrReopen(Cells row, Cells changes, Guid? parent, DateTimeOffset now)
    {
        if (row.Id("from_customer_id") == parent && row["end_date"] is not null)
            changes["end_date"] = null;
        if (row.Id("from_customer_id") != parent && row["end_date"] is null)
            changes["end_date"] = now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    public void DuplicatePairs(List<(Cells Row, Cells Changes)> mapped, List<Cells> removed, Guid? decidedBy, DateTimeOffset now)
    {
        foreach (var (row, changes) in mapped)
        {
            if (row["status"] == Words.Of(PairStatus.Merged))
                changes.Clear();
            else if (group.Holds(row.Id("low_id")) && group.Holds(row.Id("high_id")))
                Close(row, changes, decidedBy, now);
            else
                Order(row, changes);
        }
        // A person's "not the same" holds for the one customer too; between equals the oldest stays.
        var open = mapped
            .Where(m => m.Changes.Count > 0 || m.Row["status"] != Words.Of(PairStatus.Merged))
            .Where(m => !m.Changes.ContainsKey("status"));
        foreach (var rivals in open.GroupBy(m => PairOf(m.Row.With(m.Changes)), StringComparer.Ordinal))
            removed.AddRange(
                rivals
                    .OrderBy(m => m.Row["status"] == Words.Of(PairStatus.Dismissed) ? 0 : 1)
                    .ThenBy(m => m.Row["id"], StringComparer.Ordinal)
                    .Skip(1)
                    .Select(m => m.Row)
            );
    }

    /// <summary>One customer's values stand for a field: the chosen one's, else the survivor's own, else the oldest's.</summary>
    public void CustomValues(List<(Cells Row, Cells Changes)> mapped, List<Cells> removed, IReadOnlyDictionary<Guid, string> fieldKeys)
    {
        foreach (var field in mapped.GroupBy(m => m.Row.Id("field_id")!.Value))
        {
            var name = MergeChoices.CustomPrefix + fieldKeys.GetValueOrDefault(field.Key);
            var bySource = field.GroupBy(m => m.Row.Id("customer_id")!.Value).ToDictionary(g => g.Key, g => g.ToList());
            var winner = Winner(name, bySource);
            removed.AddRange(bySource.Where(s => s.Key != winner).SelectMany(s => s.Value).Select(m => m.Row));
        }
    }

    public Guid Winner(string name, IReadOnlyDictionary<Guid, List<(Cells Row, Cells Changes)>> bySource)
    {
        if (chosen.TryGetValue(name, out var choice))
            return choice;
        var (survivor, table) = (group.Survivor.Id, tables[CustomValuesTable]);
        return bySource.Keys.OrderBy(id => id == survivor ? SurvivorRank() : id.ToString(), StringComparer.Ordinal).First();

        // What an earlier merge brought ranks as its customer does, unless it was chosen or edited since.
        string SurvivorRank()
        {
            var sources = bySource[survivor].Select(m => past.BroughtFrom(table, m.Row)).Distinct().ToList();
            return sources is [{ } only] && !past.WasChosen(name) ? only.ToString() : "";
        }
    }

    private static void Close(Cells row, Cells changes, Guid? decidedBy, DateTimeOffset now)
    {
        changes.Clear();
        changes["status"] = Words.Of(PairStatus.Merged);
        changes["decided_at"] = StoredValue.TimeText(now);
        changes["decided_by_id"] = decidedBy?.ToString() ?? row["decided_by_id"];
    }

    private static void Order(Cells row, Cells changes)
    {
        var result = row.With(changes);
        var ordered = new[] { result["low_id"], result["high_id"] }.Order(StringComparer.Ordinal).ToArray();
        changes.Clear();
        if (ordered[0] != row["low_id"])
            changes["low_id"] = ordered[0];
        if (ordered[1] != row["high_id"])
            changes["high_id"] = ordered[1];
    }

    private static string PairOf(Cells row) => row["low_id"] + "/" + row["high_id"];
}
