using System.Globalization;
using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Records.Billing.Panels;
using Rapport.Records.Sales.Panels;
using Rapport.Records.Service.Panels;
using static Rapport.Insight.Customer360.Export.CustomerSheet;

namespace Rapport.Insight.Customer360.Export;

/// <summary>What the customer bought and paid: orders, billing, payments, vehicles and service visits.</summary>
internal sealed class PrintedPurchases(CustomerSheet sheet)
{
    public void Orders(OrderHistory orders) =>
        sheet.Table(
            $"Orders ({OfAll(orders.Total, orders.Data.Count)})",
            [new("Number", 0.26), new("Date", 0.18), new("Status", 0.18), new("Items", 0.12, true), new("Total", 0.26, true)],
            orders.Data.Select(o => Row(o.Number, sheet.Day(o.OrderedAt), Said(o.Status), Number(o.ItemCount), Shown(o.Total, o.Currency)))
        );

    public void Finances(FinancialSummary money)
    {
        sheet.Section(
            "Billing",
            () =>
            {
                sheet.Fact(
                    "Outstanding",
                    money.OutstandingBalance.Count == 0
                        ? "Nothing"
                        : string.Join(", ", money.OutstandingBalance.Select(m => Shown(m.Amount, m.Currency)))
                );
                sheet.Fact("Standing", Said(money.PaymentStatus));
            }
        );
        if (money.RecentInvoices.Count > 0)
            sheet.Table(
                "Recent invoices",
                [new("Number", 0.3), new("Issued", 0.2), new("Status", 0.2), new("Total", 0.3, true)],
                money.RecentInvoices.Select(i => Row(i.Number, sheet.Day(i.IssuedAt), Said(i.Status), Shown(i.Total, i.Currency)))
            );
    }

    public void Payments(PaymentHistory payments)
    {
        if (payments.Methods.Count > 0)
            sheet.Table(
                "Payment methods",
                [new("Kind", 0.25), new("Brand", 0.25), new("Number", 0.25), new("Expires", 0.25)],
                payments.Methods.Select(m => Row(Said(m.Type) + (m.IsDefault ? " (default)" : ""), m.Brand, m.Number, m.Expiry))
            );
        if (payments.Data.Count > 0)
            sheet.Table(
                $"Payments ({OfAll(payments.Total, payments.Data.Count)})",
                [new("Date", 0.25), new("Method", 0.25), new("Status", 0.25), new("Amount", 0.25, true)],
                payments.Data.Select(p => Row(sheet.Day(p.PaidAt), p.Method, Said(p.Status), Shown(p.Amount, p.Currency)))
            );
    }

    public void Service(ServiceHistory service)
    {
        if (service.EquipmentList.Count > 0)
            sheet.Table(
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
            sheet.Table(
                "Service visits",
                [new("Date", 0.15), new("Vehicle", 0.2), new("Work", 0.45), new("Total", 0.2, true)],
                service.RecentVisits.Select(v => Row(sheet.Day(v.OpenedAt), v.Vehicle, v.Work, Shown(v.Total, v.Currency)))
            );
    }
}
