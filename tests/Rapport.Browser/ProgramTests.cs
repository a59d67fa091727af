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
            while (acknowledged.Count < 25) await Task.Delay(5);
            await server.Kill();
            await writing.CancelAsync();
            await Task.WhenAll(writers);

            await server.StartServer();
            foreach (var id in acknowledged) Assert.Equal(System.Net.HttpStatusCode.OK, (await server.Api.GetAsync($"/api/customers/{id}")).StatusCode);
        }
        Assert.Contains(" 0 differences", await server.Run("verify"), StringComparison.Ordinal);
        Assert.Contains("whole", await server.Run("audit", "verify"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Spec", "SEC-3")]
    public async Task The_log_is_proved_whole_beside_a_running_server_and_its_first_flipped_byte_is_named()
    {
        for (var i = 0; i < 5; i++) await Create($"Witness {i}");
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
        await File.WriteAllTextAsync(file, "Name;E-Mail;Phone\nOle Brumm;ole@example.org;+47 22 86 44 00\nOle Brumm;ole@example.org;+47 22 86 44 00\nNobody;not an address;\n;;\n\"=1+1\";formula@example.org;\n");
        try
        {
            var answer = JsonDocument.Parse((await server.Run("import", "customers", file, "--json")).TrimEnd().Split('\n')[^1]).RootElement;
            int Of(string name) => answer.GetProperty(name).GetInt32();

            Assert.Equal(Of("rows"), Of("created") + Of("updated") + Of("skipped") + Of("duplicates") + Of("rejected"));
            Assert.True(Of("rejected") >= 1);
            Assert.True(File.Exists(answer.GetProperty("rejected_file").GetString()));
            var again = JsonDocument.Parse((await server.Run("import", "customers", file, "--json")).TrimEnd().Split('\n')[^1]).RootElement;
            Assert.Equal(Of("rows"), again.GetProperty("rows").GetInt32());
            Assert.Equal(1, (await server.Api.GetFromJsonAsync<JsonElement>("/api/customers?search=formula%40example.org")).GetProperty("total").GetInt32());
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
        var answer = await server.Api.PostAsJsonAsync("/api/customers?on_duplicate=create", new { type = "individual", display_name = name });
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>Flips one byte of an event with the guards off, as only an administrator of the database can, and mends it afterwards.</summary>
    private async Task<T> Tampered<T>(Func<Task<T>> look)
    {
        await using var connection = await server.Open();
        var postgres = server.Engine == Engine.Postgres;
        var guards = postgres ? [] : await connection.Rows($"select name, sql from sqlite_master where type = 'trigger' and tbl_name = 'events'", row => (Name: row.Text(0), Sql: row.Text(1)), default);
        if (postgres) await connection.Execute(Sql.Raw("alter table events disable trigger user"), default);
        foreach (var (name, _) in guards) await connection.Execute(Sql.Raw($"drop trigger {name}"), default);
        var (id, payload) = (await connection.Rows($"select id, payload from events order by id limit 1 offset 3", row => (row.Id(0), row.Bytes(1)), default)).Single();
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
            foreach (var (_, sql) in guards) await connection.Execute(Sql.Raw(sql), default);
            if (postgres) await connection.Execute(Sql.Raw("alter table events enable trigger user"), default);
        }
    }
}
