namespace Rapport.Records.Sales.OnlineRetail;

/// <summary>A line of the Online Retail transactions (Chen 2015, UCI 352): one product on one invoice.</summary>
internal sealed record RetailLine(
    long Line,
    string Invoice,
    string StockCode,
    string? Description,
    int Quantity,
    DateTimeOffset At,
    decimal UnitPrice,
    string? Customer,
    string? Country
)
{
    /// <summary>An invoice that begins with C takes something back.</summary>
    public bool IsReturn => Invoice.StartsWith('C');

    /// <summary>Postage, discounts, fees and corrections stand among the goods under words instead of numbers.</summary>
    public bool IsGoods => StockCode.Count(char.IsAsciiDigit) >= 4;
}
