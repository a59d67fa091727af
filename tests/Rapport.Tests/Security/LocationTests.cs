using Rapport.Platform.Data;

namespace Rapport.Tests.Security;

[Trait("Spec", "PLT-8")]
public abstract class LocationTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : LocationTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : LocationTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task Where_a_creation_says_its_record_stands_it_can_be_read()
    {
        var (one, other) = (await Customer("Here Ltd"), await Customer("There Ltd"));
        var viewer = await Server.AddUser(Organization, "viewer");

        foreach (
            var (path, body) in new (string, object)[]
            {
                ($"/api/customers/{one}/contacts", new { first_name = "A", last_name = "B" }),
                (
                    $"/api/customers/{one}/addresses",
                    new
                    {
                        address_type = "billing",
                        street_line_1 = "1 Quay",
                        city = "Hull",
                        country = "GB",
                    }
                ),
                ($"/api/customers/{one}/relationships", new { to_customer_id = other, relationship_type = "partner" }),
                ($"/api/customers/{one}/tags", new { name = "Harbour" }),
                ("/api/tags", new { name = "Dock" }),
                ($"/api/customers/{one}/external-ids", new { system = "sap", value = "4711" }),
                ($"/api/customers/{one}/team", new { user_id = viewer, role = "sales" }),
                (
                    "/api/custom-fields",
                    new
                    {
                        key = "quay",
                        label = "Quay",
                        type = "text",
                    }
                ),
                ("/api/views", new { name = "Mine" }),
                ("/api/branches", new { name = "Quay" }),
                ("/api/roles", new { name = "Docker", permissions = new { } }),
                ("/api/api-keys", new { name = "Till", scopes = new[] { "customers.read" } }),
                ("/api/segments", new { name = "Regulars" }),
                (
                    "/api/users",
                    new
                    {
                        name = "New",
                        email = "new@example.org",
                        role_ids = Array.Empty<Guid>(),
                    }
                ),
                ($"/api/customers/{one}/merges", new { duplicate_ids = new[] { other } }),
            }
        )
        {
            var made = (await Api.Post(path, body)).Expect(201);
            var read = await Api.Get(made.Headers.Location!.ToString());
            Assert.True(read.Status == 200, $"{path} → {made.Headers.Location}: {read}");
            if (made.Json.TryGetProperty("id", out var id) && read.Json.TryGetProperty("id", out var same))
                Assert.Equal(id.GetGuid(), same.GetGuid());
        }
    }

    [Fact]
    public async Task Whatever_answers_GET_answers_HEAD_without_a_body()
    {
        var customer = await Customer("Headland");

        foreach (
            var path in new[]
            {
                "/health/live",
                "/api/customers",
                $"/api/customers/{customer}",
                "/api/customers/export",
                "/openapi/v1.json",
                "/customers",
            }
        )
        {
            var (whole, head) = (await Api.Get(path), await Api.Ask(HttpMethod.Head, path));
            Assert.True(
                head.Status == whole.Status && head.Text.Length == 0 && head.ContentType == whole.ContentType,
                $"{path}: {head} for {whole.Status} {whole.ContentType}"
            );
        }
        Assert.Equal(404, (await Api.Ask(HttpMethod.Head, $"/api/customers/{Ids.Next()}")).Status);
        Assert.Equal(401, (await Stranger.Ask(HttpMethod.Head, "/api/customers")).Status);
    }

    [Fact, Trait("Spec", "PLT-10")]
    public async Task A_repeated_creation_tells_the_same_version()
    {
        var fields = new { type = "individual", display_name = "Once Only" };
        var (first, again) = (
            await Api.Post("/api/customers", fields, ("Idempotency-Key", "once")),
            await Api.Post("/api/customers", fields, ("Idempotency-Key", "once"))
        );

        Assert.Equal(
            (201, first.Text, first.Headers.ETag?.Tag, first.Headers.Location),
            (again.Status, again.Text, again.Headers.ETag?.Tag, again.Headers.Location)
        );
        Assert.NotNull(again.Headers.ETag);
        Assert.Equal("true", again.Headers.GetValues("Idempotent-Replayed").Single());
    }

    private async Task<Guid> Customer(string name) =>
        (await Api.Post("/api/customers?on_duplicate=create", new { type = "organization", display_name = name })).Expect(201).Id;
}
