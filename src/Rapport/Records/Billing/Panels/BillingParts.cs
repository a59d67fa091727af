using Rapport.Platform.Data;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Facts;

namespace Rapport.Records.Billing.Panels;

/// <summary>Payments, payment methods and invoices.</summary>
internal sealed class BillingReads(PartReading reading) : CustomerRead
{
    private const int Invoices = 5,
        Methods = 20;

    private readonly List<PaymentShown> payments = [];
    private readonly List<PaymentMethodShown> methods = [];
    private readonly List<(string Currency, int Count, int Failed, long Paid, long Refunded)> totals = [];
    private readonly List<InvoiceShown> invoices = [];
    private readonly List<(string Currency, long Owed, int Overdue)> owed = [];

    private DateOnly Today => DateOnly.FromDateTime(reading.Now.UtcDateTime);

    public override IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                payments,
                $"""
                select p.id, p.amount_minor, p.currency, p.paid_at, p.status, p.method, p.invoice_ref, p.refunded_amount_minor,
                  m.method, m.brand, m.last4
                from (select * from payments where {reading.Mine} order by happened_at desc, id desc limit {PartReading.Latest}) p
                left join payment_methods m on m.organization_id = p.organization_id and m.external_id = p.payment_method_ref
                  and m.customer_id = p.customer_id
                order by p.happened_at desc, p.id desc
                """,
                Payment
            ),
            Statement.Into(
                totals,
                $"""
                select currency, count(*), count(case when status = 'failed' then 1 end),
                  sum(case when status in ('succeeded', 'refunded', 'partially_refunded') then amount_minor else 0 end),
                  sum(coalesce(refunded_amount_minor, 0))
                from (select currency, status, amount_minor, refunded_amount_minor from payments where {reading.Mine}
                  limit {PartReading.Counted}) p group by currency order by 2 desc, currency
                """,
                row =>
                    (row.Text(0), (int)row.Long(1), (int)row.Long(2), (long)row.DecimalOrNull(3)!.Value, (long)row.DecimalOrNull(4)!.Value)
            ),
            Statement.Into(
                methods,
                $"""
                select id, method, brand, last4, expiry, is_default from payment_methods where {reading.Mine}
                order by is_default desc, happened_at desc, id desc limit {Methods}
                """,
                Method
            ),
            Statement.Into(
                invoices,
                $"""
                select id, number, issued_at, due_at, status, total_minor, currency, {Outstanding} from invoices i
                where {reading.Of("i")} order by happened_at desc, id desc limit {Invoices}
                """,
                Invoice
            ),
            Statement.Into(
                owed,
                $"""
                select currency, sum(owed), count(case when owed > 0 and (status = 'overdue' or due_at < {Today}) then 1 end)
                from (
                  select i.currency, i.status, i.due_at, {Outstanding} as owed
                  from (
                    select * from invoices i where {reading.Of("i")} and status in ('open', 'overdue') limit {PartReading.Counted}) i) i
                group by currency order by 2 desc, currency
                """,
                row => (row.Text(0), (long)row.DecimalOrNull(1)!.Value, (int)row.Long(2))
            ),
        ];

    /// <summary>Of an open invoice its total less what was paid on it; of any other nothing.</summary>
    private static readonly Sql Outstanding = Sql.Raw(
        """
        case when i.status in ('open', 'overdue') and i.total_minor > 0 then
          case when i.total_minor > coalesce((select sum(p.amount_minor - coalesce(p.refunded_amount_minor, 0)) from payments p
            where p.organization_id = i.organization_id and p.invoice_ref = i.external_id
              and p.status in ('succeeded', 'partially_refunded')), 0)
          then i.total_minor - coalesce((select sum(p.amount_minor - coalesce(p.refunded_amount_minor, 0)) from payments p
            where p.organization_id = i.organization_id and p.invoice_ref = i.external_id
              and p.status in ('succeeded', 'partially_refunded')), 0) else 0 end
        else 0 end
        """
    );

    public PaymentHistory? Payments() =>
        payments.Count + methods.Count == 0
            ? null
            : new PaymentHistory(
                methods,
                payments,
                totals.Sum(t => t.Count),
                totals.Sum(t => t.Failed),
                [.. Sums(t => t.Paid)],
                [.. Sums(t => t.Refunded)]
            );

    public FinancialSummary? Finances(CustomerSummary summary)
    {
        if (invoices.Count + payments.Count == 0)
            return null;
        var overdue = owed.Sum(o => o.Overdue);
        var standing =
            overdue > 0 ? PaymentStanding.Overdue
            : owed.Any(o => o.Owed > 0) ? PaymentStanding.Open
            : PaymentStanding.Settled;
        return new FinancialSummary(
            MinorUnits.Amount(summary.SpentMinor, summary.Currency),
            summary.Currency,
            [.. owed.Where(o => o.Owed > 0).Select(o => new Money(MinorUnits.Amount(o.Owed, o.Currency), o.Currency))],
            standing,
            overdue,
            invoices
        );
    }

    private IEnumerable<Money> Sums(Func<(string Currency, int, int, long Paid, long Refunded), long> of) =>
        totals.Where(t => of(t) > 0).Select(t => new Money(MinorUnits.Amount(of(t), t.Currency), t.Currency));

    private static PaymentShown Payment(Row row)
    {
        var status = Words.Parse<PaymentStatus>(row.Text(4));
        return new(
            row.Id(0),
            MinorUnits.Amount(row.Long(1), row.Text(2)),
            row.Text(2),
            row.Time(3),
            status,
            By(row),
            row.TextOrNull(6),
            row.LongOrNull(7) is { } refunded ? MinorUnits.Amount(refunded, row.Text(2)) : null,
            status is PaymentStatus.Failed or PaymentStatus.Refunded or PaymentStatus.PartiallyRefunded
        );
    }

    /// <summary>"Visa •••• 4242" where the payment names one of the customer's ways to pay, else the word that came with it.</summary>
    private static string? By(Row row) =>
        row.TextOrNull(8) is { } known
            ? string.Join(
                ' ',
                new[]
                {
                    row.TextOrNull(9) ?? row.TextOrNull(5) ?? known,
                    row.TextOrNull(10) is { } last ? Masked(last) : null,
                }.OfType<string>()
            )
            : row.TextOrNull(5);

    private static string Masked(string last) => $"•••• {last}";

    private PaymentMethodShown Method(Row row) =>
        new(
            row.Id(0),
            Words.Parse<PaymentMethodType>(row.Text(1)),
            row.TextOrNull(2),
            row.TextOrNull(3),
            row.TextOrNull(3) is { } last ? Masked(last) : null,
            row.TextOrNull(4),
            row.Truth(5),
            row.TextOrNull(4) is { } expiry && string.CompareOrdinal(expiry, $"{reading.Now:yyyy-MM}") < 0
        );

    private InvoiceShown Invoice(Row row)
    {
        var (status, due) = (Words.Parse<InvoiceStatus>(row.Text(4)), row.DateOrNull(3));
        var owed = (long)row.DecimalOrNull(7)!.Value;
        return new(
            row.Id(0),
            row.Text(1),
            row.Time(2),
            due,
            status,
            MinorUnits.Amount(row.Long(5), row.Text(6)),
            MinorUnits.Amount(owed, row.Text(6)),
            row.Text(6),
            owed > 0 && (status == InvoiceStatus.Overdue || (status == InvoiceStatus.Open && due < Today))
        );
    }
}

internal sealed class PaymentsPart(PartReading reading) : CustomerPart<PaymentHistory>
{
    private readonly BillingReads billing = reading.Use<BillingReads>();

    public override PaymentHistory? Answer() => billing.Payments();
}

internal sealed class FinancialSummaryPart(PartReading reading) : CustomerPart<FinancialSummary>
{
    private readonly BillingReads billing = reading.Use<BillingReads>();

    public override FinancialSummary? Answer() => billing.Finances(reading.Summary);
}
