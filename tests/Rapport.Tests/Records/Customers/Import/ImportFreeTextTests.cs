using System.Text.Json;
using Rapport.Platform.Data;

namespace Rapport.Tests.Records.Customers.Import;

/// <summary>Free text that comes from a file is looked at like that which somebody types.</summary>
[Trait("Spec", "CUS-14")]
public abstract class ImportFreeTextTests(TestServer server) : ImportTest(server)
{
    public sealed class OnSqlite(QuietSqliteServer server) : ImportFreeTextTests(server), IClassFixture<QuietSqliteServer>;

    public sealed class OnPostgres(QuietPostgresServer server) : ImportFreeTextTests(server), IClassFixture<QuietPostgresServer>;

    private const string Column = "{\"Remarks\":\"custom_fields.remarks\"}";

    [Fact]
    public async Task A_card_in_a_field_of_ones_own_is_masked_and_a_national_number_flagged_and_an_undo_takes_both_back()
    {
        var at = await Fresh();
        var import = await Import(
            at,
            "name,Remarks\nAda Lovelace,pays with 4111 1111 1111 1111\nGrace Hopper,SSN 123-45-6789\nJoan Clarke,likes tea\n",
            ("mapping", Column)
        );
        Counts(import, created: 3);
        var found = await ByName(at.Api);
        Assert.Equal("pays with •••• •••• •••• 1111", Remarks(await Opened(at.Api, found["Ada Lovelace"])));
        Assert.Equal(["Ada Lovelace card", "Grace Hopper social_security_number"], await Flags(at.Api));
        Assert.Contains(
            (await Opened(at.Api, found["Grace Hopper"])).GetProperty("warnings").EnumerateArray(),
            w => Text(w, "code") == "personal_data"
        );
        Assert.Equal(0, await Count($"select count(*) from custom_field_values where organization_id = {at.Id} and value like {"%4111%"}"));

        (await at.Api.Delete($"/api/imports/{import.Id}")).Expect(200);
        Assert.Equal(0, await CustomersOf(at.Id));
        Assert.Equal(0, await Count($"select count(*) from personal_data_flags where organization_id = {at.Id}"));
    }

    [Fact]
    public async Task A_text_that_an_import_replaces_closes_its_review_and_the_undo_opens_it_again()
    {
        var at = await Fresh();
        Counts(
            await Import(at, "external_id,name,Remarks\nF-1,Ada Lovelace,SSN 123-45-6789\nF-2,Grace Hopper,nothing\n", ("mapping", Column)),
            created: 2
        );
        var import = await Import(at, "external_id,Remarks\nF-1,nothing any more\nF-2,SSN 321-54-9876\n", ("mapping", Column));
        Counts(import, updated: 2);
        Assert.Equal(["Grace Hopper social_security_number"], await Flags(at.Api));
        Assert.Equal(
            0,
            await Count($"select count(*) from timeline_entries where organization_id = {at.Id} and details like {"%321-54-9876%"}")
        );
        Assert.Equal(
            0,
            await Count($"select count(*) from import_rows where organization_id = {at.Id} and details like {"%123-45-6789%"}")
        );
        (await at.Api.Delete($"/api/imports/{import.Id}")).Expect(200);
        Assert.Equal(["Ada Lovelace social_security_number"], await Flags(at.Api));
        Assert.Equal("SSN 123-45-6789", Remarks(await Opened(at.Api, (await ByName(at.Api))["Ada Lovelace"])));
    }

    [Fact]
    public async Task Rows_in_bulk_are_looked_at_too()
    {
        var at = await Fresh();
        (
            await at.Api.Post(
                "/api/custom-fields",
                new
                {
                    key = "remarks",
                    label = "Remarks",
                    type = "text",
                }
            )
        ).Expect(201);
        (
            await at.Api.Post(
                "/api/customers/bulk",
                new[]
                {
                    new
                    {
                        type = "individual",
                        display_name = "Ada Lovelace",
                        custom_fields = new { remarks = "pays with 4111 1111 1111 1111" },
                    },
                }
            )
        ).Expect(200);
        Assert.Equal(["Ada Lovelace card"], await Flags(at.Api));
    }

    private static string? Remarks(JsonElement customer) => Text(customer.GetProperty("custom_fields"), "remarks");

    private async Task<List<string>> Flags(HttpClient api) =>
        [
            .. (await Rows("/api/personal-data-flags?limit=200", api))
                .Select(f => $"{Text(f, "customer_name")} {string.Join(',', f.GetProperty("kinds").EnumerateArray())}")
                .Order(StringComparer.Ordinal),
        ];
}
