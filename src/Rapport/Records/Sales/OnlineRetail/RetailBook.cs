namespace Rapport.Records.Sales.OnlineRetail;

/// <summary>An invoice of one customer, with the order it takes back when that is one order.</summary>
internal sealed record RetailInvoice(string Number, string Customer, DateTimeOffset At, IReadOnlyList<RetailLine> Lines)
{
    public bool IsReturn => Lines[0].IsReturn;
    public string? Returns { get; set; }
}

/// <summary>
/// Puts the lines together: invoices of known customers in the order of time, what was taken back matched with what was bought, and a count
/// of every line.
/// </summary>
internal sealed class RetailBook
{
    private readonly Dictionary<(string Customer, string StockCode), List<Left>> bought = [];

    private sealed class Left(RetailInvoice order, decimal price, int quantity)
    {
        public RetailInvoice Order => order;
        public decimal Price => price;
        public int Quantity { get; set; } = quantity;
    }

    public RetailBook(IReadOnlyList<RetailLine> lines)
    {
        Anonymous = lines.Where(l => l.Customer is null).ToList();
        var seen = new HashSet<(string, string, string?, int, DateTimeOffset, decimal)>();
        Invoices =
        [
            .. lines
                .Where(l => l.Customer is not null)
                .GroupBy(l => (l.Invoice, l.Customer))
                .Select(g => new RetailInvoice(g.Key.Invoice, g.Key.Customer!, g.Min(l => l.At), [.. g]))
                .OrderBy(i => i.At)
                .ThenBy(i => i.Number, StringComparer.Ordinal),
        ];
        RepeatedLines = lines.Count(l =>
            l.Customer is not null && !seen.Add((l.Invoice, l.StockCode, l.Description, l.Quantity, l.At, l.UnitPrice))
        );
        foreach (var invoice in Invoices)
            Book(invoice);
    }

    public IReadOnlyList<RetailInvoice> Invoices { get; }
    public IReadOnlyList<RetailLine> Anonymous { get; }

    /// <summary>Lines equal to another of their invoice. They are kept: two of a thing may have been scanned one after the other.</summary>
    public int RepeatedLines { get; }
    public int MatchedReturnLines { get; private set; }

    /// <summary>Taken back without having been bought in the time of the file.</summary>
    public int UnmatchedReturnLines { get; private set; }

    /// <summary>Discounts, postage and fees taken back: no goods that anybody bought.</summary>
    public int OtherReturnLines { get; private set; }

    private void Book(RetailInvoice invoice)
    {
        if (invoice.IsReturn)
            TakeBack(invoice);
        else
            foreach (var line in invoice.Lines.Where(l => l.Quantity > 0))
            {
                if (!bought.TryGetValue((invoice.Customer, line.StockCode), out var list))
                    bought[(invoice.Customer, line.StockCode)] = list = [];
                list.Add(new Left(invoice, line.UnitPrice, line.Quantity));
            }
    }

    private void TakeBack(RetailInvoice invoice)
    {
        var orders = new HashSet<RetailInvoice?>();
        foreach (var line in invoice.Lines)
        {
            if (!line.IsGoods)
            {
                OtherReturnLines++;
                orders.Add(null);
            }
            else if (Matched(invoice, line, orders))
                MatchedReturnLines++;
            else
            {
                UnmatchedReturnLines++;
                orders.Add(null);
            }
        }
        // It names an order only when all of it was bought there, at that price: the rules between facts hold for it then.
        if (orders.Count == 1 && orders.Single() is { } order && Value(invoice) <= Value(order))
            invoice.Returns = order.Number;
    }

    /// <summary>From the latest purchase back; one at the same price goes before.</summary>
    private bool Matched(RetailInvoice invoice, RetailLine line, HashSet<RetailInvoice?> orders)
    {
        var wanted = -line.Quantity;
        if (wanted <= 0 || !bought.TryGetValue((invoice.Customer, line.StockCode), out var list) || list.Sum(l => l.Quantity) < wanted)
            return false;
        foreach (
            var left in list.AsEnumerable().Reverse().OrderByDescending(l => l.Price == line.UnitPrice && l.Quantity >= wanted).ToList()
        )
        {
            var taken = Math.Min(left.Quantity, wanted);
            if (taken == 0)
                continue;
            left.Quantity -= taken;
            wanted -= taken;
            orders.Add(left.Price == line.UnitPrice ? left.Order : null);
            if (wanted == 0)
                break;
        }
        return true;
    }

    private static decimal Value(RetailInvoice invoice) =>
        Math.Abs(Math.Round(invoice.Lines.Sum(l => l.Quantity * l.UnitPrice), 2, MidpointRounding.AwayFromZero));
}
