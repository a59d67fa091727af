using System.Text.Json;
using System.Text.Json.Nodes;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;
using Rapport.Tests.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Security;

/// <summary>
/// Every field of every body that names another record is given one that is out of reach, by somebody who may write all of their own.
/// </summary>
[Trait("Spec", "SEC-1")]
public abstract class ReferenceTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : ReferenceTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ReferenceTests(server), IClassFixture<PostgresServer>;

    [Theory]
    [InlineData(Scope.Own), InlineData(Scope.Branch)]
    public async Task No_field_takes_a_record_out_of_reach(Scope scope)
    {
        var theirs = await (await OneOfEach.In(Server, Organization, Api)).References();
        var walker = await Reaching(scope);
        var (mine, samples) = (await OneOfEach.In(Server, Organization, walker, $"{Ids.Next():N}"), await ApiSamples.Of(Api));

        var (taken, tried) = (new List<string>(), 0);
        foreach (var route in Routes.Of(Server.Node).Where(r => r.IsApi && !r.IsOpen && r.Method is "POST" or "PUT" or "PATCH"))
        {
            if (samples.BodyOf(route) is not JsonObject body || await mine.PathOf(route) is not { } path)
                continue;
            foreach (var field in body.Select(p => p.Key).Where(f => f != "id" && OneOfEach.IsReference(f)))
            foreach (var (table, id) in theirs)
            {
                tried++;
                var reaching = body.DeepClone().AsObject();
                reaching[field] = field.EndsWith("ids", StringComparison.Ordinal) ? new JsonArray(id) : id;
                if (reaching.ContainsKey("related_type"))
                    reaching["related_type"] = FactKind.All.FirstOrDefault(k => k.Table == table)?.Type ?? table.TrimEnd('s');
                if (
                    await walker.Ask(HttpMethod.Parse(route.Method), path, reaching) is { Status: >= 200 and < 300 } answer
                    && !IsCounted(route, answer)
                )
                    taken.Add($"{route} with {field} of {table}: {answer}");
            }
        }

        Nothing.In(taken);
        Assert.True(tried > 200, $"Only {tried} references were tried.");
    }

    [Theory]
    [InlineData(Scope.Own), InlineData(Scope.Branch)]
    public async Task No_fact_names_a_fact_out_of_reach(Scope scope)
    {
        var (theirs, number) = await Customer("Out of reach");
        Assert.All((await Bulk([.. FactSamples.OneOfEach(number, theirs)])).Rows, row => Assert.Equal("created", ResultOf(row)));
        var walker = await Reaching(scope);
        var mine = (await walker.Post("/api/customers", new { type = "individual", display_name = "Within reach" })).Expect(201).Id;

        var taken = new List<string>();
        foreach (var fact in FactSamples.OneOfEach(number, mine))
        {
            var body = JsonSerializer.SerializeToNode(fact, ApiJson.Options)!.AsObject();
            var kind = FactKind.Named(body["type"]!.ToString())!;
            foreach (var field in kind.Fields.Where(f => f.RefersTo is { } to && FactKind.Named(to)!.IsOfCustomer))
            {
                var target = FactKind.Named(field.RefersTo!)!;
                var id = (
                    await Plain(c =>
                        c.Rows(
                            $"select id from {Sql.Raw(target.Table)} where organization_id = {Organization} and customer_id = {theirs}",
                            row => row.Id(0),
                            default
                        )
                    )
                )[0];
                foreach (
                    var name in new JsonObject[]
                    {
                        new() { ["external_id"] = $"{target.Type}-{number}" },
                        new() { ["id"] = id },
                    }
                )
                {
                    var reaching = body.DeepClone().AsObject();
                    foreach (var other in kind.Fields.Where(f => f.RefersTo is not null))
                        reaching.Remove(other.Name);
                    (reaching["external_id"], reaching[field.Name]) = ($"{Ids.Next():N}", name);
                    var (rows, _) = await BulkText(reaching.ToJsonString(), "", walker);
                    if (ResultOf(rows[0]) != "rejected")
                        taken.Add($"{kind.Type}.{field.Name} in a bulk: {rows[0]}");
                    if (await walker.Post($"/api/{kind.Route}", reaching) is { Status: < 400 } answer)
                        taken.Add($"{kind.Type}.{field.Name}: {answer}");
                }
            }
        }
        Nothing.In(taken);
    }

    /// <summary>Of an action on many, those out of reach are counted as left alone.</summary>
    private static bool IsCounted(Route route, Answer answer) =>
        (route.Pattern.EndsWith("/actions", StringComparison.Ordinal) || route.Pattern.EndsWith("-actions", StringComparison.Ordinal))
        && answer.Json.TryGetProperty("changed", out var done)
        && done.GetInt32() == 0;
}
