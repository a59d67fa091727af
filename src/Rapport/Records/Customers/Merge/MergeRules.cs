using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Merge;

/// <summary>The tables that need more than being pointed at the survivor.</summary>
internal sealed class MergeRules(MergeGroup group, MergePast past, IReadOnlyDictionary<string, Guid> chosen, CustomerReferences tables)
{
    /// <summary>What a relation or a pair between two of the merged customers was about is one customer now.</summary>
    public void Relationships(List<(Cells Row, Cells Changes)> mapped, List<Cells> removed) =>
        removed.AddRange(mapped.Where(m => group.Holds(m.Row.Id("from_customer_id")) && group.Holds(m.Row.Id("to_customer_id"))).Select(m => m.Row));

    public void DuplicatePairs(List<(Cells Row, Cells Changes)> mapped, List<Cells> removed, Guid? decidedBy, DateTimeOffset now)
    {
        foreach (var (row, changes) in mapped)
        {
            if (row["status"] == Words.Of(PairStatus.Merged)) changes.Clear();
            else if (group.Holds(row.Id("low_id")) && group.Holds(row.Id("high_id"))) Close(row, changes, decidedBy, now);
            else Order(row, changes);
        }
        // A person's "not the same" holds for the one customer too; between equals the oldest stays.
        var open = mapped.Where(m => m.Changes.Count > 0 || m.Row["status"] != Words.Of(PairStatus.Merged)).Where(m => !m.Changes.ContainsKey("status"));
        foreach (var rivals in open.GroupBy(m => PairOf(m.Row.With(m.Changes)), StringComparer.Ordinal))
            removed.AddRange(rivals.OrderBy(m => m.Row["status"] == Words.Of(PairStatus.Dismissed) ? 0 : 1).ThenBy(m => m.Row["id"], StringComparer.Ordinal).Skip(1).Select(m => m.Row));
    }

    /// <summary>One customer's values stand for a field: the chosen one's, else the survivor's own, else the oldest's.</summary>
    public void CustomValues(List<(Cells Row, Cells Changes)> mapped, List<Cells> removed, IReadOnlyDictionary<Guid, string> fieldKeys)
    {
        var table = tables["custom_field_values"];
        foreach (var field in mapped.GroupBy(m => m.Row.Id("field_id")!.Value))
        {
            var name = MergeChoices.CustomPrefix + fieldKeys.GetValueOrDefault(field.Key);
            var bySource = field.GroupBy(m => m.Row.Id("customer_id")!.Value).ToDictionary(g => g.Key, g => g.ToList());
            var winner = chosen.TryGetValue(name, out var choice) ? choice : Winner(table, name, bySource);
            removed.AddRange(bySource.Where(s => s.Key != winner).SelectMany(s => s.Value).Select(m => m.Row));
        }
    }

    private Guid Winner(ChildTable table, string name, Dictionary<Guid, List<(Cells Row, Cells Changes)>> bySource)
    {
        var survivor = group.Survivor.Id;
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
        if (ordered[0] != row["low_id"]) changes["low_id"] = ordered[0];
        if (ordered[1] != row["high_id"]) changes["high_id"] = ordered[1];
    }

    private static string PairOf(Cells row) => row["low_id"] + "/" + row["high_id"];
}
