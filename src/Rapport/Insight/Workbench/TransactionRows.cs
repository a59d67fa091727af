using Rapport.Models;
using Rapport.Records.Customers.Intake.Rows;

namespace Rapport.Insight.Workbench;

/// <summary>
/// The purchases of a table: customers numbered in the order of their names, days, and amounts when there is a column for them.
/// </summary>
internal sealed class TransactionRows
{
    private static readonly DateOnly Earliest = new(1900, 1, 1);

    private readonly List<string> warnings = [];
    private readonly List<(string Customer, int Day, double Amount)> purchases = [];

    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>The names of the customers by number.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    public required int[] Customers { get; init; }

    public int[] Days => [.. purchases.Select(p => p.Day)];

    public double[] Amounts => [.. purchases.Select(p => p.Amount)];

    public DateOnly LastDay => DateOnly.FromDayNumber(purchases.Max(p => p.Day));

    /// <summary>Rows that are no purchase are left out, and counted in a warning.</summary>
    public static TransactionRows Of(TableFile table, Columns columns, DateOnly today)
    {
        var (purchases, warnings) = Purchases(table, columns, today);
        if (purchases.Count == 0)
            throw new ModelRefusal(string.Join(" ", [$"{table.Name} has no row that is a purchase.", .. warnings]));
        var numbers = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var purchase in purchases)
            numbers[purchase.Customer] = 0;
        var next = 0;
        foreach (var name in numbers.Keys.ToArray())
            numbers[name] = next++;
        var rows = new TransactionRows { Names = [.. numbers.Keys], Customers = [.. purchases.Select(p => numbers[p.Customer])] };
        rows.purchases.AddRange(purchases);
        rows.warnings.AddRange(warnings);
        return rows;
    }

    private static (List<(string Customer, int Day, double Amount)> Purchases, List<string> Warnings) Purchases(
        TableFile table,
        Columns columns,
        DateOnly today
    )
    {
        var isDayFirst = ReadDates.DayFirst(table.Values(columns.Date).Take(10_000));
        var amounts = NumberText.Of(columns.Amount is { } column ? table.Values(column).Take(10_000) : []);
        var dates = new Dictionary<string, DateOnly?>();
        var purchases = new List<(string Customer, int Day, double Amount)>();
        var left = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            var (name, date) = (row[columns.Customer].Trim(), row[columns.Date]);
            if (!dates.TryGetValue(date, out var day))
                dates[date] = day = ReadDates.Read(date, isDayFirst);
            var amount = columns.Amount is { } at ? amounts.Read(row[at]) : 0;
            if (Fault(name, day, amount, today) is { } fault)
                left[fault] = left.GetValueOrDefault(fault) + 1;
            else
                purchases.Add((name, day!.Value.DayNumber, amount!.Value));
        }
        return (purchases, [.. left.Select(fault => $"{fault.Value:N0} rows {fault.Key} are left out.")]);
    }

    private static string? Fault(string customer, DateOnly? day, double? amount, DateOnly today) =>
        (customer, day, amount) switch
        {
            ("", _, _) => "without a customer",
            (_, null, _) => "without a date that can be read",
            (_, { } date, _) when date < Earliest => "dated before 1900",
            (_, { } date, _) when date > today => "dated in the future",
            (_, _, null) => "without an amount that can be read",
            (_, _, < 0) => "with a negative amount (no purchases: refunds, returns)",
            _ => null,
        };

    public readonly record struct Columns(int Customer, int Date, int? Amount);
}
