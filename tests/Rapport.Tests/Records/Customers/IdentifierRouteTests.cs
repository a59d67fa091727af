using System.Text.Json;

namespace Rapport.Tests.Records.Customers;

public abstract class IdentifierRouteTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : IdentifierRouteTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : IdentifierRouteTests(server), IClassFixture<PostgresServer>;

    [Theory, Trait("Spec", "CUS-4")]
    [InlineData("phone", "030 / 23 12 50 00", "DE", "+493023125000")]
    [InlineData("phone", "+44 20 7946 0018", null, "+442079460018")]
    [InlineData("tax_id", "DE 136 695 976", "DE", "136695976")]
    [InlineData("tax_id", "CHE-116.281.710 MWST", "ch", "CHE116281710")]
    [InlineData("tax_id", "XI 980 7806 84", "XI", "980780684")]
    [InlineData("tax_id", "51 824 753 556", "AU", "51824753556")]
    [InlineData("iban", "de89 3704 0044 0532 0130 00", null, "DE89370400440532013000")]
    [InlineData("vin", "1m8gdm9axkp042788", null, "1M8GDM9AXKP042788")]
    [InlineData("vin", "WVWZZZ1JZ3W386752", null, "WVWZZZ1JZ3W386752")]
    public async Task A_number_that_can_be_right_comes_back_as_it_is_stored(string kind, string value, string? country, string normalized)
    {
        var answer = await Check(kind, value, country);
        Assert.Equal(
            (true, normalized, null),
            (answer["valid"].GetBoolean(), Text(answer.Json, "normalized"), Text(answer.Json, "reason"))
        );
    }

    [Theory, Trait("Spec", "CUS-4")]
    [InlineData("phone", "+44 20 7946", null, "digits")]
    [InlineData("phone", "nonsense", "GB", "telephone")]
    [InlineData("tax_id", "DE136695977", "DE", "check digits")]
    [InlineData("tax_id", "123", "NO", "9 digits")]
    [InlineData("iban", "DE89 3704 0044 0532 0130 01", null, "check digits")]
    [InlineData("iban", "DE89 3704 0044 0532 0130", null, "22 characters")]
    [InlineData("iban", "US89 3704 0044 0532 0130", null, "begin with US")]
    [InlineData("iban", "DE89 3704 0044 0532 0130 00", "FR", "not of FR")]
    [InlineData("vin", "1M8GDM9A1KP042788", null, "check digit")]
    [InlineData("vin", "OOOGDM9A1KP042788", null, "17 letters")]
    public async Task A_number_that_cannot_be_right_says_why(string kind, string value, string? country, string reason)
    {
        var answer = await Check(kind, value, country);
        Assert.False(answer["valid"].GetBoolean());
        Assert.Contains(reason, Text(answer.Json, "reason"));
    }

    [Fact, Trait("Spec", "CUS-4")]
    public async Task A_plus_sign_that_was_not_escaped_is_meant() =>
        Assert.Equal("+442079460018", Text((await Api.Get("/api/identifiers/check?kind=phone&value=+442079460018")).Json, "normalized"));

    [Theory, Trait("Spec", "PLT-9")]
    [InlineData("", "kind")]
    [InlineData("kind=phone", "value")]
    [InlineData("kind=passport&value=1", "kind")]
    [InlineData("kind=phone&value=1&country=QQ", "country")]
    [InlineData("kind=phone&value=1&where=GB", "where")]
    public async Task A_question_that_lacks_something_is_refused(string query, string field) =>
        Refused(400, await Api.Get($"/api/identifiers/check?{query}"), field: field);

    private async Task<Answer> Check(string kind, string value, string? country)
    {
        var answer = await Api.Get(
            $"/api/identifiers/check?kind={kind}&value={Uri.EscapeDataString(value)}{(country is null ? "" : $"&country={country}")}"
        );
        Done(answer);
        return answer;
    }
}
