using System.Text;
using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Security;

/// <summary>Somebody who reaches a part of the customers, or whom their e-mails are hidden from, learns of the others by no
/// answer.</summary>
[Trait("Spec", "SEC-1")]
public abstract class HiddenCustomerTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : HiddenCustomerTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : HiddenCustomerTests(server), IClassFixture<PostgresServer>;

    private readonly string email = $"{Ids.Next():N}@hidden.example",
        name = $"Hidden {Ids.Next():N}";

    public static TheoryData<Scope, bool> Blind =>
        new()
        {
            { Scope.Own, false },
            { Scope.Branch, false },
            { Scope.All, true },
        };

    private Task<HttpClient> Somebody(Scope scope, bool masked) => masked ? Reaching(scope, Mask.ContactData) : Reaching(scope);

    private async Task<Guid> Theirs(string type = "individual", string? externalId = null) => (
            await Api.Post(
                "/api/customers?on_duplicate=create",
                new
                {
                    type,
                    display_name = name,
                    email,
                    external_id = externalId,
                }
            )
        ).Expect(201).Id;

    [Theory, MemberData(nameof(Blind))]
    public async Task A_duplicate_of_somebody_hidden_is_created_and_the_pair_goes_to_those_who_see_both(Scope scope, bool masked)
    {
        var (theirs, somebody) = (await Theirs(), await Somebody(scope, masked));

        var made = await somebody.Post(
            "/api/customers",
            new
            {
                type = "individual",
                display_name = name,
                email,
            }
        );

        Assert.Equal(201, made.Status);
        Tells(made, theirs);
        await Eventually(
            async () => (await Pairs(Api)).Any(p => p.Contains(made.Id.ToString()) && p.Contains(theirs.ToString())),
            "the pair waits"
        );
        Assert.DoesNotContain(await Pairs(somebody), pair => pair.Contains(theirs.ToString(), StringComparison.Ordinal));
        foreach (var path in new[] { $"/customers/{made.Id}", "/duplicates", $"/api/customers/{made.Id}/360" })
            Tells((await somebody.Get(path)).Expect(200), theirs);
    }

    [Theory, MemberData(nameof(Blind))]
    public async Task A_bulk_tells_of_nobody_hidden(Scope scope, bool masked)
    {
        var (theirs, somebody) = (await Theirs(), await Somebody(scope, masked));

        foreach (var way in new[] { "review", "skip", "merge" })
        {
            using var row = new StringContent(
                JsonSerializer.Serialize(
                    new
                    {
                        type = "individual",
                        display_name = name,
                        email,
                    }
                ),
                Encoding.UTF8,
                "application/x-ndjson"
            );
            var answer = (await somebody.Post($"/api/customers/bulk?on_duplicate={way}", row)).Expect(200);
            // Of those that this walk made itself it may hear.
            Tells(answer, theirs);
            Assert.Equal(0, answer["rejected"].GetInt32());
        }
    }

    [Theory, MemberData(nameof(Blind))]
    public async Task An_import_tells_of_nobody_hidden(Scope scope, bool masked)
    {
        var (theirs, somebody) = (await Theirs(), await Somebody(scope, masked));
        using var file = new MultipartFormDataContent
        {
            { new StringContent($"name,email,type\n{name},{email},individual\n"), "file", "a.csv" },
        };
        var import = (await somebody.Post("/api/imports", file)).Expect(201).Id;
        (await somebody.Post($"/api/imports/{import}/run", new { })).Expect(202);
        await Eventually(
            async () => (await somebody.Get($"/api/imports/{import}"))["state"].GetString() == "finished",
            "the import is over"
        );

        foreach (var path in new[] { $"/api/imports/{import}", $"/api/imports/{import}/rows", $"/imports/{import}" })
            if (await somebody.Get(path) is { Status: 200 } answer)
                Tells(answer, theirs);
        Assert.Equal(
            2,
            await Count(
                $"select count(*) from customers where organization_id = {Organization} and email_key = {email} and merged_into_id is null"
            )
        );
    }

    [Theory]
    [InlineData(Scope.Own), InlineData(Scope.Branch)]
    public async Task An_import_is_not_undone_at_a_customer_who_went_out_of_reach(Scope scope)
    {
        var (somebody, externalId) = (await Reaching(scope), $"X-{Ids.Next():N}");
        var known = (
            await somebody.Post(
                "/api/customers",
                new
                {
                    type = "individual",
                    display_name = "Known",
                    external_id = externalId,
                }
            )
        ).Expect(201).Id;
        using var file = new MultipartFormDataContent
        {
            {
                new StringContent($"external_id,name,email,type\n{externalId},Known,{email},individual\n,{name},,individual\n"),
                "file",
                "a.csv"
            },
        };
        var import = (await somebody.Post("/api/imports", file)).Expect(201).Id;
        (await somebody.Post($"/api/imports/{import}/run", new { })).Expect(202);
        await Eventually(
            async () => (await somebody.Get($"/api/imports/{import}"))["state"].GetString() == "finished",
            "the import is over"
        );
        // Without a trace on their timeline, so that their owner alone stands in the way.
        await Plainly(
            $"""
            update customers set owner_id = {Server.OwnerOf(Organization).Id}, branch_id = null
            where organization_id = {Organization} and (id = {known} or display_name = {name})
            """
        );

        (await somebody.Delete($"/api/imports/{import}")).Expect(200);

        Assert.Equal(email, (await Api.Get($"/api/customers/{known}"))["email"].GetString());
        Assert.Equal(1, await Count($"select count(*) from customers where organization_id = {Organization} and display_name = {name}"));
    }

    [Theory]
    [InlineData(Scope.Own), InlineData(Scope.Branch)]
    public async Task A_taken_external_id_says_only_that_it_is_taken(Scope scope)
    {
        var (externalId, somebody) = ($"X-{Ids.Next():N}", await Reaching(scope));
        var theirs = await Theirs(externalId: externalId);
        var mine = (await somebody.Post("/api/customers", new { type = "individual", display_name = "Mine" })).Expect(201).Id;
        using var row = new StringContent(
            JsonSerializer.Serialize(
                new
                {
                    type = "individual",
                    display_name = "Taken over",
                    external_id = externalId,
                }
            ),
            Encoding.UTF8,
            "application/x-ndjson"
        );

        Answer[] answers =
        [
            await somebody.Post(
                "/api/customers",
                new
                {
                    type = "individual",
                    display_name = "Another",
                    external_id = externalId,
                }
            ),
            await somebody.Patch($"/api/customers/{mine}", new { external_id = externalId }),
            await somebody.Post($"/api/customers/{mine}/external-ids", new { value = externalId }),
        ];

        Assert.All(answers, answer => Assert.Equal("external_id_taken", answer["code"].GetString()));
        foreach (var answer in answers.Append((await somebody.Post("/api/customers/bulk", row)).Expect(200)))
            Tells(answer, theirs);
        Assert.Equal(name, (await Api.Get($"/api/customers/{theirs}"))["display_name"].GetString());
    }

    [Theory]
    [InlineData(Scope.Own), InlineData(Scope.Branch)]
    public async Task Nobody_hidden_becomes_a_parent(Scope scope)
    {
        var (theirs, somebody) = (await Theirs("organization"), await Reaching(scope));
        var mine = (await somebody.Post("/api/customers", new { type = "organization", display_name = "Mine" })).Expect(201).Id;

        Answer[] answers =
        [
            await somebody.Patch($"/api/customers/{mine}", new { parent_id = theirs }),
            await somebody.Post(
                "/api/customers",
                new
                {
                    type = "organization",
                    display_name = "Below",
                    parent_id = theirs,
                }
            ),
            await somebody.Post(
                $"/api/customers/{mine}/relationships",
                new { to_customer_id = theirs, relationship_type = "parent_child" }
            ),
        ];

        Assert.All(answers, answer => Assert.InRange(answer.Status, 400, 499));
        Assert.All(answers, answer => Tells(answer, null));
        Assert.Equal(0, await Count($"select count(*) from customers where organization_id = {Organization} and parent_id = {theirs}"));
    }

    [Theory]
    [InlineData(Scope.Own), InlineData(Scope.Branch)]
    public async Task The_name_of_a_hidden_parent_is_withheld_in_every_answer(Scope scope)
    {
        var (theirs, somebody) = (await Theirs("organization"), await Reaching(scope));
        var mine = (await somebody.Post("/api/customers", new { type = "organization", display_name = "Mine" })).Expect(201).Id;
        var other = (await somebody.Post("/api/customers", new { type = "organization", display_name = "Other" })).Expect(201).Id;
        (await Api.Patch($"/api/customers/{mine}", new { parent_id = theirs })).Expect(200);
        await LogIsSealed();

        var told = new List<string>();
        foreach (
            var path in Routes
                .Of(Server.Node)
                .Where(r => r.Method is "" or "GET" && r.Needs.Count > 0 && r.Pattern.Contains("customers/{id"))
                .Where(r => r.Parameters.Count() == 1 || r.Pattern.EndsWith("/panels/{names}", StringComparison.Ordinal))
                .Select(r => r.Path(part => part == "names" ? "head,figures,timeline,relations,record" : mine.ToString()))
                .Append($"/api/customers/{other}/merges/preview?duplicate_ids={mine}")
                .Append($"/customers/{other}/merge?duplicates={mine}")
                .Append($"/api/customers/comparison?ids={mine},{other}")
                .Append("/api/customers")
        )
            if ((await somebody.Get(path)).Text.Contains(name, StringComparison.Ordinal))
                told.Add(path);
        foreach (
            var answer in new[]
            {
                await somebody.Patch($"/api/customers/{mine}", new { display_name = "Mine still" }),
                await somebody.Post(
                    $"/api/customers/{other}/relationships",
                    new { to_customer_id = mine, relationship_type = "parent_child" }
                ),
                await somebody.Post($"/api/customers/{other}/merges", new { duplicate_ids = new[] { mine } }),
            }
        )
            if (answer.Text.Contains(name, StringComparison.Ordinal))
                told.Add(answer.ToString());
        Nothing.In(told);
    }

    private async Task<List<string>> Pairs(HttpClient client) =>
        await client.Get("/api/duplicates?limit=200") is { Status: 200 } answer
            ? [.. answer["data"].EnumerateArray().Select(p => p.GetRawText())]
            : [];

    /// <summary>Neither the ID nor the name, which is sent by the caller itself where no ID is looked for.</summary>
    private void Tells(Answer answer, Guid? hidden)
    {
        if (hidden is { } id)
            Assert.DoesNotContain(id.ToString(), answer.Text, StringComparison.Ordinal);
        else
            Assert.DoesNotContain(name, answer.Text, StringComparison.Ordinal);
    }
}
