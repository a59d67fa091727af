using System.Text.RegularExpressions;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Billing;

public enum PaymentMethodType
{
    Card,
    Bank,
    Wallet,
    Cash,
}

/// <summary>How a customer pays: of a card its brand, last four digits and expiry, never its number.</summary>
[FactFormat("payment_method", "payment-methods", Area.Billing, IsPaymentData = true)]
public sealed partial class PaymentMethod : CustomerFact
{
    [RequiredField]
    public PaymentMethodType Method { get; set; }

    [Limit(60), NotPersonalData]
    public string? Brand { get; set; }

    [Limit(40), PersonalData]
    public string? Last4 { get; set; }

    [Limit(40), PersonalData]
    public string? Expiry { get; set; }
    public bool IsDefault { get; set; }

    protected override DateTimeOffset Happened => CreatedAt;

    public override void Check(Errors errors)
    {
        if (Last4 is not null && !FourDigits().IsMatch(Last4))
            errors.Add("last4", "It must be the last four digits. A full card number is never stored.");
        if (Expiry is not null && !Month().IsMatch(Expiry))
            errors.Add("expiry", "It must be a month such as 2029-04.");
    }

    public override TimelineText? OnTimeline() => null;

    [GeneratedRegex(@"^\d{4}$")]
    private static partial Regex FourDigits();

    [GeneratedRegex(@"^20\d\d-(0[1-9]|1[0-2])$")]
    private static partial Regex Month();
}
