using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;

namespace Rapport.Records.Billing;

/// <summary>Nobody pays more than an invoice asks, in another currency, or another customer's.</summary>
internal sealed class PaymentRules(RapportDb db) : IntakeRules
{
    private sealed class Owed(Guid customer, string currency, long total)
    {
        public Guid Customer => customer;
        public string Currency => currency;
        public long Total => total;
        public long Paid { get; set; }
    }

    private readonly Dictionary<string, Owed> invoices = [];
    private readonly ProvisionalTotals<(Owed Owed, long Kept)> paid = new(p => p.Owed.Paid += p.Kept, p => p.Owed.Paid -= p.Kept);

    public override FactKind Kind { get; } = FactKind.Of<Payment>();

    public override async Task Prepare(
        IReadOnlyList<FactDraft> drafts,
        IReadOnlyDictionary<string, FactCustomer> owners,
        CancellationToken ct
    )
    {
        invoices.Clear();
        paid.Clear();
        var written = drafts.Select(d => d.ExternalId).OfType<string>().ToHashSet();
        foreach (var some in drafts.Select(d => (d.Fact as Payment)?.Invoice).OfType<string>().Distinct().Chunk(500))
        {
            foreach (
                var (externalId, owed) in await db.Rows(
                    $"""
                    select external_id, customer_id, currency, total_minor from invoices
                    where organization_id = {db.TenantId} and {Sql.In("external_id", some)}
                    """,
                    row => (row.Text(0), new Owed(row.Id(1), row.Text(2), row.Long(3))),
                    ct
                )
            )
                invoices[externalId] = owed;
            foreach (
                var (invoice, externalId, kept) in await db.Rows(
                    $"""
                    select invoice_ref, external_id, amount_minor - coalesce(refunded_amount_minor, 0) from payments
                    where organization_id = {db.TenantId} and {Sql.In(
                        "invoice_ref",
                        some
                    )} and status in ('succeeded', 'partially_refunded')
                    """,
                    row => (row.Text(0), row.Text(1), row.Long(2)),
                    ct
                )
            )
            {
                if (!invoices.TryGetValue(invoice, out var owed))
                    continue;
                if (written.Contains(externalId))
                    paid.SetAside(externalId, (owed, kept));
                else
                    owed.Paid += kept;
            }
        }
    }

    public override bool Knows(string externalId) => paid.IsAside(externalId, out _);

    public override void Lift(string externalId) => paid.Lift(externalId);

    public override void Restore(string externalId) => paid.Restore(externalId);

    public override void Check(Fact fact, Errors errors)
    {
        var payment = (Payment)fact;
        if (payment.Invoice is null || !invoices.TryGetValue(payment.Invoice, out var owed))
            return;
        if (owed.Customer != payment.CustomerId)
            errors.Add("invoice", "It is another customer's.");
        else if (owed.Currency != payment.Currency)
            errors.Add("currency", $"The invoice is in {owed.Currency}.");
        else if (Pays(payment) && owed.Paid + payment.KeptMinor > owed.Total)
            errors.Add(
                "amount",
                $"It is more than is open on the invoice: {MinorUnits.Shown(Math.Max(0, owed.Total - owed.Paid), owed.Currency)}."
            );
    }

    public override void Count(string externalId, Fact? fact)
    {
        if (fact is Payment { Invoice: { } invoice } payment && Pays(payment) && invoices.TryGetValue(invoice, out var owed))
            paid.Count(externalId, (owed, payment.KeptMinor));
        else
            paid.Drop(externalId);
    }

    private static bool Pays(Payment payment) => payment.Status is PaymentStatus.Succeeded or PaymentStatus.PartiallyRefunded;
}
