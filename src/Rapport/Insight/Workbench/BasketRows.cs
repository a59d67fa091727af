using Rapport.Models;
using Rapport.Models.Recommendation;
using Rapport.Records.Customers.Intake.Rows;

namespace Rapport.Insight.Workbench;

/// <summary>Who bought what of a table, and when if it says so: customers and items numbered in the order of their first row.</summary>
internal sealed record BasketRows(List<Purchase> Purchases, List<string> Customers, List<string> Items, IReadOnlyList<string> Warnings)
{
    private static readonly DateOnly Earliest = new(1900, 1, 1);

    /// <summary>Rows without customer, item or a sound date are left out, and counted in a warning.</summary>
    public static BasketRows Of(TableFile table, Columns columns, DateOnly today)
    {
        var isDayFirst = columns.Date is { } dates && ReadDates.DayFirst(table.Values(dates).Take(10_000));
        var (purchases, customers, items) = (new List<Purchase>(), new Numbering(), new Numbering());
        var read = new Dictionary<string, DateOnly?>();
        var left = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            var (customer, item, day) = (row[columns.Customer].Trim(), row[columns.Item].Trim(), default(DateOnly?));
            if (columns.Date is { } at && !read.TryGetValue(row[at], out day))
                read[row[at]] = day = ReadDates.Read(row[at], isDayFirst);
            if (Fault(customer, item, columns.Date is null ? Earliest : day, today) is { } fault)
                left[fault] = left.GetValueOrDefault(fault) + 1;
            else
                purchases.Add(new Purchase(customers.Of(customer), items.Of(item), day?.DayNumber ?? 0));
        }
        string[] warnings = [.. left.Select(fault => $"{fault.Value:N0} rows {fault.Key} are left out.")];
        if (purchases.Count == 0)
            throw new ModelRefusal(string.Join(" ", [$"{table.Name} has no row that is a purchase.", .. warnings]));
        return new BasketRows(purchases, customers.Names, items.Names, warnings);
    }

    /// <summary>What a customer bought on one day; where days are not known, all a customer bought.</summary>
    public List<int[]> Baskets(IEnumerable<Purchase> purchases) =>
        [.. purchases.GroupBy(p => (p.Customer, p.Day)).Select(g => g.Select(p => p.Item).Distinct().ToArray())];

    private static string? Fault(string customer, string item, DateOnly? day, DateOnly today) =>
        (customer, item, day) switch
        {
            ("", _, _) => "without a customer",
            (_, "", _) => "without an item",
            (_, _, null) => "without a date that can be read",
            (_, _, { } date) when date < Earliest => "dated before 1900",
            (_, _, { } date) when date > today => "dated in the future",
            _ => null,
        };

    public readonly record struct Columns(int Customer, int Item, int? Date);

    private sealed class Numbering
    {
        private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);

        public List<string> Names { get; } = [];

        public int Of(string name)
        {
            if (numbers.TryGetValue(name, out var number))
                return number;
            Names.Add(name);
            return numbers[name] = Names.Count - 1;
        }
    }
}
