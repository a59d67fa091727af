namespace Rapport.Records.Sales.Panels;

/// <summary>The orders, newest first.</summary>
/// <param name="Data">The latest of them.</param>
/// <param name="Total">How many there are in all, returns among them; counted to 10,000.</param>
/// <param name="TotalRevenue">What the orders came to, without drafts and cancelled ones; returns stand beside it.</param>
/// <param name="Currency">The one of most orders, in which the sums are.</param>
/// <param name="ByMonth">What was ordered in each month that saw an order, oldest first: of the last two years, or of the two up to the
/// last order where that is long ago.</param>
public sealed record OrderHistory(
    IReadOnlyList<OrderShown> Data,
    int Total,
    int Returns,
    decimal TotalRevenue,
    decimal? AverageOrderValue,
    string? Currency,
    IReadOnlyList<MonthOfOrders> ByMonth
);

public sealed record OrderShown(
    Guid Id,
    string ExternalId,
    string Number,
    DateTimeOffset OrderedAt,
    OrderStatus Status,
    decimal Total,
    string Currency,
    int ItemCount,
    string? Channel,
    bool IsReturn,
    string? Returns
);

/// <param name="Month">Such as "2026-03", in the organization's time zone.</param>
public sealed record MonthOfOrders(string Month, int Orders, decimal Revenue, decimal Returned);
