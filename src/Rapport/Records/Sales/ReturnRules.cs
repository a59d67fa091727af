using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;

namespace Rapport.Records.Sales;

/// <summary>Nobody brings back what was never bought, or more of it than is left.</summary>
internal sealed class ReturnRules(RapportDb db) : IntakeRules
{
    private sealed class Bought(Guid customer, string currency, long total, Dictionary<string, decimal> quantities)
    {
        public Guid Customer { get; private set; } = customer;
        public string Currency { get; private set; } = currency;
        public long Total { get; private set; } = total;
        public Dictionary<string, decimal> Quantities { get; private set; } = quantities;

        /// <summary>What orders have brought back of it.</summary>
        public long Returned { get; set; }
        public Dictionary<string, decimal> Back { get; } = [];

        public decimal Left(string sku) => Quantities.GetValueOrDefault(sku) - Back.GetValueOrDefault(sku);

        /// <summary>The order is another now; what came back of it did.</summary>
        public void Become(Order order) =>
            (Customer, Currency, Total, Quantities) = (order.CustomerId, order.Currency, order.TotalMinor, QuantitiesOf(order));

        public void Take(Back back, int sign)
        {
            Returned += sign * back.Total;
            foreach (var (sku, quantity) in back.Quantities)
                Back[sku] = Back.GetValueOrDefault(sku) + sign * quantity;
        }
    }

    private sealed record Back(Bought Of, long Total, Dictionary<string, decimal> Quantities);

    private readonly Dictionary<string, Bought> orders = [];
    private readonly ProvisionalTotals<Back> returned = new(b => b.Of.Take(b, 1), b => b.Of.Take(b, -1));

    public override FactKind Kind { get; } = FactKind.Of<Order>();

    public override async Task Prepare(
        IReadOnlyList<FactDraft> drafts,
        IReadOnlyDictionary<string, FactCustomer> owners,
        CancellationToken ct
    )
    {
        orders.Clear();
        returned.Clear();
        var written = drafts.Select(d => d.ExternalId).OfType<string>().ToHashSet();
        foreach (var some in drafts.Select(d => (d.Fact as Order)?.Returns).OfType<string>().Distinct().Chunk(500))
        {
            var ids = new Dictionary<Guid, Bought>();
            foreach (
                var (externalId, id, bought) in await db.Rows(
                    $"""
                    select external_id, id, customer_id, currency, total_minor from orders
                    where organization_id = {db.TenantId} and {Sql.In("external_id", some)}
                    """,
                    row => (row.Text(0), row.Id(1), new Bought(row.Id(2), row.Text(3), row.Long(4), [])),
                    ct
                )
            )
                orders[externalId] = ids[id] = bought;
            foreach (var (id, sku, quantity) in await Lines(ids.Keys, ct))
                ids[id].Quantities[sku] = quantity;
            await LoadReturns(some, [.. ids.Values.Select(b => b.Customer).Distinct()], written, ct);
        }
    }

    /// <summary>What came back already. They are sought among their customers' orders, for which there is an index.</summary>
    private async Task LoadReturns(string[] named, Guid[] customers, HashSet<string> written, CancellationToken ct)
    {
        var found = new Dictionary<Guid, (string ExternalId, Back Back)>();
        foreach (
            var (order, id, externalId, total) in await db.Rows(
                $"""
                select returns_ref, id, external_id, total_minor from orders
                where organization_id = {db.TenantId} and {Sql.In("customer_id", customers)} and {Sql.In(
                    "returns_ref",
                    named
                )} and status not in ('draft', 'cancelled')
                """,
                row => (row.Text(0), row.Id(1), row.Text(2), row.Long(3)),
                ct
            )
        )
            if (orders.TryGetValue(order, out var bought))
                found[id] = (externalId, new Back(bought, Math.Abs(total), []));
        foreach (var some in found.Keys.Chunk(500))
        foreach (var (id, sku, quantity) in await Lines(some, ct))
            found[id].Back.Quantities[sku] = Math.Abs(quantity);
        foreach (var (externalId, back) in found.Values)
        {
            if (written.Contains(externalId))
                returned.SetAside(externalId, back);
            else
                back.Of.Take(back, 1);
        }
    }

    private Task<List<(Guid, string, decimal)>> Lines(IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        db.Rows(
            $"""
            select fact_id, sku, sum(quantity) from order_lines
            where organization_id = {db.TenantId} and {Sql.In("fact_id", ids)} and sku is not null group by fact_id, sku
            """,
            row => (row.Id(0), row.Text(1), row.DecimalOrNull(2)!.Value),
            ct
        );

    public override bool Knows(string externalId) => returned.IsAside(externalId, out _);

    public override void Lift(string externalId) => returned.Lift(externalId);

    public override void Restore(string externalId) => returned.Restore(externalId);

    public override bool TakesFromOthers(Fact fact) => fact is Order { Returns: not null };

    public override void Check(Fact fact, Errors errors)
    {
        var order = (Order)fact;
        if (order.Returns == order.ExternalId)
            errors.Add("returns", "An order cannot return itself.");
        else if (order.Returns is not null && orders.TryGetValue(order.Returns, out var bought))
            CheckReturn(order, bought, errors);
    }

    private static void CheckReturn(Order order, Bought bought, Errors errors)
    {
        if (bought.Customer != order.CustomerId)
            errors.Add("returns", "That order is another customer's.");
        else if (bought.Currency != order.Currency)
            errors.Add("currency", $"The order it returns is in {bought.Currency}.");
        else if (Math.Abs(order.TotalMinor) > bought.Total - bought.Returned)
            errors.Add(
                "total",
                "It is more than is left of what was paid: "
                    + $"{MinorUnits.Shown(Math.Max(0, bought.Total - bought.Returned), bought.Currency)}."
            );
        if (bought.Quantities.Count == 0)
            return;
        foreach (var line in order.Lines.Where(l => l.Sku is not null))
            if (Math.Abs(line.Quantity) > bought.Left(line.Sku!))
                errors.Add(
                    $"lines[{line.Position}].sku",
                    bought.Quantities.ContainsKey(line.Sku!)
                        ? "More of it comes back than was bought."
                        : "It was never bought with that order."
                );
    }

    public override void Count(string externalId, Fact? fact)
    {
        var order = (Order?)fact;
        if (
            order?.Returns is { } returns
            && order.Status is not (OrderStatus.Draft or OrderStatus.Cancelled)
            && orders.TryGetValue(returns, out var bought)
        )
            returned.Count(
                externalId,
                new Back(bought, Math.Abs(order.TotalMinor), QuantitiesOf(order).ToDictionary(q => q.Key, q => Math.Abs(q.Value)))
            );
        else
            returned.Drop(externalId);
        if (order is null)
            return;
        if (orders.TryGetValue(externalId, out var known))
            known.Become(order);
        else
            orders[externalId] = new Bought(order.CustomerId, order.Currency, order.TotalMinor, QuantitiesOf(order));
    }

    private static Dictionary<string, decimal> QuantitiesOf(Order order) =>
        order.Lines.Where(l => l.Sku is not null).GroupBy(l => l.Sku!).ToDictionary(g => g.Key, g => g.Sum(l => l.Quantity));
}
