using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Platform.Web;

/// <summary>
/// The stream tells nobody that something happened which they may not know of: it names what changed, and that is news too.
/// </summary>
[Trait("Spec", "C360-19.5"), Trait("Spec", "C360-23")]
public abstract class LivePermissionTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : LivePermissionTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : LivePermissionTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task A_role_without_payment_data_hears_of_no_payment()
    {
        var id = await Customer();
        var masked = await With("masked", Grants.All with { Masks = new HashSet<Mask> { Mask.PaymentData } });
        using var theirs = await Open(masked, $"payment:{id},payment_method:{id},payments,customer:{id}");
        using var ours = await Open(Api, $"payment:{id}");

        (
            await Api.Post(
                "/api/payments",
                new
                {
                    customer_id = id,
                    amount = 5,
                    currency = "EUR",
                }
            )
        ).Expect(201);

        Assert.Equal([$"payment:{id}"], await Next(ours));
        Assert.Equal([$"customer:{id}"], await AfterRename(theirs, id));
    }

    [Fact]
    public async Task Who_reads_their_own_customers_hears_of_no_others()
    {
        var (id, mine) = (await Customer(), Guid.Empty);
        var own = await With("own-live", Grants.All with { Scopes = Grants.All.Scopes.Keys.ToDictionary(k => k, _ => Scope.Own) });
        mine = (await own.Post("/api/customers?on_duplicate=create", new { type = "individual", display_name = "Mine Alone" }))
            .Expect(201)
            .Id;
        using var stream = await Open(
            own,
            $"customer:{id},order:{id},facts:{id},ticket:{id},note:{id},activity:{id},attachment:{id},segments:{id},"
                + $"timeline:{id},customer:{mine}"
        );

        (await Api.Patch($"/api/customers/{id}", new { display_name = "Renamed elsewhere" })).Expect(200);
        (
            await Api.Post(
                "/api/orders",
                new
                {
                    customer_id = id,
                    number = "1",
                    total = 5,
                    currency = "EUR",
                }
            )
        ).Expect(201);
        (
            await Api.Post(
                "/api/notes",
                new
                {
                    customer_id = id,
                    content = "For nobody else",
                    visibility = "all",
                }
            )
        ).Expect(201);

        Assert.Equal([$"customer:{mine}"], await AfterRename(stream, mine));
    }

    [Fact]
    public async Task A_note_is_heard_by_those_alone_who_may_read_it()
    {
        var id = await Customer();
        var (here, there) = (
            (await Api.Post("/api/branches", new { name = $"Here {Ids.Next():N}" })).Expect(201).Id,
            (await Api.Post("/api/branches", new { name = $"There {Ids.Next():N}" })).Expect(201).Id
        );
        await Add("all-live", Grants.All);
        var (author, neighbour, other) = (await As("all-live", here), await As("all-live", here), await As("all-live", there));
        var names = $"note:{id},facts:{id},timeline:{id},customer:{id}";
        using var writes = await Open(author, names);
        using var near = await Open(neighbour, names);
        using var far = await Open(other, names);

        var note = (
            await author.Post(
                "/api/notes",
                new
                {
                    customer_id = id,
                    content = "Mine alone",
                    visibility = "private",
                }
            )
        ).Expect(201).Id;
        Assert.Contains($"note:{id}", await Next(writes));
        (await author.Patch($"/api/notes/{note}", new { content = "Mine alone, and more" })).Expect(200);
        Assert.Contains($"note:{id}", await Next(writes));
        var team = (
            await author.Post(
                "/api/notes",
                new
                {
                    customer_id = id,
                    content = "For the branch",
                    visibility = "team",
                }
            )
        ).Expect(201).Id;
        Assert.Contains($"note:{id}", await Next(near));
        (await author.Delete($"/api/notes/{note}")).Expect(204);
        Assert.Equal([$"customer:{id}"], await AfterRename(far, id));

        // Opened to all, it is for all to see; closed again, for all to see gone.
        (await author.Patch($"/api/notes/{team}", new { visibility = "all" })).Expect(200);
        Assert.Contains($"note:{id}", await Next(far));
        (await author.Patch($"/api/notes/{team}", new { visibility = "private" })).Expect(200);
        Assert.Contains($"note:{id}", await Next(far));
    }

    [Fact]
    public async Task Lists_and_what_is_somebody_elses_are_for_those_who_may_see_them()
    {
        var id = await Customer();
        var owner = Server.OwnerOf(Organization).Id;
        var reader = await With(
            "reader-live",
            new Grants(new Dictionary<Permission, Scope> { [Permission.ReadCustomers] = Scope.All }, new HashSet<Mask>())
        );
        using var stream = await Open(
            reader,
            $"tickets,opportunities,service_levels,imports,waiting_facts,personal-data,notifications:{owner},"
                + $"my-activities:{owner},user:{owner},whatever,customer:{id}"
        );

        (await Api.Post("/api/tickets", new { customer_id = id, subject = "Unheard" })).Expect(201);
        (await Api.Post("/api/opportunities", new { customer_id = id, name = "Unheard" })).Expect(201);
        (
            await Api.Put(
                "/api/tickets/service-levels",
                new
                {
                    levels = new[]
                    {
                        new
                        {
                            priority = "low",
                            first_response_hours = 24,
                            resolution_hours = 120,
                        },
                    },
                }
            )
        ).Expect(200);

        Assert.Equal([$"customer:{id}"], await AfterRename(stream, id));
    }

    private async Task<Guid> Customer() =>
        (await Api.Post("/api/customers?on_duplicate=create", new { type = "individual", display_name = "Watched Wilma" })).Expect(201).Id;

    private Task Add(string role, Grants grants) => Change((db, _) => db.Add(new Role(role, role, grants, false)));

    private async Task<HttpClient> With(string role, Grants grants)
    {
        await Add(role, grants);
        return await As(role);
    }

    private async Task<StreamReader> Open(HttpClient by, string names)
    {
        await LogIsSealed();
        var response = await by.GetAsync($"/live?names={names}", HttpCompletionOption.ResponseHeadersRead);
        var stream = new StreamReader(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
        // The first heartbeat: from here on it listens.
        await stream.ReadLineAsync();
        return stream;
    }

    /// <summary>All that is heard until a change that may be heard.</summary>
    private async Task<IReadOnlyList<string>> AfterRename(StreamReader stream, Guid id)
    {
        (await Api.Patch($"/api/customers/{id}", new { display_name = $"Renamed {Ids.Next():N}" })).Expect(200);
        var heard = new SortedSet<string>();
        while (!heard.Contains($"customer:{id}"))
            heard.UnionWith(await Next(stream));
        return [.. heard];
    }

    private static async Task<IReadOnlyList<string>> Next(StreamReader stream)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await stream.ReadLineAsync(patience.Token) is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                return
                [
                    .. JsonSerializer
                        .Deserialize<JsonElement>(line["data: ".Length..])
                        .GetProperty("records")
                        .EnumerateArray()
                        .Select(r => r.GetString()!),
                ];
        return [];
    }
}
