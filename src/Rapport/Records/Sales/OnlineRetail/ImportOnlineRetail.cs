using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Customers.Intake.Bulk;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Import;

namespace Rapport.Records.Sales.OnlineRetail;

/// <summary>
/// Takes the public Online Retail transactions in: customers, products, orders and returns, and an account of every line. Again it changes
/// nothing.
/// Data: Daqing Chen, Online Retail, UCI Machine Learning Repository (2015), CC BY 4.0.
/// </summary>
public sealed class ImportOnlineRetail(RapportDb db, TakeFacts take, TakeBulk takeCustomers, FactLoads loads, TimeProvider clock)
{
    private const string Currency = "GBP",
        Channel = "online";
    private readonly long[] results = new long[Enum.GetValues<FactResult>().Length];

    public async Task<RetailReconciliation> Run(Stream file, string fileName, Action<long, long>? progress, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        var rejected = new List<ReadRetailFile.Rejected>();
        var lines = ReadRetailFile.Run(file, rejected);
        var book = new RetailBook(lines);
        await AddCustomers(book, ct);
        var products = Products(lines).ToList();
        await Take(products, null, ct);
        await Take(book.Invoices.Select(Draft), count => progress?.Invoke(count, book.Invoices.Count), ct);
        var account = Account(lines, book, rejected, products.Count) with
        {
            Seconds = Math.Round(clock.GetElapsedTime(started).TotalSeconds, 3),
        };
        await loads.Keep("online_retail", fileName, JsonSerializer.Serialize(account, ApiJson.Options), ct);
        return account;
    }

    /// <summary>Only those whom nobody knows yet: what was changed here about the others stays.</summary>
    private async Task AddCustomers(RetailBook book, CancellationToken ct)
    {
        var unknown = new Dictionary<string, RetailInvoice>();
        foreach (var invoice in book.Invoices)
            unknown.TryAdd(invoice.Customer, invoice);
        foreach (var some in unknown.Keys.ToList().Chunk(2_000))
        foreach (
            var known in await db.Rows(
                $"""
                select value from external_ids where organization_id = {db.TenantId} and system = {Customers.ExternalId.DefaultSystem}
                  and {Sql.In("value", some)}
                """,
                row => row.Text(0),
                ct
            )
        )
            unknown.Remove(known);
        if (unknown.Count > 0)
            await takeCustomers.Run(Rows(unknown.Values), OnDuplicate.Create, ct);
    }

    private static async IAsyncEnumerable<BulkRow> Rows(IEnumerable<RetailInvoice> first)
    {
        var number = 0;
        foreach (var invoice in first)
            yield return await ValueTask.FromResult(
                new BulkRow(
                    ++number,
                    JsonSerializer.SerializeToElement(
                        new Dictionary<string, object>
                        {
                            ["type"] = "individual",
                            ["display_name"] = $"Customer {invoice.Customer}",
                            ["external_id"] = invoice.Customer,
                            ["status"] = "active",
                            ["registration_date"] = invoice.At.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                            ["tags"] = invoice.Lines[0].Country is { } country ? new[] { country } : [],
                        }
                    )
                )
            );
    }

    /// <summary>A product has the description that stands with its code most often, and the price it was last sold at.</summary>
    private static IEnumerable<FactDraft> Products(IEnumerable<RetailLine> lines) =>
        from line in lines
        where line.IsGoods
        group line by line.StockCode into same
        orderby same.Key
        let name = same.Where(l => l.Description is not null && l.UnitPrice > 0)
            .GroupBy(l => l.Description!)
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .FirstOrDefault()
            ?.Key
        let price = same.Where(l => l is { IsReturn: false, UnitPrice: > 0 }).MaxBy(l => l.Line)?.UnitPrice
        select new FactDraft(0, null)
        {
            Kind = FactKind.Of<Product>(),
            Type = "product",
            ExternalId = same.Key,
            Fact = new Product
            {
                ExternalId = same.Key,
                Sku = same.Key,
                Name = Cut(name ?? same.Key),
                PriceMinor = price is { } amount ? MinorUnits.Of(amount, Currency) : null,
                Currency = Currency,
            },
        };

    private static FactDraft Draft(RetailInvoice invoice)
    {
        var order = new Order
        {
            ExternalId = invoice.Number,
            Number = invoice.Number,
            Status = invoice.IsReturn ? OrderStatus.Returned : OrderStatus.Completed,
            OrderedAt = invoice.At,
            Currency = Currency,
            Channel = Channel,
            Returns = invoice.Returns,
            Lines =
            [
                .. invoice.Lines.Select(
                    (line, i) =>
                        new OrderLine
                        {
                            Position = i,
                            Sku = line.StockCode,
                            Description = Cut(line.Description ?? line.StockCode),
                            Quantity = line.Quantity,
                            UnitPrice = line.UnitPrice,
                            Category = line.IsGoods ? null : "Other",
                        }
                ),
            ],
        };
        return new FactDraft(0, null)
        {
            Kind = FactKind.Of<Order>(),
            Type = "order",
            ExternalId = invoice.Number,
            Fact = order,
            Customer = new CustomerName(null, invoice.Customer, null),
        };
    }

    private static string Cut(string text) => text.Length > 300 ? text[..300] : text;

    private async Task Take(IEnumerable<FactDraft> drafts, Action<long>? progress, CancellationToken ct)
    {
        var done = 0L;
        foreach (var some in drafts.Chunk(new BatchSize(1_000, 250).On(db)))
        {
            foreach (var outcome in await take.Run(some, new FactOptions(OnUnknownCustomer.Reject), ct))
                results[(int)outcome.Result]++;
            progress?.Invoke(done += some.Length);
        }
    }

    private RetailReconciliation Account(List<RetailLine> lines, RetailBook book, List<ReadRetailFile.Rejected> rejected, int products)
    {
        var (orders, returns) = (book.Invoices.Where(i => !i.IsReturn).ToList(), book.Invoices.Where(i => i.IsReturn).ToList());
        var taken = book.Invoices.SelectMany(i => i.Lines).ToList();
        return new RetailReconciliation
        {
            Lines = lines.Count + rejected.Count,
            Orders = orders.Count,
            Returns = returns.Count,
            Customers = book.Invoices.Select(i => i.Customer).Distinct().Count(),
            Products = products,
            OrderLines = orders.Sum(i => i.Lines.Count),
            ReturnLines = returns.Sum(i => i.Lines.Count),
            AnonymousLines = book.Anonymous.Count,
            Rejected = rejected.Count,
            MatchedReturnLines = book.MatchedReturnLines,
            UnmatchedReturnLines = book.UnmatchedReturnLines,
            OtherReturnLines = book.OtherReturnLines,
            RepeatedLines = book.RepeatedLines,
            FreeLines = taken.Count(l => l.UnitPrice == 0),
            OtherLines = taken.Count(l => !l.IsGoods),
            OrdersValue = Value(orders.SelectMany(i => i.Lines)),
            ReturnsValue = Value(returns.SelectMany(i => i.Lines)),
            AnonymousValue = Value(book.Anonymous),
            Created = results[(int)FactResult.Created],
            Updated = results[(int)FactResult.Updated],
            Unchanged = results[(int)FactResult.Unchanged],
            Refused = results[(int)FactResult.Rejected],
            FirstRejected = [.. rejected.Take(20).Select(r => $"line {r.Line}: {r.Reason}")],
        };
    }

    private static decimal Value(IEnumerable<RetailLine> lines) => lines.Sum(l => l.Quantity * l.UnitPrice);
}
