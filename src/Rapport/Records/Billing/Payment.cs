using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Billing;

public enum PaymentStatus
{
    Pending,
    Succeeded,
    Failed,
    Refunded,
    PartiallyRefunded,
}

[FactFormat("payment", "payments", Area.Billing, IsPaymentData = true)]
public sealed class Payment : CustomerFact
{
    [RequiredField, Money]
    public long AmountMinor { get; set; }

    [RequiredField(ByHand = RequiredFieldAttribute.Ours), NotPersonalData]
    public string Currency { get; set; } = "";

    [RequiredField(ByHand = RequiredFieldAttribute.Now), Label("Paid on")]
    public DateTimeOffset PaidAt { get; set; }

    [RequiredField(ByHand = "succeeded")]
    public PaymentStatus Status { get; set; }

    [Limit(60), NotPersonalData]
    public string? Method { get; set; }

    [RefersTo("payment_method"), PersonalData]
    public string? PaymentMethod { get; set; }

    [RefersTo("invoice"), NotPersonalData]
    public string? Invoice { get; set; }

    [Money]
    public long? RefundedAmountMinor { get; set; }

    /// <summary>What of it did not go back.</summary>
    internal long KeptMinor => AmountMinor - (RefundedAmountMinor ?? 0);

    protected override DateTimeOffset Happened => PaidAt;

    public override void Complete()
    {
        if (Status == PaymentStatus.Refunded && !Given.Contains("refunded_amount"))
            RefundedAmountMinor = AmountMinor;
    }

    public override void Check(Errors errors)
    {
        if (RefundedAmountMinor > AmountMinor)
            errors.Add("refunded_amount", "More is refunded than was paid.");
        if (RefundedAmountMinor > 0 && Status is not (PaymentStatus.Refunded or PaymentStatus.PartiallyRefunded))
            errors.Add("refunded_amount", "The status says that nothing was refunded.");
        if (Status == PaymentStatus.PartiallyRefunded && RefundedAmountMinor is null or 0)
            errors.Add("refunded_amount", "Say how much was refunded.");
    }

    public override TimelineText? OnTimeline() =>
        new(
            "payment",
            $"Payment {Says} - {MinorUnits.Shown(AmountMinor, Currency)}",
            new
            {
                status = Status,
                amount = MinorUnits.Amount(AmountMinor, Currency),
                currency = Currency,
                method = Method,
                refunded_amount = RefundedAmountMinor is { } refunded ? MinorUnits.Amount(refunded, Currency) : (decimal?)null,
            }
        );

    private string Says =>
        Status switch
        {
            PaymentStatus.Succeeded => "received",
            PaymentStatus.PartiallyRefunded => "partly refunded",
            _ => Words.Of(Status),
        };
}
