using Rapport.Platform.Data;
using Rapport.Records.Billing;
using Rapport.Records.Campaigns;
using Rapport.Records.Loyalty;
using Rapport.Records.Sales;

namespace Rapport.Records.Facts.Intake;

/// <summary>The rules between facts: nobody pays more than an invoice asks, returns what was never bought, or spends points that are not there.</summary>
public sealed class FactRules(RapportDb db, LoyaltyTiers tiers)
{
    private static readonly List<FactKind> First = [FactKind.Of<Product>(), FactKind.Of<Order>(), FactKind.Of<Invoice>(), FactKind.Of<Campaign>()];

    private sealed record Bought(Guid? Customer, string Currency, long Total, Dictionary<string, decimal> Quantities)
    {
        /// <summary>What other orders have brought back of it already.</summary>
        public long Returned { get; set; }
        public Dictionary<string, decimal> Back { get; } = [];

        public decimal Left(string sku) => Quantities.GetValueOrDefault(sku) - Back.GetValueOrDefault(sku);
    }

    private sealed class Owed(Guid customer, string currency, long total)
    {
        public Guid Customer => customer;
        public string Currency => currency;
        public long Total => total;
        public long Paid { get; set; }
    }

    private readonly Dictionary<string, Bought> orders = [];
    private readonly Dictionary<string, Owed> invoices = [];
    private readonly Dictionary<Guid, long> points = [];
    private readonly Dictionary<string, (Guid Customer, int Points)> replaced = [];
    private readonly HashSet<Guid> earners = [];

    /// <summary>Who has earned points since this was last asked.</summary>
    public IReadOnlyCollection<Guid> Earners
    {
        get
        {
            var told = earners.ToList();
            earners.Clear();
            return told;
        }
    }

    /// <summary>What others refer to comes before them.</summary>
    public int Rank(FactKind kind) => First.IndexOf(kind) is var at and >= 0 ? at : First.Count;

    /// <summary>Points that are earned in a batch may be spent in it, and what is bought in it may come back. A fact that is sent twice stays in its place: the later counts.</summary>
    public static IEnumerable<(int At, FactDraft Draft)> InOrder(IReadOnlyCollection<(int At, FactDraft Draft)> rows)
    {
        if (!rows.Any(r => TakesBack(r.Draft))) return rows;
        var repeated = rows.GroupBy(r => r.Draft.ExternalId).Where(g => g.Skip(1).Any()).Select(g => g.Key).ToHashSet();
        return rows.OrderBy(r => TakesBack(r.Draft) && !repeated.Contains(r.Draft.ExternalId));
    }

    private static bool TakesBack(FactDraft draft) => draft.Fact is LoyaltyTransaction { Points: < 0 } or Order { Returns: not null };

    public async Task Prepare(FactKind kind, IReadOnlyList<FactDraft> drafts, Dictionary<string, FactCustomer> owners, CancellationToken ct)
    {
        if (kind == FactKind.Of<LoyaltyTransaction>()) await LoadPoints(drafts, owners, ct);
        else if (kind == FactKind.Of<Payment>()) await LoadInvoices([.. drafts.Select(d => (d.Fact as Payment)?.Invoice).OfType<string>().Distinct()], [.. drafts.Select(d => d.ExternalId).OfType<string>()], ct);
        else if (kind == FactKind.Of<CampaignMessage>()) await NameCampaigns([.. drafts.Select(d => d.Fact).OfType<CampaignMessage>()], ct);
        else if (kind == FactKind.Of<Order>()) await LoadOrders([.. drafts.Select(d => (d.Fact as Order)?.Returns).OfType<string>().Distinct()], [.. drafts.Select(d => d.ExternalId).OfType<string>()], ct);
    }

    private async Task NameCampaigns(IReadOnlyList<CampaignMessage> messages, CancellationToken ct)
    {
        var names = new Dictionary<string, string>();
        foreach (var some in messages.Select(m => m.Campaign).OfType<string>().Distinct().Chunk(500))
            foreach (var (externalId, name) in await db.Rows($"select external_id, name from campaigns where organization_id = {db.TenantId} and {Sql.In("external_id", some)}", row => (row.Text(0), row.Text(1)), ct)) names[externalId] = name;
        foreach (var message in messages) message.CampaignName = message.Campaign is { } campaign ? names.GetValueOrDefault(campaign) : null;
    }

    public void Check(FactDraft draft)
    {
        if (draft.Fact is Payment payment) CheckPayment(payment, draft);
        else if (draft.Fact is Order order) CheckOrder(order, draft);
    }

    /// <summary>False when this takes points that the customer does not have.</summary>
    public bool HasPoints(FactDraft draft)
    {
        if (draft.Fact is not LoyaltyTransaction movement) return true;
        var available = points.GetValueOrDefault(movement.CustomerId);
        if (movement.Points < 0 && available + movement.Points < 0)
        {
            if (replaced.TryGetValue(draft.ExternalId!, out var former)) points[former.Customer] = points.GetValueOrDefault(former.Customer) + former.Points;
            return false;
        }
        points[movement.CustomerId] = available + movement.Points;
        if (movement.Points > 0) earners.Add(movement.CustomerId);
        return true;
    }

    /// <summary>The balance of who is to spend: earning alone asks for none.</summary>
    private async Task LoadPoints(IReadOnlyList<FactDraft> drafts, Dictionary<string, FactCustomer> owners, CancellationToken ct)
    {
        await tiers.Begin(ct);
        points.Clear();
        replaced.Clear();
        var spenders = drafts.Where(d => d.Fact is LoyaltyTransaction { Points: < 0 } && d.Customer is not null).Select(d => owners.GetValueOrDefault(FactCustomers.Key(d.Customer!))).OfType<FactCustomer>().Select(o => o.Id).Distinct().ToList();
        if (spenders.Count == 0) return;
        foreach (var some in spenders.Chunk(500))
            foreach (var (customer, sum) in await db.Rows($"select customer_id, sum(points) from loyalty_transactions where organization_id = {db.TenantId} and {Sql.In("customer_id", some)} group by customer_id", row => (row.Id(0), row.Long(1)), ct))
                points[customer] = sum;
        foreach (var some in drafts.Select(d => d.ExternalId).OfType<string>().Distinct().Chunk(500))
            foreach (var (externalId, customer, before) in await db.Rows($"select external_id, customer_id, points from loyalty_transactions where organization_id = {db.TenantId} and {Sql.In("external_id", some)}", row => (row.Text(0), row.Id(1), row.Int(2)), ct))
            {
                replaced[externalId] = (customer, before);
                points[customer] = points.GetValueOrDefault(customer) - before;
            }
    }

    private async Task LoadInvoices(string[] named, string[] inBatch, CancellationToken ct)
    {
        invoices.Clear();
        var written = inBatch.ToHashSet();
        foreach (var some in named.Chunk(500))
        {
            foreach (var (externalId, owed) in await db.Rows($"select external_id, customer_id, currency, total_minor from invoices where organization_id = {db.TenantId} and {Sql.In("external_id", some)}",
                row => (row.Text(0), new Owed(row.Id(1), row.Text(2), row.Long(3))), ct)) invoices[externalId] = owed;
            foreach (var (invoice, externalId, amount) in await db.Rows($"""
                select invoice_ref, external_id, amount_minor - coalesce(refunded_amount_minor, 0) from payments where organization_id = {db.TenantId} and {Sql.In("invoice_ref", some)} and status in ('succeeded', 'partially_refunded')
                """, row => (row.Text(0), row.Text(1), row.Long(2)), ct))
                if (invoices.TryGetValue(invoice, out var owed) && !written.Contains(externalId)) owed.Paid += amount;
        }
    }

    private void CheckPayment(Payment payment, FactDraft draft)
    {
        if (payment.Invoice is null || !invoices.TryGetValue(payment.Invoice, out var owed)) return;
        if (owed.Customer != payment.CustomerId) draft.Errors.Add("invoice", "It is another customer's.");
        else if (owed.Currency != payment.Currency) draft.Errors.Add("currency", $"The invoice is in {owed.Currency}.");
        else if (payment.Status is PaymentStatus.Succeeded or PaymentStatus.PartiallyRefunded)
        {
            if (owed.Paid + payment.KeptMinor > owed.Total) draft.Errors.Add("amount", $"It is more than is open on the invoice: {MinorUnits.Shown(Math.Max(0, owed.Total - owed.Paid), owed.Currency)}.");
            else owed.Paid += payment.KeptMinor;
        }
    }

    private async Task LoadOrders(string[] named, string[] inBatch, CancellationToken ct)
    {
        orders.Clear();
        var written = inBatch.ToHashSet();
        foreach (var some in named.Chunk(500))
        {
            var ids = new Dictionary<Guid, Bought>();
            foreach (var (externalId, id, bought) in await db.Rows($"select external_id, id, customer_id, currency, total_minor from orders where organization_id = {db.TenantId} and {Sql.In("external_id", some)}",
                row => (row.Text(0), row.Id(1), new Bought(row.Id(2), row.Text(3), row.Long(4), [])), ct)) orders[externalId] = ids[id] = bought;
            foreach (var (id, sku, quantity) in await db.Rows($"select fact_id, sku, sum(quantity) from order_lines where organization_id = {db.TenantId} and {Sql.In("fact_id", ids.Keys)} and sku is not null group by fact_id, sku",
                row => (row.Id(0), row.Text(1), row.DecimalOrNull(2)!.Value), ct)) ids[id].Quantities[sku] = quantity;
            await LoadReturns(some, [.. ids.Values.Select(b => b.Customer).OfType<Guid>().Distinct()], written, ct);
        }
    }

    /// <summary>What came back already, but for returns that this batch writes anew. They are sought among their customers' orders, for which there is an index.</summary>
    private async Task LoadReturns(string[] named, Guid[] customers, HashSet<string> written, CancellationToken ct)
    {
        var back = new Dictionary<Guid, Bought>();
        foreach (var (order, id, externalId, total) in await db.Rows($"""
            select returns_ref, id, external_id, total_minor from orders
            where organization_id = {db.TenantId} and {Sql.In("customer_id", customers)} and {Sql.In("returns_ref", named)} and status not in ('draft', 'cancelled')
            """, row => (row.Text(0), row.Id(1), row.Text(2), row.Long(3)), ct))
        {
            if (written.Contains(externalId) || !orders.TryGetValue(order, out var bought)) continue;
            bought.Returned += Math.Abs(total);
            back[id] = bought;
        }
        foreach (var some in back.Keys.Chunk(500))
            foreach (var (id, sku, quantity) in await db.Rows($"select fact_id, sku, sum(quantity) from order_lines where organization_id = {db.TenantId} and {Sql.In("fact_id", some)} and sku is not null group by fact_id, sku",
                row => (row.Id(0), row.Text(1), row.DecimalOrNull(2)!.Value), ct)) TakeBack(back[id], sku, quantity);
    }

    private static void TakeBack(Bought bought, string sku, decimal quantity) => bought.Back[sku] = bought.Back.GetValueOrDefault(sku) + Math.Abs(quantity);

    private void CheckOrder(Order order, FactDraft draft)
    {
        if (order.Returns == order.ExternalId) draft.Errors.Add("returns", "An order cannot return itself.");
        else if (order.Returns is not null && orders.TryGetValue(order.Returns, out var bought)) CheckReturn(order, bought, draft);
        if (draft.Errors.Any) return;
        if (order.Returns is not null && order.Status is not (OrderStatus.Draft or OrderStatus.Cancelled) && orders.TryGetValue(order.Returns, out var left))
        {
            left.Returned += Math.Abs(order.TotalMinor);
            foreach (var line in order.Lines.Where(l => l.Sku is not null)) TakeBack(left, line.Sku!, line.Quantity);
        }
        orders[order.ExternalId] = new Bought(order.CustomerId, order.Currency, order.TotalMinor, order.Lines.Where(l => l.Sku is not null).GroupBy(l => l.Sku!).ToDictionary(g => g.Key, g => g.Sum(l => l.Quantity)));
    }

    private static void CheckReturn(Order order, Bought bought, FactDraft draft)
    {
        if (bought.Customer != order.CustomerId) draft.Errors.Add("returns", "That order is another customer's.");
        else if (bought.Currency != order.Currency) draft.Errors.Add("currency", $"The order it returns is in {bought.Currency}.");
        else if (Math.Abs(order.TotalMinor) > bought.Total - bought.Returned) draft.Errors.Add("total", $"It is more than is left of what was paid: {MinorUnits.Shown(Math.Max(0, bought.Total - bought.Returned), bought.Currency)}.");
        if (bought.Quantities.Count == 0) return;
        foreach (var line in order.Lines.Where(l => l.Sku is not null))
            if (Math.Abs(line.Quantity) > bought.Left(line.Sku!))
                draft.Errors.Add($"lines[{line.Position}].sku", bought.Quantities.ContainsKey(line.Sku!) ? "More of it comes back than was bought." : "It was never bought with that order.");
    }
}
