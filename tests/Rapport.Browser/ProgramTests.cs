using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Tests.Harness;

namespace Rapport.Browser;

/// <summary>The published program as a process: killed while it writes, and driven from the command line beside a running server.</summary>
public abstract class ProgramTests(PublishedServer server)
{
    public sealed class OnSqlite(SqliteProgram server) : ProgramTests(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : ProgramTests(server), IClassFixture<PostgresProgram>;

    [Fact]
    [Trait("Spec", "PLT-12")]
    public async Task Kill_9_loses_nothing_that_was_acknowledged()
    {
        for (var round = 0; round < 3; round++)
        {
            var acknowledged = new ConcurrentBag<string>();
            using var writing = new CancellationTokenSource();
            var writers = Enumerable.Range(0, 4).Select(writer => Write(writer, round, acknowledged, writing.Token)).ToList();
            while (acknowledged.Count < 25)
                await Task.Delay(5);
            await server.Kill();
            await writing.CancelAsync();
            await Task.WhenAll(writers);

            await server.StartServer();
            foreach (var id in acknowledged)
                Assert.Equal(System.Net.HttpStatusCode.OK, (await server.Api.GetAsync($"/api/customers/{id}")).StatusCode);
        }
        Assert.Contains(" 0 differences", await server.Run("verify"), StringComparison.Ordinal);
        Assert.Contains("whole", await server.Run("audit", "verify"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Spec", "PLT-11"), Trait("Spec", "FCT-1")]
    public async Task Kill_9_in_the_middle_of_a_bulk_keeps_what_was_acknowledged_and_sending_it_again_ends_the_same()
    {
        const int Lines = 30_000;
        var customers = new List<string>();
        for (var i = 0; i < 5; i++)
            customers.Add(await Create($"Bulked {i}"));
        var run = Ids.Next().ToString("N");
        var body = string.Join(
            '\n',
            Enumerable
                .Range(0, Lines)
                .Select(i =>
                    $$"""{"type":"order","external_id":"{{run}}-{{i}}","customer":{"id":"{{customers[i % 5]}}"}"""
                    + $$""","number":"{{i}}","status":"paid","ordered_at":"2026-03-01T10:00:00Z","currency":"EUR","total":10}"""
                )
        );

        var acknowledged = await AcknowledgedUntilKilled(body);
        await server.StartServer();

        Assert.InRange(acknowledged, 1, Lines - 1);
        Assert.InRange(await Orders(run), acknowledged, Lines);
        Assert.Contains(" 0 differences", await server.Run("verify"), StringComparison.Ordinal);
        foreach (var unchanged in new[] { 0, Lines })
        {
            using var answer = await server.Api.PostAsync("/api/facts/bulk", Ndjson(body));
            var tally = JsonDocument
                .Parse((await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).TrimEnd().Split('\n')[^1])
                .RootElement;
            Assert.Equal(Lines, tally.GetProperty("created").GetInt32() + tally.GetProperty("unchanged").GetInt32());
            Assert.InRange(tally.GetProperty("unchanged").GetInt32(), Math.Max(acknowledged, unchanged), Lines);
        }
        Assert.Equal(Lines, await Orders(run));
        Assert.Contains(" 0 differences", await server.Run("verify"), StringComparison.Ordinal);
        Assert.Contains("whole", await server.Run("audit", "verify"), StringComparison.Ordinal);
    }

    /// <summary>Rows that the answer told of before the server died.</summary>
    private async Task<int> AcknowledgedUntilKilled(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/facts/bulk") { Content = Ndjson(body) };
        var told = 0;
        try
        {
            using var answer = await server.Api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            using var lines = new StreamReader(await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
            while (await lines.ReadLineAsync() is { } line)
            {
                if (line.Contains("\"result\":\"created\"", StringComparison.Ordinal))
                    told++;
                if (told == 1)
                    await server.Kill();
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException) { }
        return told;
    }

    private static StringContent Ndjson(string body) => new(body, System.Text.Encoding.UTF8, "application/x-ndjson");

    private async Task<long> Orders(string run)
    {
        await using var connection = await server.Open();
        return (await connection.Rows($"select count(*) from orders where external_id like {run + "-%"}", row => row.Long(0), default))[0];
    }

    [Fact]
    [Trait("Spec", "SEC-3")]
    public async Task The_log_is_proved_whole_beside_a_running_server_and_its_first_flipped_byte_is_named()
    {
        for (var i = 0; i < 5; i++)
            await Create($"Witness {i}");
        Assert.Contains("whole", await server.Run("audit", "verify"), StringComparison.Ordinal);

        var (code, printed) = await Tampered(() => server.Try("audit", "verify"));

        Assert.Equal(1, code);
        Assert.Contains("broken", printed, StringComparison.Ordinal);
        Assert.Contains("whole", await server.Run("audit", "verify"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Spec", "CUS-9")]
    public async Task An_import_from_the_command_line_accounts_for_every_row()
    {
        var file = Path.Combine(Path.GetTempPath(), $"rapport-{Ids.Next():N}.csv");
        await File.WriteAllTextAsync(
            file,
            "Name;E-Mail;Phone\nOle Brumm;ole@example.org;+47 22 86 44 00\nOle Brumm;ole@example.org;+47 22 86 44 00\nNobody;not an "
                + "address;\n;;\n\"=1+1\";formula@example.org;\n"
        );
        try
        {
            var answer = JsonDocument
                .Parse((await server.Run("import", "customers", file, "--json")).TrimEnd().Split('\n')[^1])
                .RootElement;
            int Of(string name) => answer.GetProperty(name).GetInt32();

            Assert.Equal(Of("rows"), Of("created") + Of("updated") + Of("skipped") + Of("duplicates") + Of("rejected"));
            Assert.True(Of("rejected") >= 1);
            Assert.True(File.Exists(answer.GetProperty("rejected_file").GetString()));
            var again = JsonDocument.Parse((await server.Run("import", "customers", file, "--json")).TrimEnd().Split('\n')[^1]).RootElement;
            Assert.Equal(Of("rows"), again.GetProperty("rows").GetInt32());
            Assert.Equal(
                1,
                (await server.Api.GetFromJsonAsync<JsonElement>("/api/customers?search=formula%40example.org"))
                    .GetProperty("total")
                    .GetInt32()
            );
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task Write(int writer, int round, ConcurrentBag<string> acknowledged, CancellationToken ct)
    {
        for (var i = 0; !ct.IsCancellationRequested; i++)
        {
            try
            {
                acknowledged.Add(await Create($"Written {round} {writer} {i}"));
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException or JsonException)
            {
                return;
            }
        }
    }

    private async Task<string> Create(string name)
    {
        var answer = await server.Api.PostAsJsonAsync(
            "/api/customers?on_duplicate=create",
            new { type = "individual", display_name = name }
        );
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>
    /// Flips one byte of an event with the guards off, as only an administrator of the database can, and mends it afterwards.
    /// </summary>
    private async Task<T> Tampered<T>(Func<Task<T>> look)
    {
        await using var connection = await server.Open();
        var postgres = server.Engine == Engine.Postgres;
        var guards = postgres
            ? []
            : await connection.Rows(
                $"select name, sql from sqlite_master where type = 'trigger' and tbl_name = 'events'",
                row => (Name: row.Text(0), Sql: row.Text(1)),
                default
            );
        if (postgres)
            await connection.Execute(Sql.Raw("alter table events disable trigger user"), default);
        foreach (var (name, _) in guards)
            await connection.Execute(Sql.Raw($"drop trigger {name}"), default);
        var (id, payload) = (
            await connection.Rows($"select id, payload from events order by id limit 1 offset 3", row => (row.Id(0), row.Bytes(1)), default)
        ).Single();
        try
        {
            var flipped = payload.ToArray();
            flipped[^1] ^= 1;
            await connection.Execute($"update events set payload = {flipped} where id = {id}", default);
            return await look();
        }
        finally
        {
            await connection.Execute($"update events set payload = {payload} where id = {id}", default);
            foreach (var (_, sql) in guards)
                await connection.Execute(Sql.Raw(sql), default);
            if (postgres)
                await connection.Execute(Sql.Raw("alter table events enable trigger user"), default);
        }
    }
}
