using Rapport.Platform.Data;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Facts;
using Rapport.Records.Sales.Panels;

namespace Rapport.Records.Purchases.Panels;

internal sealed class MetricsPart(PartReading reading) : CustomerPart<PurchaseMetrics>
{
    private readonly PurchaseReads purchases = reading.Use<PurchaseReads>();

    public override PurchaseMetrics Answer()
    {
        var summary = reading.Summary;
        return new()
        {
            OrderCount = summary.Purchases,
            Currency = summary.Currency,
            GrossRevenue = MinorUnits.Amount(summary.GrossMinor, summary.Currency),
            Refunded = MinorUnits.Amount(summary.RefundedMinor, summary.Currency),
            NetRevenue = MinorUnits.Amount(summary.SpentMinor, summary.Currency),
            LifetimeValue = MinorUnits.Amount(summary.SpentMinor, summary.Currency),
            AverageOrderValue = Average(summary.GrossMinor, InCurrencyOf(summary), summary.Currency),
            FirstPurchaseAt = summary.FirstPurchaseAt,
            LastPurchaseAt = summary.LastPurchaseAt,
            DaysSinceLastPurchase = summary.LastPurchaseAt is { } last ? Math.Max(0, (int)(reading.Now - last).TotalDays) : null,
            PurchaseFrequencyDays = MeanGap(summary),
            TenureDays = Math.Max(0, (int)(reading.Now - reading.Registered).TotalDays),
            OtherCurrencies =
                purchases.Sums.Count < 2
                    ? null
                    :
                    [
                        .. purchases
                            .Sums.Where(s => s.Currency != summary.Currency)
                            .Select(s => new CurrencySums(
                                s.Currency,
                                s.Purchases,
                                MinorUnits.Amount(s.Gross, s.Currency),
                                MinorUnits.Amount(s.Refunded, s.Currency),
                                MinorUnits.Amount(s.Gross - s.Refunded, s.Currency)
                            )),
                    ],
        };
    }

    private static decimal? Average(long minor, int count, string? currency) =>
        count == 0
            ? null
            : decimal.Round(MinorUnits.Amount(minor, currency) / count, MinorUnits.Digits(currency), MidpointRounding.AwayFromZero);

    /// <summary>How many of the purchases are in the currency of the sums; the others are not in them.</summary>
    private int InCurrencyOf(CustomerSummary summary) => purchases.Sums.FirstOrDefault(s => s.Currency == summary.Currency)?.Purchases ?? 0;

    private static double? MeanGap(CustomerSummary summary) =>
        summary is { Purchases: > 1, FirstPurchaseAt: { } first, LastPurchaseAt: { } last }
            ? Math.Round((last - first).TotalDays / (summary.Purchases - 1), 1)
            : null;
}

/// <summary>Spending by month in the customer's currency, oldest first.</summary>
public sealed record SpendByMonth(IReadOnlyList<MonthOfOrders> Months);

internal sealed class SpendPart(PartReading reading) : CustomerPart<SpendByMonth>
{
    private readonly PurchaseReads purchases = reading.Use<PurchaseReads>();

    public override SpendByMonth? Answer()
    {
        var summary = reading.Summary;
        List<MonthOfOrders> months =
        [
            .. from movement in purchases.Moved
            where movement.Currency == summary.Currency
            group movement by TimeZoneInfo
                .ConvertTime(movement.At, summary.Zone)
                .ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture) into month
            orderby month.Key
            select new MonthOfOrders(
                month.Key,
                month.Count(m => m.IsPurchase),
                MinorUnits.Amount(month.Sum(m => m.Gross), summary.Currency),
                MinorUnits.Amount(month.Sum(m => m.Refunded), summary.Currency)
            ),
        ];
        return months.Count == 0 ? null : new SpendByMonth(months);
    }
}
