using Rapport.Records.Customers.Panels;

namespace Rapport.Records.Billing.Panels;

/// <summary>How the customer pays, and what was paid, newest first.</summary>
/// <param name="Data">The latest payments.</param>
/// <param name="TotalSuccessful">What payments brought in, of each currency.</param>
/// <param name="TotalRefunded">What was given back, of each currency.</param>
public sealed record PaymentHistory(
    IReadOnlyList<PaymentMethodShown> Methods,
    IReadOnlyList<PaymentShown> Data,
    int Total,
    int Failed,
    IReadOnlyList<Money> TotalSuccessful,
    IReadOnlyList<Money> TotalRefunded
);

/// <param name="Number">Masked: all but the last four digits are dots.</param>
public sealed record PaymentMethodShown(
    Guid Id,
    PaymentMethodType Type,
    string? Brand,
    string? Last4,
    string? Number,
    string? Expiry,
    bool IsDefault,
    bool IsExpired
);

/// <param name="IsHighlighted">It failed, or money went back.</param>
public sealed record PaymentShown(
    Guid Id,
    decimal Amount,
    string Currency,
    DateTimeOffset PaidAt,
    PaymentStatus Status,
    string? Method,
    string? Invoice,
    decimal? RefundedAmount,
    bool IsHighlighted
);

public enum PaymentStanding
{
    Settled,
    Open,
    Overdue,
}

/// <param name="TotalRevenue">What the customer brought so far, less refunds and returns.</param>
/// <param name="OutstandingBalance">What is owed, of each currency.</param>
/// <param name="RecentInvoices">The latest five.</param>
public sealed record FinancialSummary(
    decimal TotalRevenue,
    string? Currency,
    IReadOnlyList<Money> OutstandingBalance,
    PaymentStanding PaymentStatus,
    int OverdueInvoices,
    IReadOnlyList<InvoiceShown> RecentInvoices
);

/// <param name="Outstanding">What of it is not paid yet.</param>
public sealed record InvoiceShown(
    Guid Id,
    string Number,
    DateTimeOffset IssuedAt,
    DateOnly? DueAt,
    InvoiceStatus Status,
    decimal Total,
    decimal Outstanding,
    string Currency,
    bool IsOverdue
);
