using System.Globalization;
using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Tests.Records.Facts;

namespace Rapport.Tests.Records.Criteria;

/// <summary>The customers that the cases speak of. All dates are so many days before today, at noon.</summary>
public abstract partial class Population(TestServer server) : FactTest(server)
{
    private readonly Dictionary<string, Guid> ids = [];

    protected IReadOnlyDictionary<string, Guid> People => ids;

    private DateTimeOffset Today => new(Clock.Now().UtcDateTime.Date, TimeSpan.Zero);

    private DateTimeOffset Ago(int days) => Today.AddDays(-days).AddHours(12);

    private string Day(int ahead) => Today.AddDays(ahead).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    protected async Task Populate()
    {
        await Fields();
        await Customers();
        await Orders();
        await OtherFacts();
        await Segments();
        // Somebody whom no list shows.
        (await Api.Delete($"/api/customers/{ids["Lou"]}")).Expect(204);
        ids.Remove("Lou");
    }

    private async Task Fields()
    {
        foreach (
            var field in new object[]
            {
                new
                {
                    key = "colour",
                    type = "text",
                    label = "Colour",
                },
                new
                {
                    key = "shoe_size",
                    type = "number",
                    label = "Shoe size",
                },
                new
                {
                    key = "member_since",
                    type = "date",
                    label = "Member since",
                },
                new
                {
                    key = "plan",
                    type = "choice",
                    label = "Plan",
                    options = new[] { "Basic", "Plus" },
                },
                new
                {
                    key = "likes",
                    type = "multi_choice",
                    label = "Likes",
                    options = new[] { "tea", "coffee", "water" },
                },
                new
                {
                    key = "insured",
                    type = "boolean",
                    label = "Insured",
                },
                new
                {
                    key = "site",
                    type = "url",
                    label = "Site",
                },
                new
                {
                    key = "buddy",
                    type = "user",
                    label = "Buddy",
                },
            }
        )
            (await Api.Post("/api/custom-fields", field)).Expect(201);
    }

    private async Task Customers()
    {
        var owner = Server.OwnerOf(Organization).Id;
        await Add(
            "Ada",
            new
            {
                email = "ada@example.org",
                phone = "+44 1482 555101",
                preferred_language = "en",
                source = "web",
                external_id = "A-1",
                birth_date = "1990-05-17",
                registration_date = "2020-01-15",
                tags = new[] { "VIP", "MOT lapsed" },
            }
        );
        await Add("Ben", new { email = "BEN@Example.com", source = "referral" });
        await Add("Cleo", new { preferred_language = "de", tags = new[] { "VIP" } });
        foreach (var name in new[] { "Dan", "Eve", "Ivy", "Lou" })
            await Add(name, new { });
        await Add(
            "Fleet Ltd",
            new
            {
                type = "organization",
                tags = new[] { "Fleet" },
                account = new
                {
                    legal_name = "Fleet Ltd",
                    industry = "Technology",
                    employee_count = "51-200",
                    annual_revenue = "1M-10M",
                    size = "medium",
                    arr = 24000,
                    contract_end = Day(60),
                    website = "https://fleet.example",
                },
            }
        );
        await Add(
            "Gull Foods",
            new
            {
                type = "organization",
                account = new
                {
                    industry = "Food & Drink",
                    employee_count = "1-10",
                    annual_revenue = "<100K",
                    size = "small",
                },
            }
        );
        await Add(
            "Harbour Inc",
            new
            {
                type = "organization",
                account = new
                {
                    industry = "technology",
                    employee_count = "1000+",
                    annual_revenue = "100M+",
                    size = "enterprise",
                    arr = 120000,
                },
            }
        );
        await Add(
            "Jon",
            new
            {
                custom_fields = new
                {
                    colour = "Deep Red",
                    shoe_size = 42,
                    member_since = "2020-05-01",
                    plan = "Plus",
                    likes = new[] { "tea", "coffee" },
                    insured = true,
                    site = "https://jon.example",
                    buddy = owner,
                },
            }
        );
        await Add(
            "Kim",
            new
            {
                display_name = "Kim 100%_off",
                custom_fields = new
                {
                    colour = "Émeraude",
                    shoe_size = 7.5,
                    member_since = "2023-01-01",
                    plan = "Basic",
                    likes = new[] { "tea" },
                    insured = false,
                },
            }
        );
        await Part(
            "Ada",
            "addresses",
            new
            {
                address_type = "billing",
                street_line_1 = "1 Quay",
                city = "Hull",
                postal_code = "HU1 1AA",
                country = "GB",
            }
        );
        await Part(
            "Ben",
            "addresses",
            new
            {
                address_type = "billing",
                street_line_1 = "2 Row",
                city = "Leeds",
                postal_code = "LS1 1AA",
                country = "GB",
            }
        );
        await Part(
            "Fleet Ltd",
            "contacts",
            new
            {
                first_name = "Fay",
                last_name = "Lee",
                job_title = "Fleet manager",
                role = "decision_maker",
            }
        );
    }

    private async Task Segments()
    {
        var fleets = (await Api.Post("/api/segments", new { name = "Fleets", type = "static" })).Expect(201).Id;
        (await Api.Post("/api/segments", new { name = "Nobody", type = "static" })).Expect(201);
        (await Api.Post($"/api/segments/{fleets}/members", new { customer_ids = new[] { ids["Fleet Ltd"], ids["Harbour Inc"] } })).Expect(
            200
        );
    }

    private async Task Add(string name, object more)
    {
        var body = JsonSerializer.SerializeToNode(more, Rapport.Platform.Http.ApiJson.Options)!.AsObject();
        body.TryAdd("display_name", name);
        body.TryAdd("type", "individual");
        body.TryAdd("external_id", $"P-{name}");
        ids[name] = (await Api.Post("/api/customers?on_duplicate=create", body)).Expect(201).Id;
    }

    private async Task Part(string name, string part, object body) =>
        (await Api.Post($"/api/customers/{ids[name]}/{part}", body)).Expect(201);
}
