using Rapport.Tests.Records.Customers.Import;

namespace Rapport.Tests.Records.Customers.Duplicates;

/// <summary>What an organization calls a duplicate holds wherever two customers are compared.</summary>
[Trait("Spec", "CUS-7")]
public abstract class DuplicateSettingsTests(TestServer server) : ImportTest(server)
{
    public sealed class OnSqlite(QuietSqliteServer server) : DuplicateSettingsTests(server), IClassFixture<QuietSqliteServer>;

    public sealed class OnPostgres(QuietPostgresServer server) : DuplicateSettingsTests(server), IClassFixture<QuietPostgresServer>;

    private static readonly object Rene = new
    {
        type = "individual",
        display_name = "René Krühau",
        email = "rene.kruhau@one.example",
    };

    // Above 80 % as it stands, below 99: a name and a street written nearly the same, another phone and e-mail.
    private const string Twin =
        "name,email,phone,birth_date,street,postcode,city,country\nRené Köhau,rene.kohau@r1707.example,+492215517740,,Bacherstraße "
        + "77,40213,Düsseldorf,DE\n";

    [Fact]
    public async Task A_pair_below_the_organizations_own_threshold_is_no_duplicate()
    {
        foreach (var (threshold, isTwin) in new[] { (0.8, true), (0.99, false) })
        {
            var at = await Fresh();
            await Set(at.Api, new { review_above = threshold });
            await Import(
                at,
                "name,email,phone,birth_date,street,postcode,city,country\nRené "
                    + "Krühau,rene.kruhau@j1647.example,+492215042600,1986-05-18,Bachingerstraße 211,40213,Düsseldorf,DE\n"
            );
            Counts(await Import(at, Twin), created: isTwin ? 0 : 1, duplicates: isTwin ? 1 : 0);
            Assert.Equal(isTwin ? 1 : 0, await Count($"select count(*) from duplicate_pairs where organization_id = {at.Id}"));
        }
    }

    [Fact]
    public async Task A_field_that_is_left_out_makes_nobody_a_duplicate_on_entry_import_in_bulk_or_on_the_page()
    {
        var at = await Fresh();
        var first = (await at.Api.Post("/api/customers", Rene)).Expect(201).Id;
        var other = new
        {
            type = "individual",
            display_name = "R. Krühau",
            email = "rene.kruhau@one.example",
        };
        Refused(409, await at.Api.Post("/api/customers", other), "possible_duplicate");
        await Set(at.Api, new { ignored_fields = new[] { "email" } });

        var second = (await at.Api.Post("/api/customers", other)).Expect(201).Id;
        Counts(await Import(at, "name,email\nRene Kruhau,rene.kruhau@one.example\n"), created: 1);
        Assert.Equal(0, (
                await at.Api.Post(
                    "/api/customers/bulk",
                    new[]
                    {
                        new
                        {
                            type = "individual",
                            display_name = "Krühau, René",
                            email = "rene.kruhau@one.example",
                        },
                    }
                )
            )["duplicates"].GetInt32());
        Assert.DoesNotContain(
            "\"is_likely\":true",
            (await at.Api.Get($"/api/customers/{second}/duplicates")).Expect(200).Text,
            StringComparison.Ordinal
        );
        Assert.True(
            (await at.Api.Get($"/api/customers/{first}/merges/preview?duplicate_ids={second}"))
                .Expect(200)["matches"][0]
                .GetProperty("probability")
                .GetDouble() < 0.5
        );

        await Set(at.Api, new { ignored_fields = Array.Empty<string>() });
        Refused(409, await at.Api.Post("/api/customers", other), "possible_duplicate");
    }

    [Fact]
    public async Task Before_settings_are_saved_pairs_on_either_side_of_the_line_are_shown_and_counted()
    {
        var at = await Fresh();
        await Import(
            at,
            "name,email,phone,birth_date,street,postcode,city,country\nRené "
                + "Krühau,rene.kruhau@j1647.example,+492215042600,1986-05-18,Bachingerstraße 211,40213,Düsseldorf,DE\nAda "
                + "Lovelace,ada@example.com,,,,,,\nAda Lovelace,ada@example.com,,,,,,\n"
        );
        await Import(at, Twin);
        var high = await Effect(at.Api, "review_above=0.98");
        Assert.Equal((3, 2, 1), (N(high, "looked"), N(high, "now"), N(high, "then")));
        Assert.Equal(["Ada Lovelace", "Ada Lovelace"], Names(high, "above"));
        Assert.Equal(["René Krühau", "René Köhau"], Names(high, "below"));
        Assert.Contains(
            "similar",
            (
                await at.Api.Get(
                    "/duplicates?review_above=0.98&compare=email&compare=phone&compare=address&compare=birth_date&compare=tax_id"
                )
            )
                .Expect(200)
                .Text
        );

        var blind = await Effect(at.Api, "ignored_fields=email,address");
        Assert.Equal((3, 2), (N(blind, "looked"), N(blind, "now")));
        Assert.True(N(blind, "then") < 2);
        Assert.Equal(0.8, (await at.Api.Get("/api/duplicates/settings"))["review_above"].GetDouble());
        Refused(422, await at.Api.Get("/api/duplicates/settings/preview?review_above=0.2"), field: "review_above");
        Refused(400, await at.Api.Get("/api/duplicates/settings/preview?ignored_fields=shoes"), field: "ignored_fields");
    }

    private static async Task<Answer> Effect(HttpClient api, string query) =>
        (await api.Get($"/api/duplicates/settings/preview?{query}")).Expect(200);

    private static int N(Answer effect, string count) => effect[count].GetInt32();

    private static IEnumerable<string?> Names(Answer effect, string side) =>
        effect[side]
            .EnumerateArray()
            .First()
            .GetProperty("customers")
            .EnumerateArray()
            .Select(c => Text(c, "display_name"))
            .Order(StringComparer.Ordinal);

    private static async Task Set(HttpClient api, object settings) => (await api.Patch("/api/duplicates/settings", settings)).Expect(200);
}
