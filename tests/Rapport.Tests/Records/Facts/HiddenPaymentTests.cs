using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Facts;

/// <summary>Whoever payments are hidden from writes none: not one by one, not in a bulk, not over what is there.</summary>
[Trait("Spec", "C360-19")]
public abstract class HiddenPaymentTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : HiddenPaymentTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : HiddenPaymentTests(server), IClassFixture<PostgresServer>;

    [Theory, InlineData("invoices", "invoice"), InlineData("payments", "payment"), InlineData("payment-methods", "payment_method")]
    public async Task A_role_without_payment_data_writes_none_by_any_way(string route, string type)
    {
        var (id, customer) = await Customer();
        var fact = FactSamples.OneOfEach(customer, id).Single(f => FactTypeOf(f) == type);
        var path = $"/api/{route}/{(await Api.Post($"/api/{route}", fact)).Expect(201).Id}";
        var key = $"bookless_{Ids.Next():N}"[..30];
        await Change((db, _) => db.Add(new Role(key, key, Grants.All with { Masks = new HashSet<Mask> { Mask.PaymentData } }, false)));
        var api = await As(key);
        var before = await Count($"select count(*) from {Sql.Raw(route.Replace('-', '_'))} where version = 1");

        foreach (
            var answer in new[]
            {
                await api.Post($"/api/{route}", fact),
                await api.Put(path, fact),
                await api.Patch(path, new { }),
                await api.Delete(path),
                await api.Get(path),
                await api.Get($"/api/{route}"),
            }
        )
            Assert.Equal((403, "billing.payment_data"), (answer.Status, answer["permission"].GetString()));
        var (rows, tally) = await BulkText(
            string.Join(
                '\n',
                new[]
                {
                    Json(fact),
                    $$"""{"type": "{{type}}", "external_id": "{{type}}-{{customer}}", "deleted": true}""",
                    $$"""{"type": "ticket", "external_id": "T-{{customer}}", "customer": {"id": "{{id}}"}"""
                        + """, "subject": "Noise", "status": "open", "priority": "low", "opened_at": "2026-03-01T10:00:00Z"}""",
                }
            ),
            api: api
        );
        Assert.Equal(["rejected", "rejected", "created"], rows.Select(ResultOf));
        Assert.Equal(["type"], FaultsOf(rows[0]));
        Assert.Equal(2, tally.GetProperty("rejected").GetInt32());
        Assert.Equal(before, await Count($"select count(*) from {Sql.Raw(route.Replace('-', '_'))} where version = 1"));
    }

    [Fact, Trait("Spec", "SEC-1")]
    public async Task What_is_masked_does_not_stand_in_the_menu()
    {
        Assert.Contains("href=\"/invoices\"", (await Api.Get("/customers")).Expect(200).Text, StringComparison.Ordinal);
        var seen = (await (await As("viewer")).Get("/customers")).Expect(200).Text;
        Assert.DoesNotContain("href=\"/invoices\"", seen, StringComparison.Ordinal);
        Assert.Contains("href=\"/orders\"", seen, StringComparison.Ordinal);
    }

    private static string Json(object fact) => System.Text.Json.JsonSerializer.Serialize(fact, Rapport.Platform.Http.ApiJson.Options);

    private static string FactTypeOf(object fact) => (string)fact.GetType().GetProperty("type")!.GetValue(fact)!;
}
