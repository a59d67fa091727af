using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Platform.Jobs;
using Rapport.Platform.Observability;
using Rapport.Tests.Platform.Jobs;

namespace Rapport.Tests.Platform.Observability;

/// <summary>The server's figures at /metrics, as Prometheus reads them.</summary>
[Trait("Spec", "PLT-13")]
public abstract class MetricsTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteWithErrands server) : MetricsTests(server), IClassFixture<SqliteWithErrands>;

    public sealed class OnPostgres(PostgresWithErrands server) : MetricsTests(server), IClassFixture<PostgresWithErrands>;

    private const string FailedSignIns = "rapport_sign_ins_total{method=\"password\",outcome=\"failed\"}",
        DoneErrands = "rapport_job_duration_seconds_count{kind=\"test.errand\",outcome=\"done\"}",
        FailedErrands = "rapport_job_duration_seconds_count{kind=\"test.errand\",outcome=\"failed\"}",
        CreatedRows = "rapport_import_rows_total{result=\"created\"}",
        RejectedRows = "rapport_import_rows_total{result=\"rejected\"}",
        FinishedImports = "rapport_imports_total{outcome=\"finished\"}";

    [Fact]
    public async Task A_failed_and_a_good_sign_in_are_counted()
    {
        var email = Server.OwnerOf(Organization).Email;
        var before = await Figures();

        await Stranger.Post("/api/auth/login", new { email, password = "not this one" });
        (await Stranger.Post("/api/auth/login", new { email, password = TestServer.Password })).Expect(200);

        var after = await Figures();
        Assert.True(after[FailedSignIns] > before.GetValueOrDefault(FailedSignIns));
        var good = FailedSignIns.Replace("failed", "ok", StringComparison.Ordinal);
        Assert.True(after[good] > before.GetValueOrDefault(good));
    }

    [Fact]
    public async Task An_import_moves_the_figures_of_imports_and_their_rows()
    {
        var before = await Figures();

        using var file = new ByteArrayContent("name,email\nAda Lovelace,ada@example.org\nNobody,not an address\n"u8.ToArray());
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        var import = (await Api.Post("/api/imports?file_name=people.csv", file)).Expect(201).Id;
        (await Api.Post($"/api/imports/{import}/run")).Expect(202);
        await Eventually(async () => (await Api.Get($"/api/imports/{import}"))["state"].GetString() == "finished", "the import finished");

        var after = await Figures();
        foreach (var name in new[] { CreatedRows, RejectedRows, FinishedImports })
            Assert.True(after[name] > before.GetValueOrDefault(name), name);
        Assert.Contains("rapport_imports_running", after.Keys);
    }

    [Fact]
    public async Task A_job_is_counted_by_its_kind_and_how_it_ended()
    {
        var before = await Figures();

        await Change((db, _) => db.Add(Job.Of<RunErrand, Errand>(Organization, new("counted"), Clock.Now())));
        await Change((db, _) => db.Add(Job.Of<RunErrand, Errand>(Organization, new("counted twice", Fails: 1), Clock.Now())));

        await Eventually(
            async () =>
                await Figures() is var now
                && now.GetValueOrDefault(DoneErrands) > before.GetValueOrDefault(DoneErrands)
                && now.GetValueOrDefault(FailedErrands) > before.GetValueOrDefault(FailedErrands),
            "the jobs were counted"
        );
    }

    [Fact]
    public async Task What_waits_is_shown_by_reader_and_readiness_names_it()
    {
        var mine = Server.Node.Services.GetServices<Rapport.Platform.Events.ReaderRegistration>().First().Name;
        await Plainly(
            $"""
            insert into parked_events (organization_id, reader, position, error, parked_at)
            values ({Organization}, {mine}, 1, {"Test"}, {Clock.Now()})
            """
        );

        // A look that was under way when the event was parked is told to all who ask meanwhile.
        await Eventually(async () => (await Figures())[$"rapport_reader_parked{{reader=\"{mine}\"}}"] >= 1, "the parked event is counted");
        var figures = await Figures();
        foreach (var name in new[] { "rapport_sealer_lag", "rapport_jobs_waiting", "rapport_jobs_running", "rapport_jobs_failed" })
            Assert.Contains(name, figures.Keys);
        Assert.Equal(1, figures["rapport_ready"]);
        Assert.True(figures["rapport_disk_free_bytes"] > 0);
        var ready = (await Stranger.Get("/health/ready")).Expect(200);
        Assert.Contains($"parked events of reader {mine}", ready["behind"].EnumerateArray().Select(b => b.GetString()));
        await Plainly($"delete from parked_events where reader = {mine}");
    }

    [Fact]
    public async Task Statements_are_counted_by_their_database()
    {
        var name = $"rapport_statements_total{{database=\"{(Engine == Engine.Postgres ? "postgres" : "sqlite")}\"}}";
        var before = await Figures();

        (await Api.Get("/api/customers")).Expect(200);

        Assert.True((await Figures())[name] > before.GetValueOrDefault(name));
    }

    [Fact]
    public async Task Nothing_in_the_figures_tells_of_a_tenant_or_a_person()
    {
        var made = (
            await Api.Post(
                "/api/customers",
                new
                {
                    type = "individual",
                    display_name = "Grace Hopper",
                    email = "grace@example.org",
                }
            )
        ).Expect(201);
        (await Api.Get($"/api/customers/{made.Id}")).Expect(200);
        (await Api.Get("/api/customers?search=hopper")).Expect(200);

        var text = (await Stranger.Get("/metrics")).Expect(200).Text;

        foreach (
            var secret in new[]
            {
                Organization.ToString(),
                made.Id.ToString(),
                Server.OwnerOf(Organization).Email,
                "grace@example.org",
                "hopper",
                "select ",
                "insert ",
            }
        )
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("/api/customers/{id}", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("Forwarded", "for=203.0.113.9")]
    [InlineData("X-Real-IP", "203.0.113.9")]
    [InlineData("Host", "crm.example.org")]
    public async Task Without_a_token_what_comes_through_a_proxy_is_refused(string header, string value)
    {
        var answer = await Stranger.Ask(HttpMethod.Get, "/metrics", null, (header, value));

        Assert.Equal(403, answer.Status);
        Assert.DoesNotContain("rapport_", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_token_nobody_reads_them_without_it()
    {
        const string Token = "a long enough token";
        await using var node = await Server.StartNode(services => services.AddSingleton(MetricsAccess.FromSetting(Token)));

        Assert.Equal(401, (await node.Client().Get("/metrics")).Status);
        Assert.Equal(401, (await node.Client("another token altogether").Get("/metrics")).Status);
        Assert.Equal(200, (await node.Client(Token).Get("/metrics")).Status);
    }

    [Fact]
    public void A_token_that_can_be_guessed_is_refused_at_the_start() =>
        Assert.Throws<InvalidOperationException>(() => MetricsAccess.FromSetting("*"));

    /// <summary>Each series with its labels in order, without the meter's name.</summary>
    private async Task<Dictionary<string, double>> Figures()
    {
        var text = (await Stranger.Get("/metrics")).Expect(200).Text;
        return text.Split('\n')
            .Where(line => line.StartsWith("rapport_", StringComparison.Ordinal))
            .Select(line => line.Replace("otel_scope_name=\"Rapport\",", "", StringComparison.Ordinal))
            .Select(line => line.Replace("{otel_scope_name=\"Rapport\"}", "", StringComparison.Ordinal))
            .Select(line => line.Split(' '))
            .GroupBy(parts => parts[0])
            .ToDictionary(same => same.Key, same => double.Parse(same.Last()[1], CultureInfo.InvariantCulture));
    }
}
