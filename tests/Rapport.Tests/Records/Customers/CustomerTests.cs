using Rapport.Platform.Data;

namespace Rapport.Tests.Records.Customers;

/// <summary>Customers over the API: made, opened, edited by several at once, listed, archived; with names as the world has them.</summary>
public abstract class CustomerTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : CustomerTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : CustomerTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "CUS-1"), Trait("Spec", "PLT-3"), Trait("Spec", "PLT-4")]
    public async Task A_customer_is_made_opened_edited_archived_and_restored_each_with_its_event_and_entry()
    {
        var made = (
            await Api.Post(
                "/api/customers",
                new
                {
                    type = "organization",
                    display_name = "Analytical Engines",
                    phone = "030 1234567",
                    preferred_language = "de",
                    account = new { legal_name = "Analytical Engines Ltd" },
                }
            )
        ).Expect(201);
        var path = $"/api/customers/{made.Id}";
        Assert.Equal(path, made.Headers.Location!.ToString());
        Assert.Equal(('7', made.Id), (made.Id.ToString()[14], (await Api.Get(path)).Id));
        Assert.EndsWith("Z", Text(made.Json, "created_at"), StringComparison.Ordinal);

        var edited = await Api.Patch(path, new { display_name = "Difference Engines" });
        Assert.Equal(("Difference Engines", "de"), (Text(edited.Json, "display_name"), Text(edited.Json, "preferred_language")));
        Done(
            await Api.Put(
                path,
                new
                {
                    type = "organization",
                    display_name = "Difference Engines",
                    preferred_language = (string?)null,
                }
            )
        );
        Assert.Equal(
            (null, "030 1234567"),
            ((await Api.Get(path)).Json is var now ? (Text(now, "preferred_language"), Text(now, "phone")) : default)
        );

        Done(await Api.Delete(path), 204);
        Assert.NotNull(Text((await Api.Get(path)).Json, "archived_at"));
        Assert.False(await Finds("difference", made.Id));
        Assert.True(await Finds("difference", made.Id, archived: true));
        Refused(409, await Api.Patch(path, new { display_name = "Too late" }), "archived");
        Done(await Api.Post($"{path}/restoration"));
        Assert.True(await Finds("difference", made.Id));
        Assert.Equal(
            ["customer.created", "customer.updated", "customer.updated", "customer.archived", "customer.restored"],
            await Log(made.Id)
        );
    }

    [Fact, Trait("Spec", "PLT-10")]
    public async Task A_hundred_equal_creates_under_one_key_make_one_customer_and_tell_all_of_it()
    {
        var body = new { type = "individual", display_name = $"Once {Ids.Next():N}" };
        var key = Ids.Next().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Api.Post("/api/customers", body, ("Idempotency-Key", key))));

        Assert.All(answers, answer => Done(answer, 201));
        Assert.Single(answers.Select(a => (a.Id, a.Text)).Distinct());
        Assert.Equal(
            1,
            await Count($"select count(*) from customers where organization_id = {Organization} and display_name = {body.display_name}")
        );
        Assert.True(
            (await Api.Post("/api/customers", new { type = "individual", display_name = "Another" }, ("Idempotency-Key", key))).Status
                is 409
                    or 422
        );
        Assert.Single(await Log(answers[0].Id));
    }

    [Fact, Trait("Spec", "CUS-7")]
    public async Task Of_ten_equal_creates_at_once_one_makes_the_customer_and_the_others_are_told_of_it()
    {
        for (var round = 0; round < 3; round++)
        {
            var fields = new
            {
                type = "individual",
                display_name = $"Joan Clarke {round}",
                email = $"joan{round}@example.com",
                phone = $"+44 20 7946 09{round}8",
            };
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Api.Post("/api/customers", fields)));

            Assert.Equal([201, .. Enumerable.Repeat(409, 9)], answers.Select(a => a.Status).Order());
            Assert.All(answers.Where(a => a.Status == 409), a => Assert.Equal("possible_duplicate", a["code"].GetString()));
        }
    }

    [Fact, Trait("Spec", "PLT-10")]
    public async Task Of_twenty_edits_of_one_version_one_wins_and_the_others_are_told()
    {
        var made = (await Api.Post("/api/customers?on_duplicate=create", new { type = "individual", display_name = "Contended" })).Expect(
            201
        );
        var path = $"/api/customers/{made.Id}";
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i => Api.Patch(path, new { display_name = $"Contended {i}" }, ("If-Match", made.Headers.ETag!.Tag)))
        );

        var won = answers.Single(a => a.Status == 200);
        Assert.All(answers.Where(a => a.Status != 200), answer => Refused(412, answer, "stale"));
        Assert.Equal(Text(won.Json, "display_name"), Text((await Api.Get(path)).Json, "display_name"));
        Assert.Equal(2, (await Log(made.Id)).Count);
    }

    [Theory, Trait("Spec", "PLT-9"), Trait("Spec", "CUS-10")]
    [
        InlineData("محمد بن سلمان", "سلمان"),
        InlineData("דוד בן־גוריון", "גוריון"),
        InlineData("Zoë 🚗💨 O’Brien-Müller", "muller"),
        InlineData("👩‍👩‍👧‍👦 Family Garage", "garage"),
        InlineData("李小龍", "李小"),
        InlineData("Ñandú Ærøskøbing", "nandu"),
        InlineData("Straße & Söhne", "sohne"),
        InlineData("\u202eevil\u202c name", "evil")
    ]
    public async Task Any_script_and_emoji_are_kept_to_the_letter_and_found(string name, string by)
    {
        var id = await Customer(name);

        Assert.Equal(name, Text((await Api.Get($"/api/customers/{id}")).Json, "display_name"));
        Assert.True(await Finds(by, id), $"“{by}” does not find {name}");
        Assert.Contains(
            name.EnumerateRunes().First(r => r.Value > 0x7f).ToString(),
            System.Net.WebUtility.HtmlDecode((await Api.Get($"/customers/{id}")).Expect(200).Text),
            StringComparison.Ordinal
        );
    }

    [Fact, Trait("Spec", "PLT-9")]
    public async Task A_name_of_ten_thousand_letters_is_refused_by_field_and_one_of_the_longest_is_kept()
    {
        foreach (var name in new[] { new string('x', 10_000), string.Concat(Enumerable.Repeat("🚗", 10_000)), "", "   ", "a\u0000b" })
        {
            var answer = await Api.Post("/api/customers", new { type = "individual", display_name = name });
            Assert.True(answer.Status is 400 or 422, answer.ToString());
            Assert.Contains("display_name", answer.Text, StringComparison.Ordinal);
        }
        var longest = string.Concat(Enumerable.Repeat("Wolfe", 40));
        Assert.Equal(longest, Text((await Api.Get($"/api/customers/{await Customer(longest)}")).Json, "display_name"));
    }

    [Theory, Trait("Spec", "PLT-9")]
    [InlineData("0001-01-01"), InlineData("9999-12-31")]
    public async Task A_year_that_cannot_be_meant_is_refused_wherever_a_customer_has_a_date(string day)
    {
        var (id, other) = (await Customer("Dated"), await Customer("Dated too"));
        Refused(422, await Api.Patch($"/api/customers/{id}", new { registration_date = day }), field: "registration_date");
        foreach (var field in new[] { "contract_start", "contract_end", "contract_renewal" })
            Refused(
                422,
                await Api.Patch($"/api/customers/{id}", new { account = new Dictionary<string, string> { [field] = day } }),
                field: $"account.{field}"
            );
        Refused(
            422,
            await Api.Post(
                $"/api/customers/{id}/contacts",
                new
                {
                    first_name = "A",
                    last_name = "B",
                    departed_on = day,
                }
            ),
            field: "departed_on"
        );
        foreach (var field in new[] { "start_date", "end_date" })
            Refused(
                422,
                await Api.Post(
                    $"/api/customers/{id}/relationships",
                    new Dictionary<string, object>
                    {
                        ["to_customer_id"] = other,
                        ["relationship_type"] = "partner",
                        [field] = day,
                    }
                ),
                field: field
            );
    }

    [Fact, Trait("Spec", "PLT-8")]
    public async Task A_list_answers_in_its_envelope_and_a_cursor_walks_it_whole_once()
    {
        var tag = $"w{Ids.Next():N}"[..12];
        var made = new HashSet<Guid>();
        for (var i = 0; i < 23; i++)
            made.Add(await Customer($"Walk {i:D2}", new { tags = new[] { tag } }));

        var first = (await Api.Get($"/api/customers?tag={tag}&limit=10")).Expect(200);
        Assert.Equal(
            (23, 1, 10, true),
            (first["total"].GetInt32(), first["page"].GetInt32(), first["limit"].GetInt32(), first["hasMore"].GetBoolean())
        );
        var (seen, cursor) = (Walked(first), first["next_cursor"].GetString());
        while (cursor is not null)
        {
            var next = (await Api.Get($"/api/customers?tag={tag}&limit=10&cursor={cursor}")).Expect(200);
            seen.AddRange(Walked(next));
            cursor = next["next_cursor"].GetString();
        }
        Assert.Equal((23, true), (seen.Count, made.SetEquals(seen)));
        Assert.Equal(3, Walked(await Api.Get($"/api/customers?tag={tag}&limit=10&page=3")).Count);
        Refused(400, await Api.Get("/api/customers?limit=201"));
        Refused(400, await Api.Get("/api/customers?limit=200&page=52"));
        Assert.Equal(23, (await Api.Get($"/api/customers?tag={tag}&count=exact&sort=-display_name")).Expect(200)["total"].GetInt32());

        static List<Guid> Walked(Answer answer) => [.. answer["data"].EnumerateArray().Select(c => c.GetProperty("id").GetGuid())];
    }

    private async Task<bool> Finds(string text, Guid id, bool archived) =>
        (await Rows($"/api/customers?limit=200&search={Uri.EscapeDataString(text)}&include_archived={(archived ? "true" : "false")}")).Any(
            c => c.GetProperty("id").GetGuid() == id
        );

    private Task<List<string>> Log(Guid id) =>
        Plain(c =>
            c.Rows(
                $"select name from events where organization_id = {Organization} and subject_id = {id} order by id",
                row => row.Text(0),
                default
            )
        );
}
