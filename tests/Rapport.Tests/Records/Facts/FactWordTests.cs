using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rapport.Tests.Records.Facts;

/// <summary>The words of each kind are those that were agreed, no more and no fewer: in a bulk and over REST.</summary>
[Trait("Spec", "FCT-11")]
public abstract class FactWordTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : FactWordTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : FactWordTests(server), IClassFixture<PostgresServer>;

    [Theory]
    [InlineData("order", "status", "draft pending paid shipped delivered completed cancelled returned")]
    [InlineData("invoice", "status", "draft open paid overdue void")]
    [InlineData("payment", "status", "pending succeeded failed refunded partially_refunded")]
    [InlineData("payment_method", "method", "card bank wallet cash")]
    [InlineData("ticket", "status", "open pending on_hold resolved closed"), InlineData("ticket", "priority", "low normal high urgent")]
    [InlineData("appointment", "status", "requested confirmed done no_show cancelled")]
    [InlineData("service_visit", "status", "scheduled in_progress completed cancelled")]
    [InlineData("opportunity", "status", "open won lost paused"), InlineData("opportunity", "kind", "new expansion renewal")]
    [InlineData("survey_response", "survey", "csat nps ces"), InlineData("loyalty_transaction", "reason", "earn adjust referral")]
    [InlineData("campaign", "channel", "email sms push mail"), InlineData("session", "device", "mobile desktop tablet")]
    public async Task Each_agreed_word_is_taken_and_any_other_is_refused_by_name(string type, string field, string words)
    {
        var (id, customer) = await Customer();
        var sample = JsonSerializer
            .SerializeToNode(
                FactSamples.OneOfEach(customer).Single(f => JsonSerializer.SerializeToElement(f).GetProperty("type").GetString() == type)
            )!
            .AsObject();
        JsonObject With(string word, string name)
        {
            var fact = sample.DeepClone().AsObject();
            (fact[field], fact["external_id"]) = (word, $"{type}-{field}-{name}-{customer}");
            // What is not about the word must not decide.
            if (type is "payment" or "survey_response")
                foreach (var other in new[] { "invoice", "order", "ticket" })
                    fact.Remove(other);
            if (type == "payment" && !word.EndsWith("refunded", StringComparison.Ordinal))
                fact.Remove("refunded_amount");
            return fact;
        }

        var agreed = words.Split(' ');
        var (taken, _) = await Bulk([.. agreed.Select(word => With(word, word).ToJsonString())]);
        Assert.All(taken, row => Assert.True(ResultOf(row) == "created", row.ToString()));

        var wrong = new[] { "nonsense", agreed[0].ToUpperInvariant() + "!", "1", "" };
        var (refused, _) = await Bulk([.. wrong.Select((word, i) => With(word, $"w{i}").ToJsonString())]);
        Assert.All(refused, row => Assert.Equal(("rejected", field), (ResultOf(row), FaultsOf(row).Single())));
        Assert.NotEqual(default, id);
    }
}
