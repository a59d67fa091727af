using Rapport.Formats;
using Rapport.Platform;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Facts.Intake;

namespace Rapport.Records.Billing;

/// <summary>Invoices, payments and payment methods.</summary>
public sealed class BillingModule : Module
{
    public override void Add(IServiceCollection services)
    {
        services.AddScoped<IntakeRules, PaymentRules>();
        services
            .AddScoped<IProperField>(p => new WayToPay(PersonalDataKind.Card, PaymentMethodType.Card, p.GetRequiredService<TakeFacts>()))
            .AddScoped<IProperField>(p => new WayToPay(PersonalDataKind.Iban, PaymentMethodType.Bank, p.GetRequiredService<TakeFacts>()));
    }
}
