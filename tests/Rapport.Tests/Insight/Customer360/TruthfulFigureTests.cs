using System.Globalization;
using Rapport.Platform.Data;
using Rapport.Records.Loyalty.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Insight.Customer360;

/// <summary>Figures that would mislead whoever acts on them, and entries that are not for everybody.</summary>
public abstract class TruthfulFigureTests(TestServer server) : PageTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : TruthfulFigureTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : TruthfulFigureTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "C360-3.2"), Trait("Spec", "FCT-13")]
    public async Task The_average_is_of_the_purchases_in_its_own_currency()
    {
        var (id, number) = await Customer();
        object Order(string name, int total, string currency, int daysAgo) =>
            new
            {
                type = "order",
                external_id = $"{number}-{name}",
                customer = new { external_id = number },
                number = name,
                status = "paid",
                ordered_at = DaysAgo(daysAgo),
                currency,
                total,
            };
        await Taken(Order("a", 100, "EUR", 50), Order("b", 200, "EUR", 40), Order("c", 7, "USD", 20));

        var metrics = At(await View(id), "metrics");

        Assert.Equal(
            (3, 300, 150),
            (Number(metrics, "order_count"), Number(metrics, "net_revenue"), Number(metrics, "average_order_value"))
        );
        Assert.Equal(
            ("USD", 1, 7),
            (
                Text(metrics, "other_currencies.0.currency"),
                Number(metrics, "other_currencies.0.order_count"),
                Number(metrics, "other_currencies.0.net_revenue")
            )
        );
        SeesAll(await Read($"/customers/{id}"), "on average, and");
    }

    [Fact, Trait("Spec", "C360-3.3")]
    public async Task Two_purchases_on_one_day_do_not_make_a_customer_buy_every_zero_days()
    {
        var (id, number) = await Customer();
        await Taken([
            .. new[] { 90, 90, 60, 60 }.Select(
                (days, i) =>
                    (object)
                        new
                        {
                            type = "order",
                            external_id = $"{number}-{i}",
                            customer = new { external_id = number },
                            number = $"{i}",
                            status = "paid",
                            ordered_at = DaysAgo(days),
                            currency = "EUR",
                            total = 10,
                        }
            ),
        ]);

        var view = await View(id);

        Assert.Equal(10, Number(view, "metrics.purchase_frequency_days"));
    }

    [Theory, Trait("Spec", "C360-1.5")]
    [InlineData("individual", "shipping headquarters service billing", "billing")]
    [InlineData("organization", "shipping billing headquarters service", "headquarters")]
    [InlineData("organization", "billing other shipping service", "service")]
    [InlineData("individual", "headquarters other shipping", "shipping")]
    public async Task The_primary_address_stands_first_and_is_marked(string type, string addresses, string primary)
    {
        var (id, _) = await Customer(type: type);
        foreach (var word in addresses.Split(' '))
            (
                await Api.Post(
                    $"/api/customers/{id}/addresses",
                    new
                    {
                        address_type = word,
                        street_line_1 = $"1 {word} road",
                        city = "Leeds",
                        country = "GB",
                        is_default = true,
                    }
                )
            ).Expect(201);

        var profile = At(await View(id), "core_profile");

        Assert.Equal(
            (primary, Text(profile, "primary_address_id")),
            (Text(profile, "addresses.0.address_type"), Text(profile, "addresses.0.id"))
        );
        var panel = await Read($"/customers/{id}", "s-addresses");
        Assert.InRange(
            panel.IndexOf("Primary", StringComparison.Ordinal),
            panel.IndexOf($"1 {primary} road", StringComparison.Ordinal),
            panel.LastIndexOf(" road", StringComparison.Ordinal)
        );
    }

    [Fact, Trait("Spec", "C360-9.3"), Trait("Spec", "FCT-2")]
    public async Task An_invoice_that_is_paid_is_not_overdue()
    {
        var (id, number) = await Customer();
        var customer = new { external_id = number };
        await Taken(
            new
            {
                type = "invoice",
                external_id = $"{number}-i",
                customer,
                number = "1",
                issued_at = DaysAgo(60),
                due_at = DaysAgo(30),
                currency = "EUR",
                total = 100,
                status = "open",
            },
            new
            {
                type = "payment",
                external_id = $"{number}-p",
                customer,
                amount = 100,
                currency = "EUR",
                paid_at = DaysAgo(40),
                status = "succeeded",
                invoice = new { external_id = $"{number}-i" },
            }
        );

        var money = At(await View(id), "financial_summary");

        Assert.Equal(
            ("settled", 0, false),
            (Text(money, "payment_status"), Number(money, "overdue_invoices"), At(money, "recent_invoices.0.is_overdue").GetBoolean())
        );
    }

    [Fact, Trait("Spec", "C360-4.3")]
    public async Task Points_that_were_spent_before_others_were_earned_do_not_hide_that_these_lapse()
    {
        var (id, number) = await Customer();
        object Points(string name, int points, string reason, int daysAgo, int? lapsesIn = null) =>
            new
            {
                type = "loyalty_transaction",
                external_id = $"{number}-{name}",
                customer = new { external_id = number },
                points,
                reason,
                occurred_at = DaysAgo(daysAgo),
                expires_at = lapsesIn is { } days ? DaysAgo(-days) : (DateTimeOffset?)null,
            };
        await Taken(
            Points("old", 500, "earn", 300),
            Points("spent", -500, "spend", 200),
            Points("new", 100, "earn", 5, 10),
            Points("later", 50, "earn", 4, 40)
        );

        var loyalty = At(await View(id), "loyalty");

        Assert.Equal((150, 100), (Number(loyalty, "points"), Number(loyalty, "points_expiring_30_days")));
        Assert.NotNull(Text(loyalty, "next_expiry_at"));
    }

    [Fact, Trait("Spec", "C360-19.1"), Trait("Spec", "C360-19.4"), Trait("Spec", "C360-22")]
    public async Task Whoever_reads_purchases_of_their_own_customers_alone_reads_no_others_on_a_timeline()
    {
        var (id, number) = await Customer();
        var customer = new { external_id = number };
        await Taken(
            new
            {
                type = "order",
                external_id = $"{number}-o",
                customer,
                number = "1",
                status = "paid",
                ordered_at = DaysAgo(2),
                currency = "EUR",
                total = 10,
            },
            new
            {
                type = "ticket",
                external_id = $"{number}-t",
                customer,
                subject = "Noise",
                status = "open",
                priority = "low",
                opened_at = DaysAgo(1),
            },
            new
            {
                type = "note",
                external_id = $"{number}-n",
                customer,
                content = "Pays late",
                visibility = "all",
                is_pinned = true,
            }
        );
        var api = await Reader(
            new()
            {
                [Permission.ReadCustomers] = Scope.All,
                [Permission.ReadSupport] = Scope.All,
                [Permission.ReadSales] = Scope.Own,
                [Permission.ReadInteractions] = Scope.Branch,
            }
        );

        var view = await View(id, api);

        // That somebody became a customer is seen by all who see them.
        Assert.Equal(["customer.created", "ticket"], Texts(view, "timeline.data", "type").Where(t => t != "lifecycle.stage_changed"));
        Assert.Equal(["registered"], Texts(view, "lifecycle.milestones", "type"));
        Assert.Equal(
            ["customer.created", "ticket"],
            Texts((await api.Get($"/api/customers/{id}/timeline")).Expect(200).Json, "data", "type")
                .Where(t => t != "lifecycle.stage_changed")
        );
        (await api.Get($"/api/customers/{id}/engagement")).Expect(403);
        Assert.Empty(Texts((await api.Get($"/api/customers/{id}/timeline?type=order")).Expect(200).Json, "data", "type"));
    }

    [Fact, Trait("Spec", "CUS-8"), Trait("Spec", "C360-22")]
    public async Task A_fact_that_was_sent_again_while_its_customer_was_merged_goes_back_to_their_timeline()
    {
        var ((kept, _), (gone, number)) = (await Customer(), await Customer());
        object Order(string status) =>
            new
            {
                type = "order",
                external_id = $"{number}-o",
                customer = new { external_id = number },
                number = "B1",
                status,
                ordered_at = DaysAgo(2),
                currency = "EUR",
                total = 10,
            };
        await Taken(Order("paid"));
        var merge = (await Api.Post($"/api/customers/{kept}/merges", new { duplicate_ids = new[] { gone } })).Expect(201).Id;
        await Taken(Order("shipped"));

        (await Api.Delete($"/api/merges/{merge}")).Expect(200);

        Assert.Contains("Order B1 - shipped", await TimelineTitles(gone));
        Assert.DoesNotContain("Order B1 - shipped", await TimelineTitles(kept));
    }

    private async Task<HttpClient> Reader(Dictionary<Permission, Scope> scopes)
    {
        var key = $"role{Ids.Next():N}";
        await Change((db, _) => db.Add(new Role(key, "Reader", new Grants(scopes, new HashSet<Mask>()), false)));
        return await Server.SignIn(Organization, await Server.AddUser(Organization, key));
    }

    [Theory, Trait("Spec", "C360-4.3")]
    [InlineData("+500 -500 +100@10", 100)]
    [InlineData("+100@10 +100@20 -60", 140)]
    [InlineData("+100@-5 +50@10 -50", 0)]
    [InlineData("+100@-5 -100 +50@10", 50)]
    [InlineData("+30@10 +100 -40", 0)]
    [InlineData("-40 +30@10 +100@20", 90)]
    [InlineData("+100@31", 0)]
    public void The_first_to_lapse_are_the_first_that_are_spent(string ledger, int lapsing)
    {
        var now = new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);
        var movements = ledger
            .Split(' ')
            .Select(
                (word, i) =>
                    word.Split('@') is var parts
                        ? (
                            now.AddDays(-4 + i),
                            int.Parse(parts[0], CultureInfo.InvariantCulture),
                            parts.Length > 1 ? now.AddDays(int.Parse(parts[1], CultureInfo.InvariantCulture)) : (DateTimeOffset?)null
                        )
                        : default
            );

        Assert.Equal(lapsing, new PointsLeft(0, movements).Lapsing(now, now.AddDays(30)).Points);
    }
}
