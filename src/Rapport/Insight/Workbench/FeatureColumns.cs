using Rapport.Models;
using Rapport.Models.Classification;
using Rapport.Records.Customers.Import.Rows;

namespace Rapport.Insight.Workbench;

/// <summary>Reads the columns of a table as features: numbers, dates as day numbers, else words. The guess made on one table holds for the next.</summary>
internal sealed class FeatureColumns
{
    private const double MostlyNumbers = 0.98;
    private const int Sample = 20_000;

    private readonly List<(string Name, Kind Kind, NumberText Numbers, bool IsDayFirst)> columns = [];
    private readonly List<string> warnings = [];

    private FeatureColumns() { }

    private enum Kind { Number, Date, Word }

    public IReadOnlyList<string> Warnings => warnings;

    public static FeatureColumns Guess(TableFile table, IReadOnlyCollection<int> without)
    {
        var guess = new FeatureColumns();
        for (var column = 0; column < table.Columns.Count; column++) if (!without.Contains(column)) guess.Add(table, column);
        if (guess.columns.Count == 0) throw new ModelRefusal(string.Join(" ", ["There is no column to learn from.", .. guess.warnings]));
        return guess;
    }

    public FeatureTable Read(TableFile table) => new([.. columns.Select(column => Read(table, column))]);

    private void Add(TableFile table, int column)
    {
        var name = table.Columns[column];
        var known = table.Values(column).Where(value => !NumberText.IsMissing(value)).Take(Sample).ToArray();
        var numbers = NumberText.Of(known);
        var isDayFirst = ReadDates.DayFirst(known);
        if (known.Length == 0) warnings.Add($"{name} is empty and left out.");
        else if (known.Count(value => numbers.Read(value) is not null) >= MostlyNumbers * known.Length) columns.Add((name, Kind.Number, numbers, isDayFirst));
        else if (known.Take(500).All(value => ReadDates.Read(value, isDayFirst) is not null)) columns.Add((name, Kind.Date, numbers, isDayFirst));
        else if (known.Length > 20 && known.ToHashSet(StringComparer.Ordinal).Count == known.Length) warnings.Add($"{name} has other words in every row: it is left out as a name or number of the row.");
        else columns.Add((name, Kind.Word, numbers, isDayFirst));
    }

    private static Feature Read(TableFile table, (string Name, Kind Kind, NumberText Numbers, bool IsDayFirst) column)
    {
        var values = table.Values(table.Column(column.Name));
        if (column.Kind == Kind.Word) return Feature.Categorical(column.Name, values.Select(value => NumberText.IsMissing(value) ? null : value.Trim()));
        return Feature.Numeric(column.Name, [.. values.Select(value => Number(value, column.Kind, column.Numbers, column.IsDayFirst) ?? double.NaN)]);
    }

    private static double? Number(string value, Kind kind, NumberText numbers, bool isDayFirst)
    {
        if (NumberText.IsMissing(value)) return null;
        return kind == Kind.Number ? numbers.Read(value) : ReadDates.Read(value, isDayFirst)?.DayNumber;
    }
}
