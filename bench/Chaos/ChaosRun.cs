using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Rapport.Chaos;

/// <summary>
/// Lets people write on two nodes of a system of its own while the nodes are killed and the database is restarted, locked or short of room;
/// then looks for what was acknowledged. Nothing outside its own folders is touched.
/// </summary>
public sealed class ChaosRun(string program, bool onPostgres, TimeSpan length)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Random random = new(1);
    private readonly string folder = Directory.CreateTempSubdirectory("rapport-chaos-").FullName;
    private PostgresCluster? cluster;
    private ServedProgram[] nodes = [];
    private HttpClient[] clients = [];
    private int kills,
        restarts,
        locks,
        fullDisks,
        ended,
        readyLies;
    private double recoveredMax,
        readyMax;

    /// <summary>One line of JSON; false when anything was lost or doubled, or a program ended by itself.</summary>
    public async Task<(string Line, bool IsWhole)> Run()
    {
        var isDisk = !onPostgres && await Mount();
        try
        {
            await StartNodes();
            var ledger = new Ledger([() => clients[0], () => clients[1]]);
            ledger.Start(6);
            var began = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(began) < length)
            {
                await ledger.More(20, Patience);
                await Harm(isDisk);
                recoveredMax = Math.Max(recoveredMax, (await ledger.NextAcknowledged(Patience)).TotalSeconds);
                ended += nodes.Count(node => node.HasEnded);
            }
            await ledger.Stop();
            return await Report(ledger);
        }
        finally
        {
            foreach (var node in nodes)
                await node.DisposeAsync();
            if (cluster is not null)
                await cluster.DisposeAsync();
            if (isDisk)
                await Execute("umount", folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task StartNodes()
    {
        cluster = onPostgres ? await PostgresCluster.Create() : null;
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        nodes =
        [
            .. new[] { "one", "two" }.Select(name => new ServedProgram(
                program,
                onPostgres ? Path.Combine(folder, name) : folder,
                cluster?.ConnectionString
            )
            {
                Settings = { ["RAPPORT_MASTER_KEY"] = key },
            }),
        ];
        foreach (var node in nodes)
            node.Start();
        foreach (var node in nodes)
            await node.UntilReady();
        var token = await nodes[0].SignIn();
        clients = [.. nodes.Select(node => node.Client(token))];
    }

    private async Task Harm(bool isDisk)
    {
        switch (random.Next(isDisk ? 4 : 3))
        {
            case 0:
                var victim = nodes[random.Next(nodes.Length)];
                await victim.Kill();
                await victim.StartAndWait();
                kills++;
                break;
            case 1:
                foreach (var node in nodes)
                    await node.Kill();
                foreach (var node in nodes)
                    node.Start();
                foreach (var node in nodes)
                    await node.UntilReady();
                kills += nodes.Length;
                break;
            case 2 when onPostgres:
                await cluster!.Stop(random.Next(2) == 0 ? StopMode.Fast : StopMode.Immediate);
                await LookAtReady();
                await Task.Delay(TimeSpan.FromSeconds(random.Next(4)));
                await cluster.Start();
                restarts++;
                break;
            case 2:
                await Lock();
                locks++;
                break;
            default:
                await Fill();
                fullDisks++;
                break;
        }
    }

    private async Task Lock()
    {
        await using var other = new SqliteConnection($"Data Source={Path.Combine(folder, "rapport.db")};Pooling=False;Default Timeout=60");
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await LookAtReady();
        await Task.Delay(TimeSpan.FromSeconds(random.Next(8)));
    }

    private async Task Fill()
    {
        var path = Path.Combine(folder, "filling");
        await using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0))
        {
            try
            {
                while (true)
                    file.Write(new byte[4096]);
            }
            catch (IOException)
            {
                // Full, which is what is wanted.
            }
        }
        await LookAtReady();
        File.Delete(path);
    }

    /// <summary>Every node must say soon that it cannot work, and that it lives.</summary>
    private async Task LookAtReady()
    {
        foreach (var client in clients)
        {
            var began = Stopwatch.GetTimestamp();
            while ((await client.GetAsync("/health/ready")).IsSuccessStatusCode && Stopwatch.GetElapsedTime(began) < Patience / 10)
                await Task.Delay(20);
            var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
            readyMax = Math.Max(readyMax, took);
            if (took >= Patience.TotalSeconds / 10 || !(await client.GetAsync("/health/live")).IsSuccessStatusCode)
                readyLies++;
        }
    }

    private async Task<(string, bool)> Report(Ledger ledger)
    {
        var found = await Stored(ledger.Prefix);
        var lost = ledger.Acknowledged.Keys.Count(name => !found.ContainsKey(name));
        var doubled = found.Values.Sum(count => count - 1);
        var isProven = (await nodes[0].Command("audit", "verify")).Code == 0 && (await nodes[0].Command("verify")).Code == 0;
        var line = JsonSerializer.Serialize(
            new
            {
                engine = onPostgres ? "postgres" : "sqlite",
                writes = ledger.Written,
                acknowledged = ledger.Acknowledged.Count,
                lost,
                doubled,
                kills,
                restarts,
                locks,
                full_disks = fullDisks,
                recovered_s_max = Math.Round(recoveredMax, 2),
                ready_told_s_max = Math.Round(readyMax, 2),
                slowest_answer_s = Math.Round(ledger.SlowestAnswer.TotalSeconds, 2),
                ended_by_itself = ended,
                ready_lies = readyLies,
                without_retry_after = ledger.WithoutRetry,
                verified = isProven,
                answers = ledger.Answers,
            }
        );
        return (line, lost == 0 && doubled == 0 && ended == 0 && isProven);
    }

    private async Task<Dictionary<string, int>> Stored(string prefix)
    {
        await using System.Data.Common.DbConnection connection = onPostgres
            ? new NpgsqlConnection(cluster!.ConnectionString + ";Pooling=false")
            : new SqliteConnection($"Data Source={Path.Combine(folder, "rapport.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"select display_name, count(*) from customers where display_name like '{prefix}%' group by display_name";
        await using var reader = await command.ExecuteReaderAsync();
        var found = new Dictionary<string, int>();
        while (await reader.ReadAsync())
            found[reader.GetString(0)] = reader.GetInt32(1);
        return found;
    }

    /// <summary>A small disk of its own, where root may make one.</summary>
    private async Task<bool> Mount() =>
        OperatingSystem.IsLinux()
        && Environment.UserName == "root"
        && await Execute("mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", folder) == 0;

    private static async Task<int> Execute(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
