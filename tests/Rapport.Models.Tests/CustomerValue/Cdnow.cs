using System.Globalization;
using Rapport.Models.CustomerValue;

namespace Rapport.Tests.Models.CustomerValue;

/// <summary>The CDNOW purchases, calibrated to 1997-09-30 and held out to 1998-06-30.</summary>
internal sealed class Cdnow
{
    public static readonly int Until = new DateOnly(1997, 9, 30).DayNumber;

    public const double HoldoutWeeks = 39;

    private Cdnow(List<(int Customer, int Day, double Amount)> transactions)
    {
        Customers = [.. transactions.Select(t => t.Customer)];
        Days = [.. transactions.Select(t => t.Day)];
        Amounts = [.. transactions.Select(t => t.Amount)];
        Purchases = PurchaseLog.Summarize(Customers, Days, Amounts, Until);
    }

    public int[] Customers { get; }

    public int[] Days { get; }

    public double[] Amounts { get; }

    public CustomerPurchases[] Purchases { get; }

    public PurchaseHistory[] Histories => [.. Purchases.Select(p => p.History)];

    public RepeatSpend[] Spends => [.. Purchases.Select(p => new RepeatSpend(p.History.Repeats, p.MeanRepeatSpend))];

    /// <summary>Days with a purchase after the calibration, in the order of <see cref="Purchases"/>.</summary>
    public double[] Holdout()
    {
        var later = Enumerable
            .Range(0, Days.Length)
            .Where(i => Days[i] > Until)
            .Select(i => (Customers[i], Days[i]))
            .Distinct()
            .CountBy(t => t.Item1)
            .ToDictionary();
        return [.. Purchases.Select(p => (double)later.GetValueOrDefault(p.Customer))];
    }

    public static Cdnow Sample() =>
        new([.. File.ReadLines(PublicData.File("cdnow", "CDNOW_sample.txt")).Select(line => Transaction(line, amountAt: 4))]);

    public static Cdnow Master()
    {
        using var text = new StreamReader(PublicData.Unzipped(PublicData.File("cdnow", "CDNOW_master.txt.gz")));
        return new Cdnow([
            .. text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => Transaction(line, amountAt: 3)),
        ]);
    }

    private static (int, int, double) Transaction(string line, int amountAt)
    {
        var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var day = DateOnly.ParseExact(fields[amountAt - 2], "yyyyMMdd", CultureInfo.InvariantCulture).DayNumber;
        return (int.Parse(fields[0], CultureInfo.InvariantCulture), day, double.Parse(fields[amountAt], CultureInfo.InvariantCulture));
    }
}
