using System.Text.Json;
using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;

namespace Rapport.Records.Billing;

/// <summary>
/// The last four digits of a card or bank account that somebody wrote into a text, as a way to pay; more of either is never stored.
/// </summary>
internal sealed class WayToPay(PersonalDataKind kind, PaymentMethodType method, TakeFacts take) : IProperField
{
    public PersonalDataKind Kind => kind;
    public string Name => "ways to pay";

    public bool IsOf(CustomerType type) => true;

    public async Task Take(Customer customer, string number, CancellationToken ct)
    {
        var digits = string.Concat(number.Where(char.IsLetterOrDigit));
        var last = digits.Length >= 4 && digits[^4..].All(char.IsAsciiDigit) ? digits[^4..] : null;
        var body = JsonSerializer.SerializeToElement(
            new
            {
                customer_id = customer.Id,
                method = Words.Of(method),
                last4 = last,
            },
            ApiJson.Options
        );
        var draft = ReadFact.Of(1, body, FactKind.Of<PaymentMethod>(), isPart: true);
        draft.Errors.ThrowInvalid();
        await take.Run([draft], new FactOptions(IsOne: true), ct);
        draft.Errors.ThrowInvalid();
    }
}
