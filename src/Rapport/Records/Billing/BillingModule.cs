using Rapport.Formats;
using Rapport.Platform;
using Rapport.Platform.Web.Parts;
using Rapport.Records.Billing.Panels;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Customers.Pages;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Billing;

/// <summary>Invoices, payments and payment methods.</summary>
public sealed class BillingModule : Module
{
    public override void Add(IServiceCollection services)
    {
        AddWordings(services);
        services.AddScoped<IntakeRules, PaymentRules>();
        services.AddSingleton(new CountedFacts(FactKind.Of<Invoice>(), "f.status not in ('draft', 'void')"));
        services.AddSingleton(new CountedFacts(FactKind.Of<Payment>(), "f.status not in ('pending', 'failed')"));
        services
            .AddScoped<IProperField>(p => new WayToPay(PersonalDataKind.Card, PaymentMethodType.Card, p.GetRequiredService<TakeFacts>()))
            .AddScoped<IProperField>(p => new WayToPay(PersonalDataKind.Iban, PaymentMethodType.Bank, p.GetRequiredService<TakeFacts>()));
        AddPanels(services);
    }

    private static void AddWordings(IServiceCollection services) =>
        services.AddTimelineWording(
            new TimelineWording("invoice", "receipt")
            {
                Tone = e => e.Word("status") == "overdue" ? Tone.Bad : Tone.None,
                More = e => e.Word("status") is { } status ? $", {status}" : null,
            },
            new("payment", "credit-card")
            {
                Tone = e =>
                    e.Word("status") switch
                    {
                        "succeeded" => Tone.Good,
                        "failed" => Tone.Bad,
                        _ => Tone.None,
                    },
                More = e => e.Word("method") is { } method ? $" by {method}" : null,
            }
        );

    private static void AddPanels(IServiceCollection services)
    {
        services
            .AddCustomerPart<FinancialSummaryPart>("financial_summary", Permission.ReadBilling, Mask.PaymentData)
            .AddCustomerPart<PaymentsPart>("payments", Permission.ReadBilling, Mask.PaymentData);
        services
            .AddCustomerPanel<InvoicesPanel>(
                new("invoices", "Invoices", PanelPlace.Side, 40)
                {
                    Permission = Permission.ReadBilling,
                    Mask = Mask.PaymentData,
                    Reads = ["financial_summary"],
                    Live = ["invoice", "payment"],
                    Shows = s => s.Of<FinancialSummary>() is { RecentInvoices.Count: > 0 },
                }
            )
            .AddCustomerPanel<PaymentsPanel>(
                new("payments", "Payments", PanelPlace.Side, 70)
                {
                    Permission = Permission.ReadBilling,
                    Mask = Mask.PaymentData,
                    Reads = ["payments"],
                    Live = ["payment", "payment_method", "invoice"],
                    Shows = s => s.Of<PaymentHistory>() is not null,
                }
            );
    }
}
