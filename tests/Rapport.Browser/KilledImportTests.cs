using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Rapport.Platform.Data;

namespace Rapport.Browser;

/// <summary>kill -9 of whatever runs an import, at ten random moments: taken up again, it leaves exactly the file.</summary>
[Trait("Spec", "CUS-9")]
public abstract class KilledImportTests(PublishedServer server)
{
    public sealed class OnSqlite(SqliteProgram server) : KilledImportTests(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : KilledImportTests(server), IClassFixture<PostgresProgram>;

    private const int Rows = 12_000,
        Kills = 10;

    // No moment is so late that what is left could be done before the blow falls.
    private const double Latest = 0.5;

    [Fact]
    public async Task Of_the_command()
    {
        var (prefix, file) = ("Ole", Path.Combine(Path.GetTempPath(), $"rapport-{Ids.Next():N}.csv"));
        await File.WriteAllTextAsync(file, Content(prefix));
        try
        {
            var random = new Random(1);
            for (var kill = 0; kill < Kills; kill++)
            {
                Assert.True(await server.KillAt(() => Moment(random, kill, file), Command(file)), "It ended before it was killed.");
                await HoldsWhatItSays(file, prefix);
            }
            var told = JsonDocument.Parse((await server.Run([.. Command(file), "--json"])).TrimEnd().Split('\n')[^1]).RootElement;
            Assert.Equal((Rows, Rows), (told.GetProperty("rows").GetInt32(), told.GetProperty("created").GetInt32()));
            await IsExactlyTheFile(prefix, told.GetProperty("id").GetGuid());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Of_the_server()
    {
        var prefix = "Brumm";
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.UTF8.GetBytes(Content(prefix))), "file", "brumm.csv" },
            { new StringContent("create"), "on_duplicate" },
        };
        var import = (
            await (await server.Api.PostAsync("/api/imports", form)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()
        )
            .GetProperty("id")
            .GetGuid();
        var random = new Random(2);
        for (var kill = 0; kill < Kills; kill++)
        {
            await GoOn(import);
            await Moment(random, kill, "brumm.csv");
            await server.Kill();
            await HoldsWhatItSays("brumm.csv", prefix);
            await server.StartServer();
        }
        await GoOn(import);
        for (
            var tries = 0;
            (await server.Api.GetFromJsonAsync<JsonElement>($"/api/imports/{import}")).GetProperty("state").GetString() != "finished";
            tries++
        )
        {
            Assert.True(tries < 1200, "The import never came to its end.");
            await Task.Delay(100);
        }
        await IsExactlyTheFile(prefix, import);
    }

    // A server takes up what it ran before it was killed once the lease of that is over, so it may be ahead of whoever asks.
    private async Task GoOn(Guid import)
    {
        var answer = await server.Api.PostAsync($"/api/imports/{import}/run", null);
        if (answer.StatusCode != System.Net.HttpStatusCode.Conflict)
            answer.EnsureSuccessStatusCode();
        else
            Assert.Contains("import_running", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    // Nobody has an ID, and equal rows are there on purpose: only the place in the file tells them apart. So many columns make for small
    // batches.
    private static string Content(string prefix) =>
        $"name,city{string.Concat(Enumerable.Range(3, 398).Select(c => $",c{c}"))}\n"
        + string.Concat(Enumerable.Range(0, Rows).Select(i => $"{prefix} {i % 97},Town {i % 13}{new string(',', 398)}\n"));

    private static string[] Command(string file) => ["import", "customers", file, "--on-duplicate", "create"];

    /// <summary>When so many rows are in, and then some: while it starts, reads, writes or commits.</summary>
    private async Task Moment(Random random, int kill, string file)
    {
        var (row, later) = ((long)(Rows * Latest * (kill + random.NextDouble()) / Kills), random.Next(120));
        await using var connection = await server.Open();
        while ((await Done(connection, file)) < row)
            await Task.Delay(5);
        await Task.Delay(later);
    }

    private static async Task<long> Done(System.Data.Common.DbConnection connection, string file) =>
        (
            await connection.Rows($"select rows_done from imports where file_name = {Path.GetFileName(file)}", row => row.Long(0), default)
        ).SingleOrDefault();

    private async Task HoldsWhatItSays(string file, string prefix)
    {
        await using var connection = await server.Open();
        Assert.Equal(
            await Done(connection, file),
            (await connection.Rows($"select count(*) from customers where display_name like {prefix + " %"}", row => row.Long(0), default))[
                0
            ]
        );
    }

    private async Task IsExactlyTheFile(string prefix, Guid import)
    {
        await using var connection = await server.Open();
        var found = (
            await connection.Rows(
                $"select display_name, count(*) from customers where display_name like {prefix + " %"} group by display_name",
                row => (row.Text(0), row.Long(1)),
                default
            )
        ).ToDictionary();
        Assert.Equal(Enumerable.Range(0, Rows).GroupBy(i => $"{prefix} {i % 97}").ToDictionary(g => g.Key, g => (long)g.Count()), found);
        Assert.Equal(
            (Rows, Rows),
            (
                await connection.Rows(
                    $"select count(*), count(distinct row) from import_rows where import_id = {import}",
                    row => (row.Int(0), row.Int(1)),
                    default
                )
            )[0]
        );
        Assert.Contains(" 0 differences", await server.Run("verify"), StringComparison.Ordinal);
        Assert.Contains("whole", await server.Run("audit", "verify"), StringComparison.Ordinal);
    }
}
