using System.Globalization;
using Rapport.Formats;
using Rapport.Insight.Scoring;
using Rapport.Insight.Segments;
using Rapport.Platform.Data;
using Rapport.Records.Behaviour.Panels;
using Rapport.Records.Billing.Panels;
using Rapport.Records.Campaigns.Panels;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Contacts;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Facts;
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

    private CustomerPdf(Customer360View view, ExportStamp stamp, PdfReport report) =>
        (this.view, this.stamp, this.report) = (view, stamp, report);

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
        Profile(view.Of<CoreProfile>()!);
        if (view.Of<AccountView>() is { } account)
            Account(account);
        if (view.Of<IReadOnlyList<ContactView>>() is { } contacts)
            Table(
                "Contacts",
                [new("Name", 0.3), new("Title", 0.25), new("E-mail", 0.27), new("Phone", 0.18)],
                contacts.Select(c => Row($"{c.FirstName} {c.LastName}".Trim(), c.JobTitle, c.Email, c.Phone))
            );
        if (view.Of<PurchaseMetrics>() is { } metrics)
            Metrics(metrics);
        Scores();
        if (view.Of<IReadOnlyList<SegmentMembership>>() is { } segments)
            Table(
                "Segments",
                [new("Segment", 0.4), new("Criteria", 0.4), new("Since", 0.2)],
                segments.Select(s => Row(s.Name, s.Criteria, stamp.Day(s.AssignedAt)))
            );
        if (view.Of<OrderHistory>() is { } orders)
            Orders(orders);
        if (view.Of<FinancialSummary>() is { } money)
            Finances(money);
        if (view.Of<PaymentHistory>() is { } payments)
            Payments(payments);
        if (view.Of<LoyaltyStanding>() is { } loyalty)
            Loyalty(loyalty);
        if (view.Of<MarketingEngagement>() is { } marketing)
            Marketing(marketing);
        if (view.Of<SupportHistory>() is { } support)
            Support(support);
        if (view.Of<OpportunityPipeline>() is { } opportunities)
            Opportunities(opportunities);
        if (view.Of<ServiceHistory>() is { } service)
            Service(service);
        if (view.Of<InteractionSummary>() is { } talks)
            Table(
                "Latest interactions",
                [new("When", 0.2), new("Kind", 0.2), new("Subject", 0.6)],
                talks.Latest.Select(i => Row(stamp.Day(i.OccurredAt), Said(i.InteractionType), i.Subject))
            );
        if (view.Of<BehaviourProfile>() is { } behaviour)
            Behaviour(behaviour);
        if (view.Of<IReadOnlyList<NoteShown>>() is { } notes)
            Notes(notes);
        if (view.Of<CustomerTimeline.Answer>() is { } timeline)
            Table(
                "Timeline",
                [new("When", 0.2), new("What", 0.6), new("Who", 0.2)],
                timeline.Data.Select(e => Row(stamp.Day(e.OccurredAt), e.Title, e.Actor ?? ""))
            );
        if (view.Withheld.Count > 0)
            Section(
                "Withheld",
                () =>
                    report.Paragraph(
                        $"Not shown to whoever exported this: {string.Join(", ", view.Withheld.Select(w => w.Replace('_', ' ')))}."
                    )
            );
    }

    private void Profile(CoreProfile profile) =>
        Section(
            "Profile",
            () =>
            {
                report.Fact("Status", Said(profile.Status));
                report.Fact("E-mail", profile.Email);
                report.Fact("Phone", profile.Phone);
                report.Fact("Customer number", profile.ExternalId);
                report.Fact("Registered", profile.RegistrationDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                report.Fact("Owner", profile.OwnerName);
                report.Fact("Branch", profile.BranchName);
                report.Fact("Tags", view.Of<IReadOnlyList<string>>() is { } tags ? string.Join(", ", tags) : null);
                foreach (var address in profile.Addresses)
                    report.Fact(
                        $"Address ({Words.Of(address.AddressType)}{Rank(profile, address)})",
                        string.Join(
                            ", ",
                            new[]
                            {
                                address.StreetLine1,
                                address.StreetLine2,
                                $"{address.PostalCode} {address.City}".Trim(),
                                address.Country,
                            }.Where(p => !string.IsNullOrEmpty(p))
                        )
                    );
            }
        );

    private static string Rank(CoreProfile profile, Records.Customers.Addresses.AddressView address) =>
        address.Id == profile.PrimaryAddressId ? ", primary"
        : address.IsDefault ? ", default"
        : "";

    private void Account(AccountView account) =>
        Section(
            "Account",
            () =>
            {
                report.Fact("Legal name", account.LegalName);
                report.Fact("Industry", account.Industry);
                report.Fact("Contract value a year", account.Arr?.ToString("N2", CultureInfo.InvariantCulture));
                report.Fact("Renewal", account.ContractRenewal?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            }
        );

    private void Metrics(PurchaseMetrics metrics) =>
        Section(
            "Value",
            () =>
            {
                report.Fact("Lifetime value", Shown(metrics.LifetimeValue, metrics.Currency));
                report.Fact("Purchases", Number(metrics.OrderCount));
                report.Fact("Gross revenue", Shown(metrics.GrossRevenue, metrics.Currency));
                report.Fact("Refunded", Shown(metrics.Refunded, metrics.Currency));
                report.Fact("Average order", metrics.AverageOrderValue is { } average ? Shown(average, metrics.Currency) : null);
                report.Fact(
                    "Last purchase",
                    metrics.LastPurchaseAt is { } last ? $"{stamp.Day(last)}, {metrics.DaysSinceLastPurchase} days ago" : null
                );
                report.Fact("Buys every", metrics.PurchaseFrequencyDays is { } days ? $"{Number(days)} days" : null);
                report.Fact("Customer for", $"{metrics.TenureDays} days");
            }
        );

    private void Scores() =>
        Section(
            "Health and risk",
            () =>
            {
                if (view.Of<HealthScore>() is { } health)
                {
                    report.Fact(
                        "Health",
                        $"{Number(health.Score)} of 100 ({health.Grade}){(health.IsDefault ? ", nothing known yet" : "")}"
                    );
                    foreach (var factor in health.Factors)
                        report.Fact("  " + factor.Name.Replace('_', ' '), $"{Number(factor.Raw)} × {factor.Weight:P0} – {factor.Says}");
                    foreach (var action in health.RecommendedActions)
                        report.Fact("  Recommended", action);
                }
                if (view.Of<ChurnRisk>() is not { } risk)
                    return;
                report.Fact("Risk of leaving", $"{Said(risk.Level)} ({Number(risk.Score)})");
                foreach (var factor in risk.Factors)
                    report.Fact("  " + factor.Name.Replace('_', ' '), factor.Says);
                foreach (var strategy in risk.RetentionStrategies)
                    report.Fact("  To keep them", strategy);
            }
        );

    private void Orders(OrderHistory orders) =>
        Table(
            $"Orders ({OfAll(orders.Total, orders.Data.Count)})",
            [new("Number", 0.26), new("Date", 0.18), new("Status", 0.18), new("Items", 0.12, true), new("Total", 0.26, true)],
            orders.Data.Select(o => Row(o.Number, stamp.Day(o.OrderedAt), Said(o.Status), Number(o.ItemCount), Shown(o.Total, o.Currency)))
        );

    private static string OfAll(int total, int shown) => shown < total ? $"{Number(total)}, the latest {Number(shown)}" : Number(total);

    private void Finances(FinancialSummary money)
    {
        Section(
            "Billing",
            () =>
            {
                report.Fact(
                    "Outstanding",
                    money.OutstandingBalance.Count == 0
                        ? "Nothing"
                        : string.Join(", ", money.OutstandingBalance.Select(m => Shown(m.Amount, m.Currency)))
                );
                report.Fact("Standing", Said(money.PaymentStatus));
            }
        );
        if (money.RecentInvoices.Count > 0)
            Table(
                "Recent invoices",
                [new("Number", 0.3), new("Issued", 0.2), new("Status", 0.2), new("Total", 0.3, true)],
                money.RecentInvoices.Select(i => Row(i.Number, stamp.Day(i.IssuedAt), Said(i.Status), Shown(i.Total, i.Currency)))
            );
    }

    private void Payments(PaymentHistory payments)
    {
        if (payments.Methods.Count > 0)
            Table(
                "Payment methods",
                [new("Kind", 0.25), new("Brand", 0.25), new("Number", 0.25), new("Expires", 0.25)],
                payments.Methods.Select(m => Row(Said(m.Type) + (m.IsDefault ? " (default)" : ""), m.Brand, m.Number, m.Expiry))
            );
        if (payments.Data.Count > 0)
            Table(
                $"Payments ({OfAll(payments.Total, payments.Data.Count)})",
                [new("Date", 0.25), new("Method", 0.25), new("Status", 0.25), new("Amount", 0.25, true)],
                payments.Data.Select(p => Row(stamp.Day(p.PaidAt), p.Method, Said(p.Status), Shown(p.Amount, p.Currency)))
            );
    }

    private void Loyalty(LoyaltyStanding loyalty)
    {
        Section(
            "Loyalty",
            () =>
            {
                report.Fact("Tier", loyalty.Tier);
                report.Fact("Points", $"{loyalty.Points:N0}, {loyalty.LifetimePoints:N0} ever earned");
                report.Fact("Next tier", loyalty.NextTier is { } next ? $"{next.Name}, {next.Missing:N0} points to go" : null);
                report.Fact("Lapse within 30 days", Number(loyalty.ExpiringIn30Days));
                report.Fact("Referrals", $"{loyalty.ReferralCount}, code {loyalty.ReferralCode}");
            }
        );
        Table(
            "Latest points",
            [new("Date", 0.25), new("Reason", 0.5), new("Points", 0.25, true)],
            loyalty.Transactions.Select(t =>
                Row(stamp.Day(t.OccurredAt), Said(t.Reason), t.Points.ToString("+#,0;−#,0", CultureInfo.InvariantCulture))
            )
        );
    }

    private void Marketing(MarketingEngagement marketing)
    {
        Section(
            "Marketing",
            () =>
            {
                report.Fact(
                    "Agreed to",
                    (
                        $"e-mail {Said(marketing.OptIns.Email)}, text {Said(marketing.OptIns.Sms)}, "
                        + $"push {Said(marketing.OptIns.Push)}"
                    ).ToLowerInvariant()
                );
                report.Fact("Opened", marketing.OpenRate?.ToString("P0", CultureInfo.InvariantCulture));
                report.Fact("Clicked", marketing.ClickRate?.ToString("P0", CultureInfo.InvariantCulture));
            }
        );
        Table(
            "Latest campaigns",
            [new("Date", 0.2), new("Campaign", 0.5), new("Opened", 0.15), new("Clicked", 0.15)],
            marketing.Campaigns.Select(c =>
                Row(stamp.Day(c.ReceivedAt), c.Campaign, c.OpenedAt is null ? "no" : "yes", c.ClickedAt is null ? "no" : "yes")
            )
        );
    }

    private void Support(SupportHistory support) =>
        Table(
            $"Tickets ({OfAll(support.Total, support.Data.Count)}, {support.OpenTickets} open)",
            [new("Number", 0.15), new("Opened", 0.15), new("Subject", 0.4), new("Status", 0.15), new("Priority", 0.15)],
            support.Data.Select(t => Row(t.Number, stamp.Day(t.OpenedAt), t.Subject, Said(t.Status), Said(t.Priority)))
        );

    private void Opportunities(OpportunityPipeline pipeline) =>
        Table(
            $"Opportunities (open {Shown(pipeline.PipelineValue, pipeline.Currency)})",
            [new("Name", 0.45), new("Status", 0.15), new("Closes", 0.2), new("Amount", 0.2, true)],
            pipeline.Data.Select(o =>
                Row(
                    o.Name,
                    Said(o.Status),
                    o.ExpectedClose?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    o.Amount is { } amount ? Shown(amount, o.Currency) : null
                )
            )
        );

    private void Service(ServiceHistory service)
    {
        if (service.EquipmentList.Count > 0)
            Table(
                "Vehicles",
                [new("Plate", 0.2), new("Vehicle", 0.35), new("Mileage", 0.2, true), new("Next due", 0.25)],
                service.EquipmentList.Select(e =>
                    Row(
                        e.Plate ?? e.Vin,
                        $"{e.Make} {e.Model} {e.Year}".Trim()
                            + (
                                e.Driven is null ? ""
                                : e.Driven.IsNow ? " (drives it)"
                                : " (drove it)"
                            ),
                        e.Mileage?.ToString("N0", CultureInfo.InvariantCulture),
                        e.NextDueAt is { } due ? $"{due:yyyy-MM-dd} {e.DueFor}" : null
                    )
                )
            );
        if (service.RecentVisits.Count > 0)
            Table(
                "Service visits",
                [new("Date", 0.15), new("Vehicle", 0.2), new("Work", 0.45), new("Total", 0.2, true)],
                service.RecentVisits.Select(v => Row(stamp.Day(v.OpenedAt), v.Vehicle, v.Work, Shown(v.Total, v.Currency)))
            );
    }

    private void Behaviour(BehaviourProfile behaviour) =>
        Section(
            "Behaviour",
            () =>
            {
                report.Fact("Visits to the site", behaviour.TotalSessions > 0 ? Number(behaviour.TotalSessions) : null);
                report.Fact(
                    "Devices",
                    string.Join(
                        ", ",
                        behaviour.Devices.Select(d => $"{Words.Of(d.Device)} {d.Share.ToString("P0", CultureInfo.InvariantCulture)}")
                    )
                );
                report.Fact("Looks at", string.Join(", ", behaviour.TopViewedCategories.Select(c => c.Category)));
                report.Fact("Buys", string.Join(", ", behaviour.TopPurchasedCategories.Select(c => c.Category)));
                report.Fact(
                    "Prefers",
                    behaviour.PreferredTimes is { } times ? $"{DayNames[times.Weekday % 7]}, {times.Hour:00}:00 ({times.TimeZone})" : null
                );
            }
        );

    private void Notes(IReadOnlyList<NoteShown> notes) =>
        Section(
            "Notes",
            () =>
            {
                foreach (var note in notes)
                    report.Fact(
                        $"{stamp.Day(note.WrittenAt)} {note.Author}",
                        note.Title is null ? note.Content : $"{note.Title}\n{note.Content}"
                    );
            }
        );

    private void Section(string title, Action write)
    {
        report.Heading(title);
        write();
    }

    private void Table(string title, IReadOnlyList<PdfColumn> columns, IEnumerable<string?[]> rows)
    {
        report.Heading(title);
        report.Table(columns, rows);
    }

    private static string[] DayNames => CultureInfo.InvariantCulture.DateTimeFormat.DayNames;

    private static string?[] Row(params string?[] cells) => cells;

    private static string Shown(decimal amount, string? currency) => MinorUnits.Shown(amount, currency);

    private static string Number(double number) => number.ToString("#,0.#", CultureInfo.InvariantCulture);

    private static string Said(Enum word) =>
        Words.Of(word) is { Length: > 0 } said ? char.ToUpperInvariant(said[0]) + said[1..].Replace('_', ' ') : "";
}
