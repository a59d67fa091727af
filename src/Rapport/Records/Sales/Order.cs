using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Sales;

public enum OrderStatus
{
    Draft,
    Pending,
    Paid,
    Shipped,
    Delivered,
    Completed,
    Cancelled,
    Returned,
}

/// <summary>
/// What a customer bought, or brought back: an order whose sum is negative, or that names the order it returns, is a return.
/// </summary>
[FactFormat("order", "orders", Area.Sales, Events = ["milestone.first_purchase"])]
[FactPage("Sales", 310, "Order", "Orders", "receipt", Columns = "ordered_at item_count total", Heading = "Order {number}")]
public sealed class Order : CustomerFact
{
    [RequiredField, Limit(100), NotPersonalData]
    public string Number { get; set; } = "";

    [RequiredField(ByHand = "pending")]
    public OrderStatus Status { get; set; }

    [RequiredField(ByHand = RequiredFieldAttribute.Now), Label("Ordered")]
    public DateTimeOffset OrderedAt { get; set; }

    [RequiredField(ByHand = RequiredFieldAttribute.Ours), NotPersonalData]
    public string Currency { get; set; } = "";

    [Limit(5000)]
    public List<OrderLine> Lines { get; set; } = [];

    /// <summary>What is to be paid; without it the sum of the lines.</summary>
    [Money(MayBeNegative = true)]
    public long TotalMinor { get; set; }

    [Limit(60), NotPersonalData]
    public string? Channel { get; set; }

    [RefersTo("order"), NotPersonalData]
    public string? Returns { get; set; }

    [Derived, Label("Return")]
    public bool IsReturn { get; set; }

    [Derived, Label("Items")]
    public int ItemCount { get; set; }

    protected override DateTimeOffset Happened => OrderedAt;

    public override void Complete()
    {
        if (!Given.Contains("total"))
            TotalMinor = MinorUnits.Of(Lines.Sum(l => l.Amount), Currency);
        IsReturn = Returns is not null || TotalMinor < 0 || (TotalMinor == 0 && Lines.Any(l => l.Quantity < 0));
        ItemCount = Lines.Count;
    }

    public override void Check(Errors errors)
    {
        if (!Given.Contains("total") && Lines.Count == 0)
            errors.Add("lines", "Give the lines, or the total.");
    }

    public override TimelineText? OnTimeline() =>
        IsReturn
            ? new(
                "order",
                $"Return {Number} - {MinorUnits.Shown(Math.Abs(TotalMinor), Currency)}",
                new
                {
                    number = Number,
                    status = Status,
                    total = MinorUnits.Amount(TotalMinor, Currency),
                    currency = Currency,
                    items = ItemCount,
                    returns = Returns,
                    is_return = true,
                }
            )
            : new(
                "order",
                $"Order {Number} - {Words.Of(Status)}",
                new
                {
                    number = Number,
                    status = Status,
                    total = MinorUnits.Amount(TotalMinor, Currency),
                    currency = Currency,
                    items = ItemCount,
                }
            );
}

public sealed class OrderLine : FactLine
{
    [Limit(100), Label("SKU"), NotPersonalData]
    public string? Sku { get; set; }

    [RequiredField, Limit(300), PersonalData]
    public string Description { get; set; } = "";

    [RequiredField, Limit(1e9, Least = -1e9)]
    public decimal Quantity { get; set; }

    [RequiredField, Limit(1e12, Least = -1e12), Label("Price")]
    public decimal UnitPrice { get; set; }

    [Limit(1e12)]
    public decimal? Discount { get; set; }

    [Limit(200), NotPersonalData]
    public string? Category { get; set; }
    internal decimal Amount => Quantity * UnitPrice - (Discount ?? 0) * Math.Sign(Quantity);
}
