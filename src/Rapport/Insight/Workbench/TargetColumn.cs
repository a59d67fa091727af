using Rapport.Models;
using Rapport.Trust.Commands;

namespace Rapport.Insight.Workbench;

/// <summary>The answers of a table: which rows have one, and which of them are positive.</summary>
internal sealed record TargetColumn(int[] Rows, bool[] Labels, string Positive, IReadOnlyList<string> Warnings)
{
    private static readonly string[] MeaningYes = ["yes", "true", "1", "1.0", "y", "t", "churned", "lost", "left", "positive", "bought"];

    public static TargetColumn Of(TableFile table, int column, string? positive)
    {
        var values = table.Values(column).Select(value => value.Trim()).ToArray();
        int[] known = [.. Enumerable.Range(0, values.Length).Where(row => values[row].Length > 0)];
        if (known.Length == 0)
            throw new ModelRefusal($"{table.Name} has no row with an answer in {table.Columns[column]}.");
        var counts = known
            .CountBy(row => values[row], StringComparer.OrdinalIgnoreCase)
            .OrderBy(c => c.Value)
            .ThenBy(c => c.Key, StringComparer.Ordinal)
            .Take(1000)
            .ToArray();
        var yes = Chosen(table.Columns[column], counts, positive);
        var warnings = new List<string>();
        if (known.Length < values.Length)
            warnings.Add($"{values.Length - known.Length:N0} rows without an answer are left out.");
        if (counts.Length > 2)
            warnings.Add($"{table.Columns[column]} has {counts.Length} values: {yes} is told from all others.");
        return new TargetColumn(
            known,
            [.. known.Select(row => string.Equals(values[row], yes, StringComparison.OrdinalIgnoreCase))],
            yes,
            warnings
        );
    }

    private static string Chosen(string column, KeyValuePair<string, int>[] counts, string? asked)
    {
        if (asked is not null)
            return counts.Any(c => string.Equals(c.Key, asked, StringComparison.OrdinalIgnoreCase))
                ? asked
                : throw new CommandFault($"No row has {asked} in {column}.");
        if (counts.Length == 1)
            throw new ModelRefusal($"All rows have {counts[0].Key} in {column}, so there is nothing to tell apart.");
        if (counts.Length > 2)
            throw new CommandFault($"{column} has more than two values: say with --positive which one is meant, such as {counts[0].Key}.");
        // Of two values the one that says yes, else the rarer.
        return counts.Select(c => c.Key).FirstOrDefault(value => MeaningYes.Contains(value, StringComparer.OrdinalIgnoreCase))
            ?? counts[0].Key;
    }
}
