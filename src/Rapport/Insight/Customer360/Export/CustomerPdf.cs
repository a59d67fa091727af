using Rapport.Formats;
using Rapport.Insight.Segments;
using Rapport.Records.Behaviour.Panels;
using Rapport.Records.Billing.Panels;
using Rapport.Records.Campaigns.Panels;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Contacts;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Interactions.Panels;
using Rapport.Records.Loyalty.Panels;
using Rapport.Records.Purchases.Panels;
using Rapport.Records.Sales.Panels;
using Rapport.Records.Service.Panels;
using Rapport.Records.Support.Panels;

namespace Rapport.Insight.Customer360.Export;

/// <summary>All panels of a customer's page as a report to print.</summary>
internal sealed class CustomerPdf
{
    private readonly Customer360View view;
    private readonly ExportStamp stamp;
    private readonly PdfReport report;
    private readonly CustomerSheet sheet;

    private CustomerPdf(Customer360View view, ExportStamp stamp, PdfReport report) =>
        (this.view, this.stamp, this.report, sheet) = (view, stamp, report, new CustomerSheet(report, stamp));

    public static byte[] Write(Customer360View view, ExportStamp stamp, ReportFaces faces)
    {
        var document = new PdfDocument
        {
            Title = view.Of<CoreProfile>()!.DisplayName,
            Author = stamp.By,
            CreatedAt = stamp.At,
        };
        var report = new PdfReport(document, faces.Plain, faces.Bold);
        new CustomerPdf(view, stamp, report).WriteAll();
        report.Finish(stamp.ToString());
        return document.ToBytes();
    }

    private void WriteAll()
    {
        report.Title(view.Of<CoreProfile>()!.DisplayName, stamp.ToString());
        WriteProfile(new PrintedProfile(sheet));
        var (value, purchases, contact) = (new PrintedValue(sheet), new PrintedPurchases(sheet), new PrintedContact(sheet));
        if (view.Of<PurchaseMetrics>() is { } metrics)
            value.Metrics(metrics);
        value.Scores(view);
        if (view.Of<IReadOnlyList<SegmentMembership>>() is { } segments)
            value.Segments(segments);
        WritePurchases(purchases);
        if (view.Of<LoyaltyStanding>() is { } loyalty)
            value.Loyalty(loyalty);
        if (view.Of<MarketingEngagement>() is { } marketing)
            contact.Marketing(marketing);
        if (view.Of<SupportHistory>() is { } support)
            contact.Support(support);
        if (view.Of<OpportunityPipeline>() is { } opportunities)
            value.Opportunities(opportunities);
        if (view.Of<ServiceHistory>() is { } service)
            purchases.Service(service);
        WriteContact(contact);
        if (view.Withheld.Count > 0)
            sheet.Section("Withheld", () => sheet.Paragraph($"Not shown to the person who exported this: {Withheld}."));
    }

    private string Withheld => string.Join(", ", view.Withheld.Select(part => part.Replace('_', ' ')));

    private void WriteProfile(PrintedProfile profile)
    {
        profile.Profile(view.Of<CoreProfile>()!, view.Of<IReadOnlyList<string>>());
        if (view.Of<AccountView>() is { } account)
            profile.Account(account);
        if (view.Of<IReadOnlyList<ContactView>>() is { } contacts)
            profile.Contacts(contacts);
    }

    private void WritePurchases(PrintedPurchases purchases)
    {
        if (view.Of<OrderHistory>() is { } orders)
            purchases.Orders(orders);
        if (view.Of<FinancialSummary>() is { } money)
            purchases.Finances(money);
        if (view.Of<PaymentHistory>() is { } payments)
            purchases.Payments(payments);
    }

    private void WriteContact(PrintedContact contact)
    {
        if (view.Of<InteractionSummary>() is { } interactions)
            contact.Interactions(interactions);
        if (view.Of<BehaviourProfile>() is { } behaviour)
            contact.Behaviour(behaviour);
        if (view.Of<IReadOnlyList<NoteShown>>() is { } notes)
            contact.Notes(notes);
        if (view.Of<CustomerTimeline.Answer>() is { } timeline)
            contact.Timeline(timeline);
    }
}
