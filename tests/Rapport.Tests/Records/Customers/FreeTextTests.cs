using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Customers;

[Trait("Spec", "CUS-14")]
public abstract class FreeTextTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : FreeTextTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : FreeTextTests(server), IClassFixture<PostgresServer>;

    private const string Card = "4111 1111 1111 1111",
        Number = "123-45-6789";

    [Fact]
    public async Task A_card_in_a_note_is_refused_until_confirmed_and_then_masked_and_flagged()
    {
        var (one, other) = (await Customer("Zahler GmbH"), await Customer("Partner GmbH"));
        var body = new
        {
            to_customer_id = other,
            relationship_type = "partner",
            notes = $"Pays with {Card} always",
        };
        var refused = await Api.Post($"/api/customers/{one}/relationships", body);
        Refused(409, refused, "personal_data");
        Assert.Equal("notes", refused["field"].GetString());
        Assert.Equal(0, await Count($"select count(*) from personal_data_flags where customer_id = {one}"));

        var saved = await Api.Post($"/api/customers/{one}/relationships?confirm_pii=true", body);
        Done(saved, 201);
        Assert.Equal("Pays with •••• •••• •••• 1111 always", Text(saved.Json, "notes"));
        Assert.Equal(["card"], (await Flag(one)).GetProperty("kinds").EnumerateArray().Select(k => k.GetString()!));
        Assert.Equal(0, await Count($"select count(*) from relationships where notes like '%4111%'"));
        Assert.Contains(
            (await Api.Get($"/api/customers/{one}"))["warnings"].EnumerateArray(),
            w => Text(w, "code") == "personal_data" && Text(w, "field") == "notes"
        );
    }

    [Fact]
    public async Task A_national_number_in_a_field_of_ones_own_is_saved_flagged_and_masked_on_review()
    {
        var key = await Field();
        var customer = await Customer(
            "Geheim",
            new { type = "individual", custom_fields = new Dictionary<string, string> { [key] = $"SSN {Number}" } }
        );
        var flag = await Flag(customer);
        Assert.Equal("SSN •••-••-6789", Text(flag, "excerpt"));
        Assert.Contains("SSN •••-••-6789", System.Net.WebUtility.HtmlDecode((await Api.Get("/data-protection")).Expect(200).Text));
        Assert.Contains("Personal data in free text", (await Api.Get($"/customers/{customer}")).Text);

        Done(await Api.Post($"/api/personal-data-flags/{flag.GetProperty("id")}/redaction"), 204);
        Assert.Equal("SSN •••-••-6789", (await Api.Get($"/api/customers/{customer}"))["custom_fields"].GetProperty(key).GetString());
        Assert.Empty((await Api.Get($"/api/customers/{customer}"))["warnings"].EnumerateArray());
        Refused(409, await Api.Post($"/api/personal-data-flags/{flag.GetProperty("id")}/dismissal"), "already_reviewed");
        Assert.Equal(
            0,
            await Count($"select count(*) from timeline_entries where customer_id = {customer} and details like {"%" + Number + "%"}")
        );
    }

    [Fact]
    public async Task What_belongs_elsewhere_is_moved_there_and_masked_in_the_text()
    {
        var key = await Field();
        object Firm(string text) => new { type = "organization", custom_fields = new Dictionary<string, string> { [key] = text } };
        var firm = await Customer("Sole Trader", Firm($"SSN {Number}"));
        Assert.Equal("the tax ID", (await Flag(firm)).GetProperty("moves_to")[0].GetString());
        Done(await Api.Post($"/api/personal-data-flags/{(await Flag(firm)).GetProperty("id")}/move"), 204);
        var moved = await Api.Get($"/api/customers/{firm}");
        Assert.Equal("SSN •••-••-6789", moved["custom_fields"].GetProperty(key).GetString());
        Assert.Contains("6789", moved["account"].GetProperty("tax_id").GetString());
        Assert.Equal("redacted", await StatusOf(firm));

        Done(
            await Api.Patch($"/api/customers/{firm}", new { custom_fields = new Dictionary<string, string> { [key] = "SSN 321-54-9876" } })
        );
        Refused(409, await Api.Post($"/api/personal-data-flags/{(await Flag(firm)).GetProperty("id")}/move"), "field_taken");
        Assert.Equal("SSN 321-54-9876", (await Api.Get($"/api/customers/{firm}"))["custom_fields"].GetProperty(key).GetString());

        var payer = await Customer("Payer", Firm("DE89 3704 0044 0532 0130 00"));
        Done(await Api.Post($"/api/personal-data-flags/{(await Flag(payer)).GetProperty("id")}/move"), 204);
        var way = Assert.Single(await Rows($"/api/payment-methods?customer_id={payer}"));
        Assert.Equal(("bank", "3000"), (Text(way, "method"), Text(way, "last4")));

        var person = await Customer("Person", Holding(key));
        Assert.Empty((await Flag(person)).GetProperty("moves_to").EnumerateArray());
        Refused(409, await Api.Post($"/api/personal-data-flags/{(await Flag(person)).GetProperty("id")}/move"), "no_proper_field");
    }

    [Fact]
    public async Task What_may_stand_is_dismissed_and_what_was_written_anew_is_cleared()
    {
        var key = await Field();
        var (kept, mended) = (await Customer("Kept", Holding(key)), await Customer("Mended", Holding(key)));
        Done(await Api.Post($"/api/personal-data-flags/{(await Flag(kept)).GetProperty("id")}/dismissal"), 204);
        Done(await Api.Patch($"/api/customers/{mended}", new { custom_fields = new Dictionary<string, string> { [key] = "nothing" } }));

        Assert.Equal(("dismissed", "cleared"), (await StatusOf(kept), await StatusOf(mended)));
        Done(
            await Api.Patch(
                $"/api/customers/{kept}",
                new { custom_fields = new Dictionary<string, string> { [key] = $"another one, {Number}" } }
            )
        );
        Assert.Equal("open", Text(await Flag(kept), "status"));
    }

    [Fact]
    public async Task A_reviewer_sees_and_masks_within_reach_alone()
    {
        var key = await Field();
        var (reviewer, _) = await With(Only(Scope.Own, Permission.ReadCustomers, Permission.ReviewPersonalData));
        var hidden = await Customer("Out of reach", Holding(key));
        Assert.DoesNotContain(
            await Rows("/api/personal-data-flags?limit=200", reviewer),
            f => f.GetProperty("customer_id").GetGuid() == hidden
        );
        Refused(403, await reviewer.Post($"/api/personal-data-flags/{(await Flag(hidden)).GetProperty("id")}/redaction"));
    }

    [Fact]
    public async Task An_organization_without_contacts_says_so_until_it_has_one()
    {
        var customer = await Customer("Niemand GmbH");
        Assert.Equal(
            "no_contacts",
            Text(Assert.Single((await Api.Get($"/api/customers/{customer}"))["warnings"].EnumerateArray()), "code")
        );
        Done(await Api.Post($"/api/customers/{customer}/contacts", new { first_name = "Ada", last_name = "Lovelace" }), 201);
        Assert.Empty((await Api.Get($"/api/customers/{customer}"))["warnings"].EnumerateArray());
        Assert.Empty(
            (await Api.Get($"/api/customers/{await Customer("Person", new { type = "individual" })}"))["warnings"].EnumerateArray()
        );
    }

    private static object Holding(string key) =>
        new { type = "individual", custom_fields = new Dictionary<string, string> { [key] = $"number {Number}" } };

    private async Task<string> Field()
    {
        var key = $"f{Ids.Next():N}"[..30];
        (
            await Api.Post(
                "/api/custom-fields",
                new
                {
                    key,
                    label = "Remarks",
                    type = "text",
                }
            )
        ).Expect(201);
        return key;
    }

    private async Task<JsonElement> Flag(Guid customer) =>
        Assert.Single(await Rows("/api/personal-data-flags?limit=200"), f => f.GetProperty("customer_id").GetGuid() == customer);

    private async Task<string> StatusOf(Guid customer) =>
        (
            await Plain(connection =>
                connection.Rows($"select status from personal_data_flags where customer_id = {customer}", row => row.Text(0), default)
            )
        )[0];
}
