using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;

namespace Rapport.Bench;

/// <summary>
/// A file into a base of many customers: read, validated, compared with all of them, written with all that derives from it. Beside it the
/// same customers as bare inserts into their one table.
/// </summary>
internal static class ImportBench
{
    private const int PerTransaction = 5_000;

    private sealed record Row(string Name, string Email, string Phone);

    private sealed record Command(JsonElement Answer, double Seconds, long Peak);

    public static async Task Run(BenchOptions options)
    {
        var folder =
            Environment.GetEnvironmentVariable("RAPPORT_BENCH_DATA")
            ?? Path.Combine(Path.GetTempPath(), $"rapport-bench-{(options.OnSqlite ? "sqlite" : "postgres")}-{options.Rows}");
        Directory.CreateDirectory(folder);
        var postgres = options.OnSqlite
            ? null
            : Environment.GetEnvironmentVariable("RAPPORT_BENCH_DATABASE")
                ?? throw new InvalidOperationException("Set RAPPORT_BENCH_DATABASE to a connection string.");
        var organization = await CustomersBench.Prepare(folder, postgres, options);
        await using var bare = await BareSql.Open(folder, postgres, organization);
        Console.WriteLine(
            $"# {options.FileRows:N0} rows into {options.Rows:N0} customers on "
                + $"{(options.OnSqlite ? "SQLite" : "PostgreSQL under row-level security")}, {Environment.ProcessorCount} cores "
                + "shared by import and database"
        );
        var rows = await Rows(bare, organization, options.FileRows);
        var file = Path.Combine(folder, "bench-import.csv");
        Write(file, rows);

        Console.WriteLine($"{"", -44} {"rows/s", 9} {"seconds", 9} {"peak MB", 9}");
        var small = Path.Combine(folder, "bench-warm.csv");
        Write(small, [.. rows.Take(1000).Select(r => r with { Email = "warm." + r.Email })]);
        await Rapport(folder, postgres, "import", "customers", small, "--again");
        var import = await Rapport(folder, postgres, "import", "customers", file, "--again");
        Tell("import, duplicates to review", options.FileRows, import.Answer.GetProperty("seconds").GetDouble(), import.Peak);
        Console.WriteLine($"  {import.Answer}");
        var undo = await Rapport(folder, postgres, "import", "undo", import.Answer.GetProperty("id").GetString()!);
        Tell("undo of it", options.FileRows, undo.Answer.GetProperty("seconds").GetDouble(), undo.Peak);
        Tell("bare inserts into customers alone", options.FileRows, await Bare(bare, organization, rows, options.OnSqlite), null);
        File.Delete(file);
        File.Delete(small);
    }

    /// <summary>New people for the most part; each twentieth is here already, each fiftieth cannot be taken in.</summary>
    private static async Task<List<Row>> Rows(BareSql bare, Guid organization, int count)
    {
        await using var connection = await bare.Connect();
        var known = await connection.Rows(
            $"select display_name, email, phone from customers where organization_id = {organization} order by id limit {count / 20 + 1}",
            row => new Row(row.Text(0), row.Text(1), row.Text(2)),
            default
        );
        var (random, run) = (new Random(20260302), Ids.Next().ToString("N")[..8]);
        string Word(int syllables) =>
            CultureInfo.InvariantCulture.TextInfo.ToTitleCase(
                string.Concat(
                    Enumerable.Range(0, syllables).Select(_ => $"{"bcdfghklmnprstvwz"[random.Next(17)]}{"aeiou"[random.Next(5)]}")
                )
            );
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(n =>
                {
                    if (n % 20 == 7)
                        return known[n / 20];
                    var (first, last) = (Word(2 + n % 2), Word(3 + n % 2));
                    return new Row(
                        $"{first} {last}",
                        n % 50 == 3 ? "not an address" : $"{first}.{last}.{n}.{run}@example.org".ToLowerInvariant(),
                        $"+44{random.NextInt64(7_100_000_000, 7_999_999_999)}"
                    );
                }),
        ];
    }

    private static void Write(string file, List<Row> rows)
    {
        using var writer = new StreamWriter(file);
        writer.WriteLine("name,email,phone");
        foreach (var row in rows)
            writer.WriteLine($"{row.Name},{row.Email},{row.Phone}");
    }

    private static async Task<Command> Rapport(string folder, string? postgres, params string[] arguments)
    {
        var program =
            Environment.GetEnvironmentVariable("RAPPORT_BENCH_PROGRAM")
            ?? throw new InvalidOperationException("bin/bench says which program to measure.");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments, "--organization", "Bench", "--data", folder, "--json"])
        {
            RedirectStandardOutput = true,
        };
        if (postgres is not null)
            start.Environment["RAPPORT_DATABASE"] = postgres;
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var (saying, peak) = (process.StandardOutput.ReadToEndAsync(), 0L);
        while (!saying.IsCompleted)
        {
            process.Refresh();
            if (!process.HasExited)
                peak = Math.Max(peak, process.PeakWorkingSet64);
            await Task.WhenAny(saying, Task.Delay(100));
        }
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}.");
        return new Command(JsonDocument.Parse((await saying).TrimEnd().Split('\n')[^1]).RootElement, watch.Elapsed.TotalSeconds, peak);
    }

    private static async Task<double> Bare(BareSql bare, Guid organization, List<Row> rows, bool onSqlite)
    {
        await using var connection = await bare.Connect();
        // What each does best: SQLite with short statements and room for its pages, PostgreSQL with few round trips.
        if (onSqlite)
            await connection.Execute($"pragma cache_size = -131072", default);
        var perStatement = onSqlite ? 20 : 500;
        var owner = (
            await connection.Rows(
                $"select owner_id from customers where organization_id = {organization} and owner_id is not null limit 1",
                row => row.Id(0),
                default
            )
        )[0];
        var (watch, now, made) = (Stopwatch.StartNew(), TimeProvider.System.GetUtcNow(), new List<Guid>());
        foreach (var together in rows.Chunk(PerTransaction))
        {
            await using var transaction = await connection.BeginTransactionAsync();
            foreach (var chunk in together.Chunk(perStatement))
            {
                var values = chunk.Select(r =>
                {
                    made.Add(Ids.Next());
                    return Sql.Of(
                        $"""
                        ({organization}, {made[^1]}, {"individual"}, {r.Name}, {NameFolding.Key(r.Name)},
                        {"prospect"}, {r.Email}, {r.Email}, {r.Phone}, {r.Phone}, {owner}, {owner}, {now}, {now}, {1})
                        """
                    );
                });
                await using var command = Sql.Of(
                        $"""
                        insert into customers (organization_id, id, type, display_name, name_key, status, email, email_key, phone,
                          phone_e164, owner_id, created_by_id, created_at, updated_at, version) values {Sql.Join(", ", values)}
                        """
                    )
                    .Command(connection, transaction);
                await command.ExecuteNonQueryAsync();
            }
            await transaction.CommitAsync();
        }
        var seconds = watch.Elapsed.TotalSeconds;
        foreach (var chunk in made.Chunk(PerTransaction))
            await connection.Execute($"delete from customers where organization_id = {organization} and {Sql.In("id", chunk)}", default);
        return seconds;
    }

    private static void Tell(string what, int rows, double seconds, long? peak) =>
        Console.WriteLine(
            $"{what, -44} {rows / seconds, 9:N0} {seconds, 9:N1} "
                + $"{(peak is { } bytes ? (bytes >> 20).ToString("N0", CultureInfo.InvariantCulture) : ""), 9}"
        );
}
