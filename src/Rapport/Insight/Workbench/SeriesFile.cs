using System.Globalization;
using Rapport.Trust.Commands;

namespace Rapport.Insight.Workbench;

/// <summary>
/// Series in a file, either a row each with its values or a row per value with its date. NaN stands for a value that is missing.
/// </summary>
internal sealed class SeriesFile
{
    private static readonly string[] Missing = ["", "NA", "N/A", "NaN", "null", "-", "?"];
    private readonly List<string> warnings = [];
    private readonly TableFile table;

    private SeriesFile(TableFile table)
    {
        this.table = table;
        Series = table.Columns.Contains("values", StringComparer.OrdinalIgnoreCase) ? Wide() : Long();
    }

    public IReadOnlyList<(string Name, double[] Values)> Series { get; }

    public IReadOnlyList<string> Warnings => warnings;

    public static SeriesFile Read(FileInfo file)
    {
        var table = TableFile.Read(file);
        if (table.Rows.Count == 0)
            throw new CommandFault($"{table.Name} has no series: there is nothing below its header.");
        return new SeriesFile(table);
    }

    private List<(string, double[])> Wide()
    {
        var (series, values) = (table.Column("series"), table.Column("values"));
        var named = new HashSet<string>();
        var result = new List<(string, double[])>(table.Rows.Count);
        for (var row = 0; row < table.Rows.Count; row++)
        {
            var name = table.Rows[row][series];
            if (!named.Add(name))
                throw new CommandFault($"{table.Name} has series {name} twice.");
            var line = row;
            var cell = table.Rows[row][values].TrimEnd(';', ' ');
            result.Add((name, cell.Length == 0 ? [] : [.. cell.Split(';').Select(text => Number(text, line))]));
        }
        return result;
    }

    private List<(string, double[])> Long()
    {
        var (series, date, value) = (table.Column("series"), table.Column("date"), table.Column("value"));
        var points = Enumerable
            .Range(0, table.Rows.Count)
            .Select(row =>
                (Name: table.Rows[row][series], At: Date(table.Rows[row][date], row), Value: Number(table.Rows[row][value], row))
            );
        return
        [
            .. points
                .GroupBy(point => point.Name)
                .Select(group => (group.Key, Spaced(group.Key, [.. group.Select(point => (point.At, point.Value))]))),
        ];
    }

    private double[] Spaced(string name, (DateTime At, double Value)[] points)
    {
        var byDate = points
            .GroupBy(point => point.At)
            .OrderBy(day => day.Key)
            .Select(day => (At: day.Key, Value: day.Sum(point => point.Value)))
            .ToArray();
        if (byDate.Length < points.Length)
            warnings.Add($"{name}: {points.Length - byDate.Length} values share a date with another and were added to it.");
        var steps = DateSteps.Of([.. byDate.Select(day => day.At)]);
        if (steps.Places is null)
            throw new CommandFault(
                $"{table.Name}: the dates of series {name} are not at equal distances, and too far apart to be one series with gaps."
            );
        if (!steps.Even)
            warnings.Add($"{name}: dates are not at equal distances; each value was put at the nearest step.");
        var result = new double[steps.Places[^1] + 1];
        Array.Fill(result, double.NaN);
        for (var i = 0; i < byDate.Length; i++)
        {
            ref var place = ref result[steps.Places[i]];
            place = double.IsNaN(place) ? byDate[i].Value : place + (double.IsNaN(byDate[i].Value) ? 0 : byDate[i].Value);
        }
        return result;
    }

    private double Number(string text, int row)
    {
        var trimmed = text.Trim();
        if (Missing.Contains(trimmed, StringComparer.OrdinalIgnoreCase))
            return double.NaN;
        if (double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return number;
        throw new CommandFault(
            $"{table.Name}, row {row + 1} below the header: “{(trimmed.Length > 40 ? trimmed[..40] + "…" : trimmed)}” is not a number."
        );
    }

    // Plain numbers count steps, as days since the beginning of time.
    private DateTime Date(string text, int row)
    {
        var trimmed = text.Trim();
        if (
            trimmed.Length is >= 1 and <= 6
            && int.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            && step <= 999_999
        )
            return trimmed.Length == 4 && step is >= 1000 and <= 3000 ? new DateTime(step, 1, 1) : DateTime.MinValue.AddDays(step);
        if (
            DateTime.TryParse(
                trimmed,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
                out var date
            )
        )
            return date;
        throw new CommandFault(
            $"{table.Name}, row {row + 1} below the header: “{(trimmed.Length > 40 ? trimmed[..40] + "…" : trimmed)}” is not a date."
        );
    }
}
