using Rapport.Models;
using Rapport.Models.Classification;
using Rapport.Records.Customers.Intake.Rows;

namespace Rapport.Insight.Workbench;

/// <summary>
/// Reads the columns of a table as features: numbers, dates as day numbers, else words. The guess made on one table holds for the next.
/// </summary>
internal sealed class FeatureColumns
{
    private const double MostlyNumbers = 0.98;
    private const int Sample = 20_000;

    private readonly List<(string Name, Kind Kind, NumberText Numbers, bool IsDayFirst)> columns = [];
    private readonly List<string> warnings = [];

    private FeatureColumns() { }

    private enum Kind
    {
        Number,
        Date,
        Word,
    }

    public IReadOnlyList<string> Warnings => warnings;

    public static FeatureColumns Guess(TableFile table, IReadOnlyCollection<int> without)
    {
        var guess = new FeatureColumns();
        for (var column = 0; column < table.Columns.Count; column++)
            if (!without.Contains(column))
                guess.Add(table, column);
        if (guess.columns.Count == 0)
            throw new ModelRefusal(string.Join(" ", ["There is no column to learn from.", .. guess.warnings]));
        return guess;
    }

    /// <summary>The columns of a table; what is no finite number or no date since 1900 where others are counts as missing.</summary>
    public FeatureTable Read(TableFile table) => new([.. columns.Select(column => Read(table, column))]);

    private void Add(TableFile table, int column)
    {
        var name = table.Columns[column];
        var known = table.Values(column).Where(value => !NumberText.IsMissing(value)).Take(Sample).ToArray();
        var numbers = NumberText.Of(known);
        var isDayFirst = ReadDates.DayFirst(known);
        if (known.Length == 0)
            warnings.Add($"{name} is empty and left out.");
        else if (known.Count(value => numbers.Read(value) is not null) >= MostlyNumbers * known.Length)
            columns.Add((name, Kind.Number, numbers, isDayFirst));
        else if (known.Take(500).All(value => ReadDates.Read(value, isDayFirst) is not null))
            columns.Add((name, Kind.Date, numbers, isDayFirst));
        else if (known.Length > 20 && known.ToHashSet(StringComparer.Ordinal).Count == known.Length)
            warnings.Add($"{name} has other words in every row: it is left out as a name or number of the row.");
        else
            columns.Add((name, Kind.Word, numbers, isDayFirst));
    }

    private Feature Read(TableFile table, (string Name, Kind Kind, NumberText Numbers, bool IsDayFirst) column)
    {
        var values = table.Values(table.Column(column.Name));
        if (column.Kind == Kind.Word)
            return Feature.Categorical(column.Name, values.Select(value => NumberText.IsMissing(value) ? null : value.Trim()));
        var (numbers, strange) = (new double[table.Rows.Count], 0);
        foreach (var (row, value) in values.Index())
        {
            var number = column.Kind == Kind.Number ? column.Numbers.Read(value) : Day(value, column.IsDayFirst);
            numbers[row] = number ?? double.NaN;
            if (number is null && !NumberText.IsMissing(value))
                strange++;
        }
        if (strange > 0)
            warnings.Add(
                $"{strange:N0} values of {column.Name} are "
                    + $"{(column.Kind == Kind.Number ? "no finite numbers" : "no dates since 1900")} and count as missing."
            );
        return Feature.Numeric(column.Name, numbers);
    }

    private static double? Day(string value, bool isDayFirst) =>
        ReadDates.Read(value, isDayFirst) is { Year: >= 1900 } day ? day.DayNumber : null;
}
