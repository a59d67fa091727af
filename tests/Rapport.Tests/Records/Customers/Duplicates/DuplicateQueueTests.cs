using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Rapport.Tests.Records.Customers.Duplicates;

/// <summary>Pairs that look alike, and what people decide on them.</summary>
[Trait("Spec", "CUS-7")]
public abstract class DuplicateQueueTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : DuplicateQueueTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : DuplicateQueueTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task A_pair_kept_apart_leaves_the_queue_and_can_be_decided_anew()
    {
        var (first, second, pair) = await Alike("Greta Lindqvist");

        (await Api.PostAsync($"/api/duplicates/{pair}/dismissal", null)).EnsureSuccessStatusCode();
        Assert.DoesNotContain(pair, await Queue());
        Assert.Contains(pair, await Queue("dismissed"));
        Assert.DoesNotContain(first, await Api.GetStringAsync($"/api/customers/{second}/duplicates"), StringComparison.Ordinal);

        (await Api.DeleteAsync($"/api/duplicates/{pair}/dismissal")).EnsureSuccessStatusCode();
        Assert.Contains(pair, await Queue());
    }

    [Fact]
    public async Task A_merged_pair_counts_as_right_and_one_kept_apart_as_wrong()
    {
        var (_, elsewhere) = await OtherOrganization();
        var (first, second, _) = await Alike("Ivo Marchetti", elsewhere);
        (
            await elsewhere.PostAsJsonAsync($"/api/customers/{first}/merges", new { duplicate_ids = new[] { second } })
        ).EnsureSuccessStatusCode();
        var (_, _, apart) = await Alike("Zora Nemcova", elsewhere);
        (await elsewhere.PostAsync($"/api/duplicates/{apart}/dismissal", null)).EnsureSuccessStatusCode();

        var step = (await elsewhere.GetFromJsonAsync<JsonElement>("/api/duplicates/quality")).EnumerateArray().First();

        Assert.Equal(1, step.GetProperty("merged").GetInt32());
        Assert.Equal(1, step.GetProperty("dismissed").GetInt32());
        Assert.Equal(0.5, step.GetProperty("precision").GetDouble());
        Assert.Equal(1, step.GetProperty("recall").GetDouble());
    }

    [Fact]
    public async Task Merging_many_needs_a_second_person_and_then_merges_each_pair_above()
    {
        var (organization, owner) = await OtherOrganization();
        var (_, younger, pair) = await Alike("Piet van der Berg", owner);
        var asked = await owner.PostAsJsonAsync("/api/mass-merges", new { min_probability = 0.9 });
        Assert.Equal(HttpStatusCode.Created, asked.StatusCode);
        var id = (await asked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();

        Assert.Equal(HttpStatusCode.Conflict, (await owner.PutAsync($"/api/mass-merges/{id}/approval", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await owner.PostAsJsonAsync("/api/mass-merges", new { min_probability = 0.95 })).StatusCode);
        var colleague = await As("admin", organization: organization);
        (await colleague.PutAsync($"/api/mass-merges/{id}/approval", null)).EnsureSuccessStatusCode();

        await Eventually(
            async () => (await owner.GetStringAsync("/api/mass-merges")).Contains("\"done\"", StringComparison.Ordinal),
            "the merge is done"
        );
        Assert.Contains(pair, await Queue("merged", owner));
        Assert.Equal(HttpStatusCode.MovedPermanently, (await owner.GetAsync($"/api/customers/{younger}")).StatusCode);
        Assert.Empty(await Queue("open", owner));
    }

    [Fact]
    public async Task A_mass_merge_of_unlikely_pairs_is_refused() =>
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await Api.PostAsJsonAsync("/api/mass-merges", new { min_probability = 0.5 })).StatusCode
        );

    [Fact]
    public async Task What_one_may_not_see_is_not_in_ones_queue()
    {
        var (_, _, pair) = await Alike("Hidden From Sales");
        var sales = await As("sales");

        Assert.DoesNotContain(pair, await Queue("open", sales));
    }

    /// <summary>Two customers with one e-mail address, and the pair they make.</summary>
    private async Task<(string First, string Second, string Pair)> Alike(string name, HttpClient? by = null)
    {
        by ??= Api;
        var person = new
        {
            type = "individual",
            display_name = name,
            email = $"{name.Replace(' ', '.').ToLowerInvariant()}@example.org",
            phone = "+44 20 7946 0018",
        };
        var first = await Id(await by.PostAsJsonAsync("/api/customers?on_duplicate=create", person));
        var second = await Id(await by.PostAsJsonAsync("/api/customers?on_duplicate=create", person));
        var pair = "";
        await Eventually(
            async () =>
                (
                    pair = (await Pairs("open", by)).FirstOrDefault(p =>
                        p.GetProperty("customers")
                            .EnumerateArray()
                            .All(c => c.GetProperty("id").GetString() is { } id && (id == first || id == second))
                    )
                        is { ValueKind: JsonValueKind.Object } found
                        ? found.GetProperty("id").GetString()!
                        : ""
                ).Length > 0,
            "the pair is found"
        );
        return (first, second, pair);
    }

    private static async Task<string> Id(HttpResponseMessage answer) =>
        (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;

    private async Task<List<string>> Queue(string status = "open", HttpClient? by = null) =>
        [.. (await Pairs(status, by ?? Api)).Select(p => p.GetProperty("id").GetString()!)];

    private static async Task<List<JsonElement>> Pairs(string status, HttpClient by) =>
        [.. (await by.GetFromJsonAsync<JsonElement>($"/api/duplicates?status={status}&limit=200")).GetProperty("data").EnumerateArray()];
}
