using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Tests.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Security;

/// <summary>
/// Marked secrets are planted in every sensitive field and all is done with them that can be done. What is sealed lies nowhere in the open,
/// and what a role must not see stands in no answer.
/// </summary>
[Trait("Spec", "SEC-1")]
public abstract class SecretTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : SecretTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : SecretTests(server), IClassFixture<PostgresServer>;

    private const string TaxId = "136695976",
        OtherTaxId = "980780684",
        Email = "planted.mail@secret.example",
        ContactEmail = "planted.contact@secret.example",
        Phone = "+49 30 90184711",
        Brand = "Zzplantedvisa",
        Private = "zzplantedprivateword",
        Password = "planted horse battery 77";

    private static readonly string[] TaxIds = [TaxId, OtherTaxId],
        Contact = [Email, ContactEmail, "90184711"],
        Payment = [Brand, "zzplantedpayment"];

    [Fact]
    public async Task What_is_sealed_lies_nowhere_in_the_open()
    {
        var tokens = await Plant();
        await DatabaseImage.AtRest(Server.Database);

        var open = new List<string>();
        foreach (var secret in (string[])[.. TaxIds, .. tokens])
        {
            foreach (var (table, rows) in await DatabaseImage.Of(Server.Database))
                open.AddRange(
                    rows.Where(row => Holds(row, secret)).Select(row => $"{secret} in {table}: {row[..Math.Min(row.Length, 600)]}")
                );
            foreach (var file in Directory.EnumerateFiles(Server.Database.Folder, "*", SearchOption.AllDirectories))
                if (await ReadShared(file) is var bytes && bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0)
                    open.Add($"{secret} in {Path.GetFileName(file)}");
            open.AddRange(Server.Node.Log.Lines.Where(line => line.Contains(secret, StringComparison.Ordinal)));
        }
        Nothing.In(open.Distinct());
    }

    public static TheoryData<string> Masks => ["tax_id", "contact_data", "payment_data", "private"];

    [Theory, MemberData(nameof(Masks))]
    public async Task What_a_role_must_not_see_stands_in_no_answer(string hidden)
    {
        var rows = await OneOfEach.In(Server, Organization, Api);
        await Plant();
        await DatabaseImage.AtRest(Server.Database);
        var reader = hidden == "private" ? await Reaching(Scope.All) : await Reaching(Scope.All, Words.Parse<Mask>(hidden));
        var (samples, wanted) = (
            await ApiSamples.Of(Api),
            hidden switch
            {
                "tax_id" => TaxIds,
                "contact_data" => Contact,
                "payment_data" => Payment,
                _ => [Private],
            }
        );
        var customers = await Plain(c =>
            c.Rows(
                $"select id from customers where organization_id = {Organization} and name_key like 'planted%' order by id",
                row => row.Id(0),
                default
            )
        );

        var (told, read) = (new List<string>(), 0);
        foreach (var route in Routes.Of(Server.Node).Where(r => !r.IsOpen && r.Needs.Count > 0 && r.Method is "" or "GET"))
        {
            if (route.Pattern == "/live")
                continue;
            var paths = (await rows.PathsOf(route)).ToList();
            if (route.Pattern.Contains("customers/{id", StringComparison.Ordinal))
                foreach (var customer in customers)
                    paths.AddRange(paths.Take(30).ToList().Select(path => InPlaceOfId(route, path, customer)));
            var queries =
                route.Parameters.Any() && !route.Pattern.EndsWith("/rows", StringComparison.Ordinal)
                    ? [ApiSamples.QueryOf(route) is { Length: > 0 } ? $"?duplicate_ids={customers[1]}" : ""]
                    : Queries(route, samples, wanted).ToArray();
            foreach (var path in paths.Distinct())
            foreach (var query in queries.Distinct())
            {
                if (await Read(reader, path + query) is not { } answer)
                {
                    told.Add($"{path}{query} breaks off");
                    continue;
                }
                read += answer.Status == 200 ? 1 : 0;
                // What was asked for is repeated in the field that it was typed into.
                var text =
                    query.Length == 0 ? answer.Text : answer.Text.Replace(Uri.UnescapeDataString(query[(query.IndexOf('=') + 1)..]), "");
                if (answer.Status == 200 && wanted.FirstOrDefault(w => text.Contains(w, StringComparison.OrdinalIgnoreCase)) is { } word)
                    told.Add($"{path}{query} tells {word}: {Around(text, word)}");
            }
        }
        Nothing.In(told);
        Assert.True(read > 100, $"Only {read} answers were read.");
    }

    private static async Task<Answer?> Read(HttpClient reader, string path)
    {
        try
        {
            return await reader.Get(path);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Queries(Route route, ApiSamples samples, string[] wanted)
    {
        yield return "";
        if (!route.IsApi || samples.QueryOfRoute(route).Contains("search"))
            foreach (var word in new[] { "planted", wanted[0] })
                yield return $"?search={Uri.EscapeDataString(word)}";
        if (!route.IsApi || samples.QueryOfRoute(route).Contains("q"))
            foreach (var word in new[] { "planted", wanted[0] })
                yield return $"?q={Uri.EscapeDataString(word)}";
    }

    private static string InPlaceOfId(Route route, string path, Guid id)
    {
        var (pattern, parts) = (route.Pattern.Split('/'), path.Split('/'));
        parts[Array.FindIndex(pattern, p => p.StartsWith("{id", StringComparison.Ordinal))] = id.ToString();
        return string.Join('/', parts);
    }

    private static string Around(string text, string word)
    {
        var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        return text[Math.Max(0, at - 120)..Math.Min(text.Length, at + 120)].ReplaceLineEndings(" ");
    }

    private static bool Holds(string row, string secret) =>
        row.Contains(secret, StringComparison.OrdinalIgnoreCase)
        || row.Contains(Convert.ToHexString(Encoding.UTF8.GetBytes(secret)), StringComparison.OrdinalIgnoreCase);

    private static async Task<byte[]> ReadShared(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory);
        return memory.ToArray();
    }

    /// <summary>All that can be done with a customer, done with planted secrets; the tokens that came of it.</summary>
    private async Task<string[]> Plant()
    {
        var first = await Planted("Planted One", TaxId);
        var second = await Planted("Planted One", TaxId);
        await Eventually(
            async () =>
                await Count(
                    $"select count(*) from duplicate_pairs where organization_id = {Organization} and {Sql.In("high_id", [first, second])}"
                ) > 0,
            "the pair is found"
        );
        (await Api.Patch($"/api/customers/{first}", new { account = new { tax_id = $"GB{OtherTaxId}", tax_id_country = "GB" } })).Expect(
            200
        );
        (await Api.Patch($"/api/customers/{first}", new { account = new { tax_id = $"DE{TaxId}", tax_id_country = "DE" } })).Expect(200);
        await Api.Get($"/api/customers/{first}/merges/preview?duplicate_ids={second}");
        var merge = (await Api.Post($"/api/customers/{first}/merges", new { duplicate_ids = new[] { second } })).Expect(201).Id;
        (await Api.Delete($"/api/merges/{merge}")).Expect(200);
        var third = await Planted("Planted One", TaxId);
        await Eventually(
            async () =>
                await Count($"select count(*) from duplicate_pairs where organization_id = {Organization} and high_id = {third}") > 0,
            "the third is paired"
        );
        (await Api.Post($"/api/customers/{first}/merges", new { duplicate_ids = new[] { third } })).Expect(201);
        (await Api.Post($"/api/customers/{first}/duplicates/dismissals", new { other_id = second })).Expect(204);

        await Customers(
            Row("Planted bulk", TaxId),
            Row("Planted bulk", TaxId),
            Row("Planted bulk", TaxId, "no mail"),
            Row("Planted bulk", TaxId, country: "GB")
        );
        await Import(
            $"""
            name,type,email,vat number,tax id country
            Planted file,organization,a@planted.example,DE{TaxId},DE
            Planted file,organization,no mail,DE{TaxId},DE
            Planted file,organization,b@planted.example,GB{OtherTaxId},DE
            Planted One,organization,{Email},DE{TaxId},DE

            """
        );
        (
            await Api.Post(
                $"/api/customers/{first}/contacts",
                new
                {
                    first_name = "Planted",
                    last_name = "Person",
                    email = ContactEmail,
                    phone = Phone,
                    is_primary = true,
                }
            )
        ).Expect(201);
        await Payments(first);
        (
            await Api.Post(
                "/api/notes",
                new
                {
                    customer_id = first,
                    title = $"{Private} title",
                    content = $"Nobody else reads {Private}",
                    visibility = "private",
                }
            )
        ).Expect(201);
        foreach (
            var path in new[]
            {
                $"/api/customers/{first}/export",
                $"/api/customers/{first}/export?format=csv",
                "/api/customers/export",
                $"/customers/{first}",
            }
        )
            await Api.Get(path);
        return await Tokens();
    }

    private async Task<Guid> Planted(string name, string taxId) => (
            await Api.Post(
                "/api/customers?on_duplicate=create",
                new
                {
                    type = "organization",
                    display_name = name,
                    email = Email,
                    phone = Phone,
                    account = new { tax_id = $"DE{taxId}", tax_id_country = "DE" },
                },
                ("Idempotency-Key", $"{Ids.Next():N}")
            )
        ).Expect(201).Id;

    private static object Row(string name, string taxId, string email = Email, string country = "DE") =>
        new
        {
            type = "organization",
            display_name = name,
            email,
            account = new { tax_id = $"DE{taxId}", tax_id_country = country },
        };

    private async Task Customers(params object[] rows)
    {
        using var body = new StringContent(
            string.Join('\n', rows.Select(r => JsonSerializer.Serialize(r, ApiJson.Options))),
            Encoding.UTF8,
            "application/x-ndjson"
        );
        (await Api.Post("/api/customers/bulk", body)).Expect(200);
    }

    private async Task Import(string csv)
    {
        using var file = new MultipartFormDataContent
        {
            { new StringContent(csv + $"Other {Ids.Next():N},individual,,,\n"), "file", "planted.csv" },
        };
        var import = (await Api.Post("/api/imports", file)).Expect(201).Id;
        Assert.Contains("tax_id", (await Api.Get($"/api/imports/{import}/mapping")).Text, StringComparison.Ordinal);
        (await Api.Get($"/api/imports/{import}/preview")).Expect(200);
        (await Api.Post($"/api/imports/{import}/run", new { })).Expect(202);
        await Eventually(async () => (await Api.Get($"/api/imports/{import}"))["state"].GetString() == "finished", "the import is over");
        var rejected = (await Api.Get($"/api/imports/{import}/rejected")).Expect(200);
        // Whoever may see it gets it back, to mend the file.
        Assert.Contains(TaxId, rejected.Text, StringComparison.Ordinal);
    }

    private async Task Payments(Guid customer)
    {
        foreach (var fact in FactSamples.OneOfEach($"zzplantedpayment-{Ids.Next():N}", customer))
        {
            var body = JsonSerializer.SerializeToNode(fact, ApiJson.Options)!.AsObject();
            if (body["type"]!.ToString() is not ("payment_method" or "payment"))
                continue;
            if (body.ContainsKey("brand"))
                body["brand"] = Brand;
            body.Remove("invoice");
            await Waiting(body, new JsonObject(body.Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))));
        }
    }

    private async Task Waiting(JsonObject fact, JsonObject waiting)
    {
        Assert.Equal("created", ResultOf((await BulkText(fact.ToJsonString())).Rows[0]));
        waiting["external_id"] = $"zzplantedpayment-waits-{Ids.Next():N}";
        waiting["customer"] = new JsonObject { ["external_id"] = "nobody-yet" };
        Assert.Equal("waiting", ResultOf((await BulkText(waiting.ToJsonString())).Rows[0]));
    }

    private async Task<string[]> Tokens()
    {
        var user = await Server.AddUser(Organization, "viewer");
        var session = await Server.SignIn(Organization, user);
        var key = (
            await session.Post(
                "/api/api-keys",
                new { name = "planted", scopes = new[] { "customers.read" } },
                ("Idempotency-Key", $"{Ids.Next():N}")
            )
        )
            .Expect(201)["key"]
            .GetString()!;
        await Server.Node.Client(key).Get("/api/customers");
        var link = (await Api.Post($"/api/users/{user}/password-links", null, ("Idempotency-Key", $"{Ids.Next():N}")))
            .Expect(201)["link"]
            .GetString()!
            .Split('/')[^1];
        await Stranger.Get($"/invitation/{link}");
        (await Stranger.Post($"/api/invitations/{link}/acceptance", new { password = Password })).Expect(200);
        return [key, link, Password, session.DefaultRequestHeaders.Authorization!.Parameter!];
    }
}
