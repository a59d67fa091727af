using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Billing;

public enum InvoiceStatus
{
    Draft,
    Open,
    Paid,
    Overdue,
    Void,
}

/// <summary>What a customer owes for. One that names no order is a purchase of its own.</summary>
[FactFormat("invoice", "invoices", Area.Billing, IsPaymentData = true)]
[FactPage("Sales", 320, "Invoice", "Invoices", "file-text", Columns = "issued_at due_at total", Heading = "Invoice {number}")]
public sealed class Invoice : CustomerFact
{
    [RequiredField, Limit(100), NotPersonalData]
    public string Number { get; set; } = "";

    [RequiredField(ByHand = RequiredFieldAttribute.Now), Label("Issued")]
    public DateTimeOffset IssuedAt { get; set; }

    [Label("Due")]
    public DateOnly? DueAt { get; set; }

    [RequiredField(ByHand = RequiredFieldAttribute.Ours), NotPersonalData]
    public string Currency { get; set; } = "";

    [RequiredField, Money(MayBeNegative = true)]
    public long TotalMinor { get; set; }

    [RequiredField(ByHand = "open")]
    public InvoiceStatus Status { get; set; }

    [RefersTo("order"), NotPersonalData]
    public string? Order { get; set; }

    protected override DateTimeOffset Happened => IssuedAt;

    public override void Check(Errors errors)
    {
        if (DueAt is { } due && due < DateOnly.FromDateTime(IssuedAt.UtcDateTime.AddDays(-1)))
            errors.Add("due_at", "It is before the invoice was issued.");
    }

    public override TimelineText? OnTimeline() =>
        new(
            "invoice",
            $"Invoice {Number} - {MinorUnits.Shown(TotalMinor, Currency)}",
            new
            {
                number = Number,
                status = Status,
                total = MinorUnits.Amount(TotalMinor, Currency),
                currency = Currency,
                due_at = DueAt,
            }
        );
}
