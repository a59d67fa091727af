using System.Text.Json;

namespace Rapport.Tests.Records.Customers;

public abstract class AddressTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : AddressTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : AddressTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "CUS-1")]
    public async Task An_address_is_added_edited_archived_and_restored()
    {
        var customer = await Customer("Kantoor BV");
        var made = (
            await Api.Post(
                $"/api/customers/{customer}/addresses",
                new
                {
                    address_type = "billing",
                    street_line_1 = "Damrak 1",
                    city = "Amsterdam",
                    postal_code = "1012 LG",
                    country = "nl",
                    latitude = 52.37,
                    longitude = 4.89,
                }
            )
        ).Expect(201);
        Assert.Equal(
            ("Damrak 1", "NL", "True"),
            (Text(made.Json, "street_line_1"), Text(made.Json, "country"), Text(made.Json, "is_default"))
        );
        var path = made.Headers.Location!.ToString();
        Done(await Api.Patch(path, new { city = "Rotterdam" }, ("If-Match", made.Headers.ETag!.Tag)));
        Refused(412, await Api.Patch(path, new { city = "Delft" }, ("If-Match", made.Headers.ETag!.Tag)));
        Assert.Equal("Rotterdam", Text((await Api.Get(path)).Json, "city"));

        Done(
            await Api.Put(
                path,
                new
                {
                    address_type = "billing",
                    street_line_1 = "Coolsingel 1",
                    city = "Rotterdam",
                    country = "NL",
                }
            )
        );
        Assert.Null(Text((await Api.Get(path)).Json, "postal_code"));
        Done(await Api.Delete(path), 204);
        Assert.Empty(await Rows($"/api/customers/{customer}/addresses"));
        Done(await Api.Post($"{path}/restoration"));
        Assert.Equal(
            ["address.restored", "address.archived", "address.updated", "address.updated", "address.added"],
            (await Timeline(customer)).Take(5)
        );
    }

    [Fact, Trait("Spec", "CUS-3")]
    public async Task Each_type_has_exactly_one_default_which_moves()
    {
        var customer = await Customer("Defaults Ltd");
        var (first, second, ship) = (await Add(customer, "billing"), await Add(customer, "billing"), await Add(customer, "shipping"));
        await Defaults(customer, first, ship);
        Done(await Api.Patch($"/api/addresses/{second}", new { is_default = true }));
        await Defaults(customer, second, ship);
        Refused(422, await Api.Patch($"/api/addresses/{second}", new { is_default = false }), field: "is_default");

        // Changing the type leaves one type's default and does not push the other's aside, unless asked to.
        Done(await Api.Patch($"/api/addresses/{second}", new { address_type = "shipping" }));
        await Defaults(customer, first, ship);
        Done(await Api.Patch($"/api/addresses/{first}", new { address_type = "shipping", is_default = true }));
        await Defaults(customer, first);
        Done(await Api.Patch($"/api/addresses/{first}", new { address_type = "service" }));
        await Defaults(customer, first, second);
        Done(await Api.Delete($"/api/addresses/{second}"), 204);
        await Defaults(customer, first, ship);
    }

    [Theory, Trait("Spec", "PLT-9")]
    [InlineData("""{"street_line_1":"A","city":"B","country":"DE"}""", 422, "address_type")]
    [InlineData("""{"address_type":"home","street_line_1":"A","city":"B","country":"DE"}""", 400, "address_type")]
    [InlineData("""{"address_type":"billing","street_line_1":"","city":"B","country":"DE"}""", 422, "street_line_1")]
    [InlineData("""{"address_type":"billing","street_line_1":"A","city":"B","country":"Germany"}""", 422, "country")]
    [InlineData(
        """{"address_type":"billing","street_line_1":"A","city":"B","country":"DE","latitude":91,"longitude":1}""",
        422,
        "latitude"
    )]
    [InlineData(
        """{"address_type":"billing","street_line_1":"A","city":"B","country":"DE","latitude":1,"longitude":-181}""",
        422,
        "longitude"
    )]
    [InlineData("""{"address_type":"billing","street_line_1":"A","city":"B","country":"DE","latitude":1}""", 422, "longitude")]
    [InlineData("""{"address_type":"billing","street_line_1":"A","city":"B","country":"DE","latitude":"1"}""", 400, "latitude")]
    [InlineData(
        """{"address_type":"billing","street_line_1":"A","city":"B","country":"DE","postal_code":"123456789012345678901"}""",
        422,
        "postal_code"
    )]
    public async Task Bad_input_is_told_field_by_field(string body, int status, string field)
    {
        var customer = await Customer("Strict Ltd");
        Refused(status, await Api.Post($"/api/customers/{customer}/addresses", body), field: field);
        Assert.Empty(await Rows($"/api/customers/{customer}/addresses"));
    }

    private async Task<Guid> Add(Guid customer, string type) => (
            await Api.Post(
                $"/api/customers/{customer}/addresses",
                new
                {
                    address_type = type,
                    street_line_1 = "High Street 1",
                    city = "Leeds",
                    country = "GB",
                }
            )
        ).Expect(201).Id;

    private async Task Defaults(Guid customer, params Guid[] expected) =>
        Assert.Equal(
            expected.Order(),
            (await Rows($"/api/customers/{customer}/addresses"))
                .Where(a => a.GetProperty("is_default").GetBoolean())
                .Select((JsonElement a) => a.GetProperty("id").GetGuid())
                .Order()
        );
}
