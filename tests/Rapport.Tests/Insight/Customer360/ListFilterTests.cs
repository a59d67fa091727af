using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Insight.Customer360;

/// <summary>Customers found by what they bought, are worth and belong to.</summary>
[Trait("Spec", "C360-15.5")]
public abstract class ListFilterTests(TestServer server) : Customer360Test(server)
{
    public sealed class OnSqlite(SqliteServer server) : ListFilterTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ListFilterTests(server), IClassFixture<PostgresServer>;

    private static readonly string[] Sorts =
    [
        "clv",
        "-clv",
        "orders",
        "-orders",
        "last_purchase",
        "-last_purchase",
        "registered",
        "-registered",
    ];

    private async Task<Answer> List(string query, HttpClient? by = null) => await (by ?? Api).Get("/api/customers?" + query);

    private async Task<List<string?>> Names(string query, HttpClient? by = null) =>
        Texts((await List(query, by)).Expect(200).Json, "data", "display_name");

    /// <summary>
    /// Buyer i has i orders of 100·i, the last i days ago, and was registered on the i-th of January; the last of them bought nothing and
    /// was never registered.
    /// </summary>
    private async Task<string> Buyers(int count)
    {
        var word = "Z" + $"{Ids.Next():N}"[^8..];
        for (var i = 0; i < count; i++)
        {
            var number = $"{word}-{i}";
            object customer =
                i == 0
                    ? new
                    {
                        display_name = $"{word} Buyer {i:D2}",
                        type = "individual",
                        external_id = number,
                        tags = new[] { word },
                    }
                    : new
                    {
                        display_name = $"{word} Buyer {i:D2}",
                        type = "individual",
                        external_id = number,
                        tags = new[] { word },
                        registration_date = $"2026-01-{i:D2}",
                    };
            (await Api.Post("/api/customers?on_duplicate=create", customer)).Expect(201);
            if (i > 0)
                await Taken([
                    .. Enumerable
                        .Range(0, i)
                        .Select(o =>
                            (object)
                                new
                                {
                                    type = "order",
                                    external_id = $"{number}-{o}",
                                    customer = new { external_id = number },
                                    number = NumberOf(word, $"{i}{o}"),
                                    status = "paid",
                                    ordered_at = DaysAgo(i + 10 * o),
                                    currency = "EUR",
                                    total = 100 * i,
                                }
                        ),
                ]);
        }
        return word;
    }

    /// <summary>Nothing like a name.</summary>
    private static string NumberOf(string word, string order) => new string([.. word.ToUpperInvariant().Reverse()]) + order;

    [Fact, Trait("Spec", "C360-15.1")]
    public async Task An_order_s_number_or_its_beginning_finds_the_customer()
    {
        var word = await Buyers(4);

        Assert.Equal([$"{word} Buyer 02"], await Names($"search={NumberOf(word, "21")}"));
        Assert.Equal([$"{word} Buyer 03"], await Names($"search={NumberOf(word, "3").ToLowerInvariant()}"));
        Assert.Empty(await Names($"search={NumberOf(word, "9")}"));
    }

    [Theory, Trait("Spec", "C360-15.1"), Trait("Spec", "CUS-10")]
    [InlineData("K7 {0}"), InlineData("k7{0}"), InlineData("K 7-{0}"), InlineData("K7.{0}")]
    public async Task A_plate_finds_whose_car_it_is_however_it_is_spaced(string written)
    {
        var (tail, name) = ($"{Ids.Next():N}"[^6..].ToUpperInvariant(), $"Karl {Ids.Next():N}");
        var (_, number) = await Customer(name);
        await Taken(
            new
            {
                type = "vehicle",
                external_id = $"{number}-v",
                customer = new { external_id = number },
                make = "Audi",
                model = "A4",
                plate = $"K7 {tail[..2]}-{tail[2..]}",
            }
        );

        string Written(string digits) =>
            Uri.EscapeDataString(string.Format(System.Globalization.CultureInfo.InvariantCulture, written, digits));

        Assert.Equal([name], await Names($"search={Written(tail)}"));
        Assert.Equal([name], await Names($"search={Written(tail[..5])}&type=individual"));
        Assert.Empty(await Names($"search={Uri.EscapeDataString($"7 {tail}")}"));
    }

    [Fact, Trait("Spec", "CUS-10")]
    public async Task The_beginning_of_a_VIN_finds_whose_car_it_is()
    {
        var name = $"Vivian {Ids.Next():N}";
        var (_, number) = await Customer(name);
        await Taken(
            new
            {
                type = "vehicle",
                external_id = $"{number}-v",
                customer = new { external_id = number },
                make = "Bus",
                model = "M8",
                vin = "1M8GDM9AXKP042788",
            }
        );

        Assert.Contains(name, await Names("search=1M8GDM9AXKP042788"));
        Assert.Contains(name, await Names("search=1m8gdm9axkp"));
        Assert.DoesNotContain(name, await Names("search=1M8GDM9AXKP042789"));
    }

    [Fact, Trait("Spec", "C360-15.3"), Trait("Spec", "C360-15.4")]
    public async Task Ranges_of_value_orders_purchase_and_registration_narrow_the_list()
    {
        var word = await Buyers(5);

        Assert.Equal([$"{word} Buyer 03", $"{word} Buyer 04"], await Names($"tag={word}&clv_min=900"));
        Assert.Equal([$"{word} Buyer 01", $"{word} Buyer 02"], await Names($"tag={word}&clv_min=100&clv_max=400"));
        Assert.Equal([$"{word} Buyer 02", $"{word} Buyer 03"], await Names($"tag={word}&orders_min=2&orders_max=3"));
        Assert.Equal(
            [$"{word} Buyer 02", $"{word} Buyer 03"],
            await Names($"tag={word}&registered_from=2026-01-02&registered_to=2026-01-03")
        );
        Assert.Equal(
            [$"{word} Buyer 01", $"{word} Buyer 02"],
            await Names($"tag={word}&last_purchase_from={DaysAgo(2.5):O}".Replace("+", "%2B"))
        );
        Assert.Equal(2, (await List($"tag={word}&clv_min=900&sort=-clv")).Expect(200)["total"].GetInt64());
        Refused(400, await List("clv_min=much"));
        Refused(400, await List("orders_min=-1"));
    }

    private static void Refused(int status, Answer answer) => Assert.True(answer.Status == status, answer.ToString());

    [Fact]
    public async Task Every_sort_pages_by_cursor_through_all_with_those_that_lack_the_value_last()
    {
        var word = await Buyers(7);
        // Whoever is made here is registered today; an import may not know.
        var last = $"{word} Buyer 00";
        await Plainly($"update customers set registered_on = null where organization_id = {Organization} and display_name = {last}");
        foreach (var sort in Sorts)
        {
            var seen = new List<string?>();
            for (string? cursor = ""; cursor is not null; )
            {
                var page = (await List($"tag={word}&sort={sort}&limit=2{(cursor.Length > 0 ? "&cursor=" + cursor : "")}")).Expect(200);
                seen.AddRange(Texts(page.Json, "data", "display_name"));
                cursor = page["next_cursor"].GetString();
            }
            var upwards = Enumerable.Range(1, 6).Select(i => $"{word} Buyer {i:D2}").ToList();
            if (sort is "-clv" or "-orders" or "last_purchase" or "-registered")
                upwards.Reverse();
            upwards.Insert(sort is "clv" or "orders" ? 0 : 6, $"{word} Buyer 00");
            Assert.True(upwards.SequenceEqual(seen), $"{sort}: {string.Join(", ", seen)}");
            Assert.Equal(upwards.Skip(2).Take(2), await Names($"tag={word}&sort={sort}&limit=2&page=2"));
        }
    }

    [Fact]
    public async Task A_row_carries_the_figures_of_its_customer()
    {
        var word = await Buyers(3);

        var row = (await List($"tag={word}&sort=-clv&limit=1")).Expect(200)["data"][0];

        Assert.Equal(
            (2, 400, "EUR", 0),
            (
                row.GetProperty("order_count").GetInt32(),
                row.GetProperty("lifetime_value").GetDecimal(),
                row.GetProperty("currency").GetString(),
                row.GetProperty("open_tickets").GetInt32()
            )
        );
        foreach (var field in new[] { "last_purchase_at", "tier", "points", "health", "churn_risk" })
            Assert.True(row.TryGetProperty(field, out _), field);
    }

    [Fact, Trait("Spec", "C360-15.2"), Trait("Spec", "C360-11.4")]
    public async Task A_segment_named_by_id_or_name_narrows_the_list()
    {
        var (id, _) = await Customer("Segment Member");
        var name = $"Regulars {Ids.Next():N}";
        var segment = (await Api.Post("/api/segments", new { name })).Expect(201).Id;
        (await Api.Post($"/api/segments/{segment}/members", new { customer_ids = new[] { id } })).Expect(200);

        Assert.Equal(["Segment Member"], await Names($"segment={segment}"));
        Assert.Equal(["Segment Member"], await Names($"segment={Uri.EscapeDataString(name.ToUpperInvariant())}&sort=-clv"));
        Assert.Empty(await Names("segment=nothing-of-the-kind"));
    }

    [Fact, Trait("Spec", "C360-19.3")]
    public async Task Who_may_not_read_purchases_neither_sees_nor_sorts_nor_filters_by_them()
    {
        var word = await Buyers(3);
        var key = $"role{Ids.Next():N}";
        await Change(
            (db, _) =>
                db.Add(
                    new Role(
                        key,
                        "Reader",
                        new Grants(new Dictionary<Permission, Scope> { [Permission.ReadCustomers] = Scope.All }, new HashSet<Mask>()),
                        false
                    )
                )
        );
        var reader = await Server.SignIn(Organization, await Server.AddUser(Organization, key));

        var row = (await List($"tag={word}&limit=1", reader)).Expect(200)["data"][0];

        Assert.Equal(JsonValueKind.Null, row.GetProperty("lifetime_value").ValueKind);
        Assert.Contains("lifetime_value", row.GetProperty("withheld").EnumerateArray().Select(w => w.GetString()));
        foreach (var query in new[] { "sort=-clv", "clv_min=1", "orders_min=1", "last_purchase_from=2026-01-01", "tier=Gold" })
            Refused(403, await List(query, reader));
        Assert.Empty(await Names($"search={NumberOf(word, "21")}", reader));
        await Taken(
            new
            {
                type = "vehicle",
                external_id = $"{word}-v",
                customer = new { external_id = $"{word}-1" },
                make = "Audi",
                model = "A4",
                plate = NumberOf(word, "77"),
            }
        );
        Assert.Equal([$"{word} Buyer 01"], await Names($"search={NumberOf(word, "77")}"));
        Assert.Empty(await Names($"search={NumberOf(word, "77")}", reader));
    }
}
