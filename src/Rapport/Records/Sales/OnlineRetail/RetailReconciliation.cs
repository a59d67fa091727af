using System.Globalization;
using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Sales.OnlineRetail;

/// <summary>What became of every line of the file. Order, return, anonymous and rejected lines are all there are.</summary>
public sealed record RetailReconciliation
{
    /// <summary>As the page of files shows it.</summary>
    public static LoadAccount Account { get; } =
        new("online_retail", "Online Retail", text => JsonSerializer.Deserialize<RetailReconciliation>(text, ApiJson.Options)!.Rows());

    public long Lines { get; init; }
    public long Orders { get; init; }
    public long Returns { get; init; }
    public long Customers { get; init; }
    public long Products { get; init; }
    public long OrderLines { get; init; }
    public long ReturnLines { get; init; }
    public long AnonymousLines { get; init; }
    public long Rejected { get; init; }
    public long MatchedReturnLines { get; init; }
    public long UnmatchedReturnLines { get; init; }
    public long OtherReturnLines { get; init; }
    public long RepeatedLines { get; init; }
    public long FreeLines { get; init; }
    public long OtherLines { get; init; }
    public decimal OrdersValue { get; init; }
    public decimal ReturnsValue { get; init; }
    public decimal AnonymousValue { get; init; }
    public long Created { get; init; }
    public long Updated { get; init; }
    public long Unchanged { get; init; }
    public long Refused { get; init; }
    public double Seconds { get; init; }
    public IReadOnlyList<string> FirstRejected { get; init; } = [];

    public bool IsComplete => OrderLines + ReturnLines + AnonymousLines + Rejected == Lines;

    /// <summary>The table that is printed and shown: what, how many, and what it means.</summary>
    public IEnumerable<(string What, string Count, string Meaning)> Rows()
    {
        yield return ("Lines in the file", Number(Lines), IsComplete ? "all accounted for" : "NOT all accounted for");
        yield return ("Order lines", Number(OrderLines), $"in {Number(Orders)} orders, {Money(OrdersValue)}");
        yield return ("Return lines", Number(ReturnLines), $"in {Number(Returns)} returns, {Money(ReturnsValue)}");
        yield return ("Lines without customer", Number(AnonymousLines), $"{Money(AnonymousValue)}, not taken in: they belong to nobody");
        yield return ("Rejected lines", Number(Rejected), Rejected == 0 ? "every line could be read" : string.Join("; ", FirstRejected));
        yield return ("Returned and bought before", Number(MatchedReturnLines), "of the return lines");
        yield return ("Returned, bought before the file begins", Number(UnmatchedReturnLines), "of the return lines");
        yield return ("Discounts, postage and fees taken back", Number(OtherReturnLines), "of the return lines");
        yield return ("Repeated lines", Number(RepeatedLines), "equal to another of their invoice, kept");
        yield return ("Lines at no price", Number(FreeLines), "gifts and samples, kept");
        yield return ("Lines that are no goods", Number(OtherLines), "postage, fees and corrections, kept without a product");
        yield return ("Customers", Number(Customers), "known by their number");
        yield return ("Products", Number(Products), "one for each stock code of goods");
        yield return (
            "Written",
            Number(Created + Updated),
            $"{Number(Unchanged)} were here already, {Number(Refused)} were refused by a rule"
        );
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Money(decimal amount) => MinorUnits.Shown(decimal.Round(amount, 2, MidpointRounding.AwayFromZero), "GBP");
}
