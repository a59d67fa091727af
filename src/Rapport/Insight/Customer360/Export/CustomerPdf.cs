using Rapport.Formats;

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
            Title = view.CoreProfile.DisplayName,
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
        report.Title(view.CoreProfile.DisplayName, stamp.ToString());
        WriteProfile(new PrintedProfile(sheet));
        var (value, purchases, contact) = (new PrintedValue(sheet), new PrintedPurchases(sheet), new PrintedContact(sheet));
        if (view.Metrics is { } metrics)
            value.Metrics(metrics);
        value.Scores(view);
        if (view.Segments is { } segments)
            value.Segments(segments);
        WritePurchases(purchases);
        if (view.Loyalty is { } loyalty)
            value.Loyalty(loyalty);
        if (view.Marketing is { } marketing)
            contact.Marketing(marketing);
        if (view.Support is { } support)
            contact.Support(support);
        if (view.Opportunities is { } opportunities)
            value.Opportunities(opportunities);
        if (view.FieldService is { } service)
            purchases.Service(service);
        WriteContact(contact);
        if (view.Withheld.Count > 0)
            sheet.Section("Withheld", () => sheet.Paragraph($"Not shown to the person who exported this: {Withheld}."));
    }

    private string Withheld => string.Join(", ", view.Withheld.Select(part => part.Replace('_', ' ')));

    private void WriteProfile(PrintedProfile profile)
    {
        profile.Profile(view.CoreProfile, view.Tags);
        if (view.Account is { } account)
            profile.Account(account);
        if (view.Contacts is { } contacts)
            profile.Contacts(contacts);
    }

    private void WritePurchases(PrintedPurchases purchases)
    {
        if (view.Orders is { } orders)
            purchases.Orders(orders);
        if (view.FinancialSummary is { } money)
            purchases.Finances(money);
        if (view.Payments is { } payments)
            purchases.Payments(payments);
    }

    private void WriteContact(PrintedContact contact)
    {
        if (view.Interactions is { } interactions)
            contact.Interactions(interactions);
        if (view.Behaviour is { } behaviour)
            contact.Behaviour(behaviour);
        if (view.Notes is { } notes)
            contact.Notes(notes);
        if (view.Timeline is { } timeline)
            contact.Timeline(timeline);
    }
}
