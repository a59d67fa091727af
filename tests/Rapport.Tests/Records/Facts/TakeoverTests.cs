using System.Text.Json;
using System.Text.Json.Nodes;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Facts;

/// <summary>A fact is found by its external ID: whose it is must be within reach, not only whose it would become.</summary>
[Trait("Spec", "SEC-1")]
public abstract class TakeoverTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : TakeoverTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : TakeoverTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task A_role_that_reaches_its_own_customers_takes_over_no_fact_of_another()
    {
        var (theirs, number) = await Customer("Out of reach");
        var facts = FactSamples.OneOfEach(number, theirs).ToList();
        Assert.All((await Bulk([.. facts])).Rows, row => Assert.Equal("created", ResultOf(row)));
        var key = $"own_{Ids.Next():N}"[..30];
        var grants = new Grants(Grants.All.Scopes.Keys.ToDictionary(p => p, _ => Scope.Own), new HashSet<Mask>());
        await Change((db, _) => db.Add(new Role(key, key, grants, false)));
        var walker = await As(key);
        var mine = (await walker.Post("/api/customers", new { type = "individual", display_name = "Within reach" })).Expect(201).Id;

        var taken = new List<string>();
        foreach (var fact in facts)
        {
            var body = JsonSerializer.SerializeToNode(fact, ApiJson.Options)!.AsObject();
            var kind = FactKind.Named(body["type"]!.ToString())!;
            if (!kind.IsOfCustomer)
                continue;
            body["customer"] = new JsonObject { ["id"] = mine.ToString() };
            var (rows, _) = await BulkText(body.ToJsonString(), "", walker);
            if (ResultOf(rows[0]) != "rejected")
                taken.Add($"{kind.Type} in a bulk: {rows[0]}");
            if (!kind.HasOwnRoutes && (await walker.Post($"/api/{kind.Route}", body)).Status != 403)
                taken.Add($"{kind.Type} by itself");
            if (await Count($"select count(*) from {Sql.Raw(kind.Table)} where customer_id = {mine}") > 0)
                taken.Add($"{kind.Type} is another's now");
        }

        Nothing.In(taken);
    }
}
