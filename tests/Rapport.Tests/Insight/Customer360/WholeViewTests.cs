using System.Text.Json;

namespace Rapport.Tests.Insight.Customer360;

/// <summary>What stands in the one answer that tells all of a customer.</summary>
[Trait("Spec", "C360-24")]
public abstract class WholeViewTests(TestServer server) : Customer360Test(server)
{
    public sealed class OnSqlite(SqliteServer server) : WholeViewTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : WholeViewTests(server), IClassFixture<PostgresServer>;

    private static readonly string[] Parts =
    [
        "core_profile",
        "contacts",
        "account",
        "lifecycle",
        "metrics",
        "financial_summary",
        "orders",
        "payments",
        "loyalty",
        "marketing",
        "support",
        "interactions",
        "opportunities",
        "field_service",
        "timeline",
        "notes",
        "tags",
        "behaviour",
        "segments",
        "health",
        "churn_risk",
        "withheld",
    ];

    [Fact]
    public async Task The_view_has_exactly_its_parts_and_those_without_data_are_null()
    {
        var (id, _) = await Customer("Nobody Yet");

        var view = await View(id);

        Assert.Equal(Parts.Order(), view.EnumerateObject().Select(p => p.Name).Order());
        Assert.Empty(view.GetProperty("withheld").EnumerateArray());
        Assert.Equal(
            new[]
            {
                "contacts",
                "account",
                "financial_summary",
                "orders",
                "payments",
                "loyalty",
                "marketing",
                "support",
                "interactions",
                "opportunities",
                "field_service",
                "notes",
                "tags",
                "behaviour",
                "segments",
            }.Order(),
            view.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Null).Select(p => p.Name).Order()
        );
    }

    [Fact, Trait("Spec", "C360-2.1"), Trait("Spec", "C360-2.2"), Trait("Spec", "C360-2.4"), Trait("Spec", "C360-2.5")]
    public async Task Orders_stand_newest_first_with_their_number_and_the_figures_of_all()
    {
        var orders = At(await View(await Shopper()), "orders");

        Assert.Equal(5, At(orders, "total").GetInt32());
        Assert.Equal(5, At(orders, "data").GetArrayLength());
        var dates = At(orders, "data").EnumerateArray().Select(o => o.GetProperty("ordered_at").GetDateTimeOffset()).ToList();
        Assert.Equal(dates.OrderDescending(), dates);
        Assert.Equal("returned", Text(orders, "data.0.status"));
        Assert.Equal(85, Number(orders, "data.1.total"));
        Assert.Equal(2, Number(orders, "data.1.item_count"));
        Assert.Equal(220, Number(orders, "total_revenue"));
        Assert.Equal(55, Number(orders, "average_order_value"));
    }

    [Fact, Trait("Spec", "C360-3.1"), Trait("Spec", "C360-3.2"), Trait("Spec", "C360-3.3"), Trait("Spec", "C360-3.4")]
    public async Task The_metrics_count_purchases_without_returns_and_take_off_what_was_given_back()
    {
        var metrics = At(await View(await Shopper()), "metrics");

        Assert.Equal(
            [
                "order_count",
                "gross_revenue",
                "refunded",
                "net_revenue",
                "average_order_value",
                "first_purchase_at",
                "last_purchase_at",
                "days_since_last_purchase",
                "purchase_frequency_days",
                "tenure_days",
                "lifetime_value",
                "currency",
            ],
            metrics.EnumerateObject().Select(m => m.Name)
        );
        Assert.Equal(
            (4, 220, 10, 210, 210, 55),
            (
                Number(metrics, "order_count"),
                Number(metrics, "gross_revenue"),
                Number(metrics, "refunded"),
                Number(metrics, "net_revenue"),
                Number(metrics, "lifetime_value"),
                Number(metrics, "average_order_value")
            )
        );
        Assert.Equal(
            (5, 10, 0),
            (Number(metrics, "days_since_last_purchase"), Number(metrics, "purchase_frequency_days"), Number(metrics, "tenure_days"))
        );
        Assert.Equal("GBP", Text(metrics, "currency"));
    }

    [
        Fact,
        Trait("Spec", "C360-4.1"),
        Trait("Spec", "C360-4.2"),
        Trait("Spec", "C360-4.3"),
        Trait("Spec", "C360-4.4"),
        Trait("Spec", "C360-4.5")
    ]
    public async Task Loyalty_shows_balance_progress_expiry_referrals_and_the_last_ten_movements()
    {
        var loyalty = At(await View(await Shopper()), "loyalty");

        Assert.Equal((640, 700), (Number(loyalty, "points"), Number(loyalty, "lifetime_points")));
        // A hundred points lapse within thirty days, of which sixty are spent already.
        Assert.Equal(40, Number(loyalty, "points_expiring_30_days"));
        Assert.Equal(1, Number(loyalty, "referral_count"));
        Assert.Equal(10, Text(loyalty, "referral_code")!.Length);
        Assert.Equal(10, At(loyalty, "transactions").GetArrayLength());
        Assert.Equal(-60, Number(loyalty, "transactions.0.points"));
        if (Text(loyalty, "tier") is null)
            return;
        Assert.Equal("Silver", Text(loyalty, "tier"));
        Assert.Equal(
            ("Gold", 800, 0.2),
            (Text(loyalty, "next_tier.name"), Number(loyalty, "next_tier.missing"), Number(loyalty, "next_tier.progress"))
        );
    }

    [Fact, Trait("Spec", "C360-5.1"), Trait("Spec", "C360-5.2"), Trait("Spec", "C360-5.3"), Trait("Spec", "C360-5.4")]
    public async Task Marketing_shows_the_last_ten_campaigns_and_what_came_of_them()
    {
        var marketing = At(await View(await Shopper()), "marketing");

        Assert.Equal(10, At(marketing, "campaigns").GetArrayLength());
        Assert.Equal((0.5, 0.0833), (Number(marketing, "open_rate"), Number(marketing, "click_rate")));
        Assert.Equal("Spring", Text(marketing, "last_clicked_campaign"));
        Assert.True(At(marketing, "last_opened_at").GetDateTimeOffset() > DaysAgo(48));
        Assert.Equal(
            ("not_given", "opted_out", "not_given"),
            (Text(marketing, "opt_ins.email"), Text(marketing, "opt_ins.sms"), Text(marketing, "opt_ins.push"))
        );
    }

    [Fact, Trait("Spec", "C360-6.1"), Trait("Spec", "C360-6.2"), Trait("Spec", "C360-6.4"), Trait("Spec", "C360-6.5")]
    public async Task Support_shows_tickets_newest_first_and_how_long_they_took()
    {
        var support = At(await View(await Shopper()), "support");

        Assert.Equal(["T2", "T1"], Texts(support, "data", "number"));
        Assert.True(At(support, "data.0.is_open").GetBoolean());
        Assert.False(At(support, "data.1.is_open").GetBoolean());
        Assert.Equal(
            (2, 1, 2, 10),
            (
                Number(support, "total"),
                Number(support, "open_tickets"),
                Number(support, "avg_response_time"),
                Number(support, "avg_resolution_time")
            )
        );
        Assert.Equal((4, 0.5), (Number(support, "satisfaction_score"), Number(support, "satisfied_share")));
    }

    [
        Fact,
        Trait("Spec", "C360-9.1"),
        Trait("Spec", "C360-9.2"),
        Trait("Spec", "C360-9.3"),
        Trait("Spec", "C360-9.4"),
        Trait("Spec", "C360-9.5")
    ]
    public async Task Payments_show_masked_methods_what_failed_and_the_totals()
    {
        var view = await View(await Shopper());
        var payments = At(view, "payments");

        Assert.Equal(
            ("•••• 4242", "4242", "2031-04", "card"),
            (
                Text(payments, "methods.0.number"),
                Text(payments, "methods.0.last4"),
                Text(payments, "methods.0.expiry"),
                Text(payments, "methods.0.type")
            )
        );
        Assert.True(At(payments, "methods.0.is_default").GetBoolean());
        Assert.Equal((3, 1), (Number(payments, "total"), Number(payments, "failed")));
        Assert.True(At(payments, "data.0.is_highlighted").GetBoolean());
        Assert.Equal((55, "GBP"), (Number(payments, "total_successful.0.amount"), Text(payments, "total_successful.0.currency")));
        Assert.Equal(0, At(payments, "total_refunded").GetArrayLength());
        var money = At(view, "financial_summary");
        Assert.Equal(
            (55, "open", 2),
            (Number(money, "outstanding_balance.0.amount"), Text(money, "payment_status"), At(money, "recent_invoices").GetArrayLength())
        );
        Assert.Equal(55, Number(money, "recent_invoices.0.outstanding"));
    }

    [
        Fact,
        Trait("Spec", "C360-10.1"),
        Trait("Spec", "C360-10.2"),
        Trait("Spec", "C360-10.3"),
        Trait("Spec", "C360-10.4"),
        Trait("Spec", "C360-10.5")
    ]
    public async Task Behaviour_shows_categories_sessions_devices_and_the_hours_of_buying()
    {
        var behaviour = At(await View(await Shopper()), "behaviour");

        Assert.Equal(["Lamps", "Rugs"], Texts(behaviour, "top_viewed_categories", "category"));
        Assert.Equal(["Lamps", "Kitchen"], Texts(behaviour, "top_purchased_categories", "category"));
        Assert.Equal((3, 200), (Number(behaviour, "total_sessions"), Number(behaviour, "avg_session_duration_seconds")));
        Assert.Equal(("mobile", 0.6667), (Text(behaviour, "devices.0.device"), Number(behaviour, "devices.0.share")));
        Assert.Equal("purchases", Text(behaviour, "preferred_times.of"));
        var (weekday, hour) = ((int)Number(behaviour, "preferred_times.weekday"), (int)Number(behaviour, "preferred_times.hour"));
        Assert.True(
            At(behaviour, "preferred_times.grid").EnumerateArray().Sum(d => d.EnumerateArray().Sum(h => h.GetInt32())) == 4
                && weekday is >= 1 and <= 7
                && hour is >= 0 and <= 23
        );
    }

    [Fact, Trait("Spec", "C360-1.1"), Trait("Spec", "C360-1.5"), Trait("Spec", "C360-7.1")]
    public async Task The_last_five_conversations_and_the_pipeline_stand_there()
    {
        var view = await View(await Shopper());

        Assert.Equal(["Call 1", "Call 2", "Call 3", "Call 4", "Call 5"], Texts(view, "interactions.last_5_interactions", "subject"));
        Assert.Equal(3, Number(view, "interactions.interaction_count_30d"));
        Assert.Equal(
            (1, 1000, 500, 0.5),
            (
                Number(view, "opportunities.open_opportunities"),
                Number(view, "opportunities.pipeline_value"),
                Number(view, "opportunities.weighted_value"),
                Number(view, "opportunities.win_rate")
            )
        );
        Assert.Equal("Wanda Shopper", Text(view, "core_profile.display_name"));
        Assert.True(At(view, "timeline.data").EnumerateArray().All(e => e.GetProperty("title").GetString()!.Length > 0));
        Assert.Empty(
            new[] { "registered", "first_purchase", "last_purchase", "last_interaction" }.Except(
                Texts(view, "lifecycle.milestones", "type")
            )
        );
    }
}
