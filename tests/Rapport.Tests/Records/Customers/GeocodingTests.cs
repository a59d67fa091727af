using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rapport.Platform.Jobs;
using Rapport.Records.Customers.Addresses;
using Rapport.Tests.Records.Customers.Import;

namespace Rapport.Tests.Records.Customers;

[Trait("Spec", "CUS-13")]
public abstract class GeocodingTests(TestServer server) : ImportTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : GeocodingTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : GeocodingTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task An_address_comes_with_its_place_and_how_precise_that_is()
    {
        var customer = await Customer("Kontor GmbH");
        var path = await Add(
            Api,
            customer,
            new
            {
                city = "Berlin",
                postal_code = "10115",
                country = "DE",
            }
        );
        Assert.Equal((52.53, 13.38, "postal"), await PlaceOf(path));

        Done(await Api.Patch(path, new { postal_code = (string?)null, city = "Hamburg" }));
        Assert.Equal((53.55, 9.99, "city"), await PlaceOf(path));
        Done(await Api.Patch(path, new { city = "Nowhere" }));
        Assert.Equal((null, null, null), await PlaceOf(path));
        Done(await Api.Patch(path, new { latitude = 50.1, longitude = 8.7 }));
        Done(await Api.Patch(path, new { address_type = "other" }));
        Assert.Equal((50.1, 8.7, "rooftop"), await PlaceOf(path));
        Done(
            await Api.Put(
                path,
                new
                {
                    address_type = "other",
                    street_line_1 = "Domplatz 1",
                    city = "Köln",
                    country = "DE",
                }
            )
        );
        Assert.Equal((50.93, 6.95, "city"), await PlaceOf(path));

        var page = (await Api.Get($"/customers/{customer}?tab=addresses")).Expect(200).Text;
        Assert.Contains("50.933, 6.95", page);
        Assert.Contains("GeoNames", page);
    }

    [Fact]
    public async Task An_imported_address_has_its_place_too()
    {
        var at = await Fresh();
        Counts(await Import(at, "company,street,city,postal code,country\nHafen KG,Kai 1,Hamburg,20457,DE\n"), created: 1);

        Assert.Equal(
            1,
            await Count(
                $"""
                select count(*) from addresses where organization_id = {at.Id} and street_line_1 = 'Kai 1' and geo_precision = 'postal'
                  and latitude between 53.5 and 53.6 and longitude between 9.9 and 10.1
                """
            )
        );
    }

    [Fact]
    public async Task A_service_that_is_set_is_asked_once_the_address_is_saved()
    {
        await using var service = await FakeGeocoder.Start("""[{"lat":"52.516275","lon":"13.377704","place_rank":30}]""");
        await using var node = await With(service.Url);
        var api = node.Client(Api.DefaultRequestHeaders.Authorization!.Parameter);
        var path = await Add(api, await Customer("Torwache GmbH"), new { city = "Berlin", country = "DE" });

        await Eventually(async () => (await PlaceOf(path)).Precision == "rooftop", "the service's answer");

        Assert.Equal(52.516275, (await Api.Get(path))["latitude"].GetDouble());
        Assert.Contains("street=Pariser%20Platz%201", Assert.Single(service.Questions));
        Assert.Contains("countrycodes=de", service.Questions.Single());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""[{"lat":"95","lon":"13","place_rank":30}]""")]
    [InlineData("""[{"lat":"51","lon":"9","place_rank":4}]""")]
    [InlineData("[1]")]
    public async Task What_the_service_does_not_know_stays_as_the_gazetteer_has_it(string answer)
    {
        await using var service = await FakeGeocoder.Start(answer);
        await using var node = await With(service.Url);
        var path = await Add(Api, await Customer("Stille GmbH"), new { city = "Berlin", country = "DE" });
        await Ask(node, path);

        Assert.Single(service.Questions);
        Assert.Equal("city", (await PlaceOf(path)).Precision);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        await using var service = await FakeGeocoder.Start(new string('[', 1 << 20));
        await using var node = await With(service.Url);
        var path = await Add(Api, await Customer("Endlos GmbH"), new { city = "Berlin", country = "DE" });

        await Assert.ThrowsAsync<HttpRequestException>(() => Ask(node, path));
        Assert.Equal("city", (await PlaceOf(path)).Precision);
    }

    private Task<TestNode> With(Uri url) =>
        Server.StartNode(services => services.AddSingleton(new GeocoderAddress(url)).AddJob<GeocodeAddress, GeocodeAddress.Arguments>());

    private Task<bool> Ask(TestNode node, string path) =>
        node.In(
            Organization,
            async services =>
            {
                await services
                    .GetRequiredService<GeocodeAddress>()
                    .Run(new(Guid.Parse(path[(path.LastIndexOf('/') + 1)..])), CancellationToken.None);
                return true;
            }
        );

    private static async Task<string> Add(HttpClient api, Guid customer, object more)
    {
        var fields = JsonSerializer.SerializeToNode(more)!.AsObject();
        (fields["address_type"], fields["street_line_1"]) = ("billing", "Pariser Platz 1");
        return (await api.Post($"/api/customers/{customer}/addresses", fields)).Expect(201).Headers.Location!.ToString();
    }

    private async Task<(double? Latitude, double? Longitude, string? Precision)> PlaceOf(string path)
    {
        var address = (await Api.Get(path)).Expect(200).Json;
        return (Hundredths(address, "latitude"), Hundredths(address, "longitude"), Text(address, "geo_precision"));
    }

    private static double? Hundredths(JsonElement address, string field) =>
        address.GetProperty(field) is { ValueKind: JsonValueKind.Number } number ? Math.Round(number.GetDouble(), 2) : null;

    /// <summary>Answers every question alike, on loopback.</summary>
    private sealed class FakeGeocoder(WebApplication app) : IAsyncDisposable
    {
        public List<string> Questions { get; } = [];
        public Uri Url => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/");

        public static async Task<FakeGeocoder> Start(string answer)
        {
            var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
            builder.Logging.ClearProviders();
            var service = new FakeGeocoder(builder.Build());
            service.Map(answer);
            await service.Open();
            return service;
        }

        private Task Open() => app.StartAsync();

        private void Map(string answer) =>
            app.MapGet(
                "/search",
                (HttpRequest request) =>
                {
                    lock (Questions)
                        Questions.Add(request.QueryString.Value!);
                    return Results.Text(answer, "application/json");
                }
            );

        public async ValueTask DisposeAsync() => await app.DisposeAsync();
    }
}
