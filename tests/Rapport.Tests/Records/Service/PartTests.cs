using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Tests.Records.Facts;

namespace Rapport.Tests.Records.Service;

/// <summary>Parts on job cards, their warranty, and which products fit a vehicle.</summary>
[Trait("Spec", "FCT-6")]
public abstract class PartTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : PartTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : PartTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task A_product_says_which_vehicles_it_fits_by_make_model_and_years()
    {
        var key = Make();
        var golf = await Vehicle(key, "Golf 1.5 TSI", 2016);
        await Bulk(
            Part(key, "all", new { make = key.ToLowerInvariant() }),
            Part(
                key,
                "golf",
                new
                {
                    make = key,
                    model = "golf",
                    year_from = 2015,
                    year_to = 2016,
                }
            ),
            Part(
                key,
                "old",
                new
                {
                    make = key,
                    model = "Golf",
                    year_to = 2015,
                }
            ),
            Part(key, "polo", new { make = key, model = "Polo" }),
            Part(key, "golfer", new { make = key, model = "Gol" }),
            Part(key, "several", new { make = "Other" }, new { make = key, model = "Golf 1.5 TSI" }),
            Part(key, "none"),
            new
            {
                type = "product",
                external_id = $"gone-{key}",
                sku = $"gone-{key}",
                name = "gone",
                active = false,
                fits = new[] { new { make = key } },
            }
        );

        var answer = (await Api.Get($"/api/vehicles/{golf}/parts")).Expect(200);

        Assert.Equal(["all", "golf", "several"], answer["data"].EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        Assert.Equal($"{key} golf, 2015 to 2016", answer["data"][1].GetProperty("fits").GetString());
        var html = (await Api.Get($"/vehicles/{golf}")).Expect(200).Text;
        Assert.Contains("Parts that fit", html);
        Assert.Contains($"golf-{key}", html);
    }

    [Fact]
    public async Task A_vehicle_of_an_unknown_year_is_offered_no_part_of_certain_years()
    {
        var key = Make();
        var vehicle = await Vehicle(key, "Golf", null);
        await Bulk(
            Part(key, "any", new { make = key }),
            Part(key, "from", new { make = key, year_from = 2015 }),
            Part(key, "to", new { make = key, year_to = 2015 })
        );

        Assert.Equal(
            "any",
            Assert
                .Single((await Api.Get($"/api/vehicles/{vehicle}/parts")).Expect(200)["data"].EnumerateArray())
                .GetProperty("name")
                .GetString()
        );
    }

    [Fact]
    public async Task What_a_product_fits_is_part_of_it_and_its_years_stand_in_order()
    {
        var key = Make();
        var made = (
            await Api.Post(
                "/api/products",
                new
                {
                    sku = key,
                    name = "Filter",
                    fits = new[] { new { make = "BMW", year_from = 2010 } },
                }
            )
        ).Expect(201);
        Assert.Equal(2010, (await Api.Get($"/api/products/{made.Id}")).Expect(200)["fits"][0].GetProperty("year_from").GetInt32());

        Assert.Equal(
            422,
            (
                await Api.Patch(
                    $"/api/products/{made.Id}",
                    new
                    {
                        fits = new[]
                        {
                            new
                            {
                                make = "BMW",
                                year_from = 2010,
                                year_to = 2009,
                            },
                        },
                    }
                )
            ).Status
        );
        (await Api.Patch($"/api/products/{made.Id}", new { name = "Oil filter" })).Expect(200);
        Assert.Equal(1, (await Api.Get($"/api/products/{made.Id}"))["fits"].GetArrayLength());
        Assert.Contains("Fits", (await Api.Get($"/products/{made.Id}")).Expect(200).Text);
    }

    [Fact]
    public async Task A_part_under_warranty_is_told_with_its_last_day()
    {
        var key = Make();
        var (vehicle, today) = (await Vehicle(key, "Golf", 2016), DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime));
        await Bulk(Part(key, "battery"));
        object Line(string description, int until, bool declined = false) =>
            new
            {
                description,
                kind = "part",
                quantity = 1,
                unit_price = 90,
                part_number = $"battery-{key}",
                warranty_until = today.AddDays(until),
                declined,
            };
        await Bulk(
            new
            {
                type = "service_visit",
                external_id = $"J-{key}",
                customer = new { external_id = $"{owner}" },
                number = "JC-9",
                vehicle = new { external_id = $"V-{key}" },
                status = "completed",
                opened_at = "2026-03-01T09:00:00Z",
                currency = "GBP",
                total = 270,
                summary = "Battery and bulbs replaced.",
                lines = new[] { Line("Battery", 0), Line("Bulb", -1), Line("Advised", 90, declined: true), Line("Alternator", 400) },
            }
        );

        var answer = (await Api.Get($"/api/vehicles/{vehicle}/warranties")).Expect(200);

        Assert.Equal(["Battery", "Alternator"], answer["data"].EnumerateArray().Select(p => p.GetProperty("description").GetString()));
        Assert.Equal(
            (today.ToString("yyyy-MM-dd"), $"battery-{key}", JsonValueKind.String),
            (
                answer["data"][0].GetProperty("warranty_until").GetString(),
                answer["data"][0].GetProperty("part_number").GetString(),
                answer["data"][0].GetProperty("product_id").ValueKind
            )
        );
        Assert.Contains("Under warranty", (await Api.Get($"/vehicles/{vehicle}")).Text);
        var visit = answer["data"][0].GetProperty("visit_id").GetGuid();
        Assert.Equal("Battery and bulbs replaced.", (await Api.Get($"/api/service-visits/{visit}")).Expect(200)["summary"].GetString());
        Assert.Contains("Battery and bulbs replaced.", (await Api.Get($"/service-visits/{visit}")).Expect(200).Text);
    }

    [Fact]
    public async Task A_photo_hangs_on_a_visit_and_stands_on_its_page()
    {
        var key = Make();
        await Vehicle(key, "Golf", 2016);
        var visit = (
            await Api.Post(
                "/api/service-visits",
                new
                {
                    customer = new { external_id = owner },
                    total = 0,
                    currency = "GBP",
                }
            )
        ).Expect(201).Id;
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), "file", "scratch.png" },
        };

        var made = (await Api.Post($"/api/attachments?related_type=service_visit&related_id={visit}", form)).Expect(201);

        var html = (await Api.Get($"/service-visits/{visit}")).Expect(200).Text;
        Assert.Contains($"<img src=\"/api/attachments/{made.Id}/content\"", html);
        Assert.Contains($"action=\"/service-visits/{visit}/attachments\"", html);
    }

    [Fact]
    public async Task Parts_are_for_whoever_may_see_service_and_sales()
    {
        var vehicle = await Vehicle(Make(), "Golf", 2016);
        var (_, elsewhere) = await OtherOrganization();

        Assert.Equal(404, (await elsewhere.Get($"/api/vehicles/{vehicle}/parts")).Status);
        Assert.Equal(404, (await elsewhere.Get($"/api/vehicles/{vehicle}/warranties")).Status);
    }

    private string owner = "";

    private static string Make() => "Make" + $"{Ids.Next():N}"[^12..];

    private static object Part(string key, string name, params object[] fits) =>
        new
        {
            type = "product",
            external_id = $"{name}-{key}",
            sku = $"{name}-{key}",
            name,
            price = 10,
            currency = "GBP",
            fits,
        };

    private async Task<Guid> Vehicle(string make, string model, int? year)
    {
        owner = (await Customer()).ExternalId;
        await Bulk(
            new
            {
                type = "vehicle",
                external_id = $"V-{make}",
                customer = new { external_id = owner },
                make,
                model,
                year,
            }
        );
        return (await Api.Get($"/api/vehicles?external_id=V-{make}")).Expect(200)["data"][0].GetProperty("id").GetGuid();
    }
}
