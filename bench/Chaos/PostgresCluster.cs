using System.Diagnostics;
using Npgsql;
using Rapport.Platform.Data;

namespace Rapport.Chaos;

/// <summary>How PostgreSQL is stopped, in its own words.</summary>
public enum StopMode
{
    Fast,
    Immediate,
}

/// <summary>A PostgreSQL of one run's own, reached through a socket alone, that may be stopped, killed and replaced by its
/// standby.</summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    // A socket's path is short, and the user that runs the server must be able to enter it.
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"rapport-pg-{Ids.Next():N}"[..20]);

    private PostgresCluster() { }

    public string Socket => folder;

    public string ConnectionString => $"Host={folder};Username=rapport;Database=postgres";

    private string Data => Path.Combine(folder, "data");

    private static string Bin { get; } =
        Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .GetDirectories("/usr/lib/postgresql")
                .Select(version => Path.Combine(version, "bin"))
                .Where(Directory.Exists)
                .OrderBy(path => int.TryParse(Path.GetFileName(Path.GetDirectoryName(path)), out var version) ? version : 0)
                .Last()
            : throw new InvalidOperationException("PostgreSQL is not installed; bin/test installs it.");

    public static async Task<PostgresCluster> Create()
    {
        var cluster = new PostgresCluster();
        await cluster.MakeFolder();
        await Run("initdb", "-D", cluster.Data, "-U", "rapport", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions");
        await cluster.Configure("max_connections = 200", "shared_buffers = 64MB", "wal_level = replica", "max_wal_senders = 4");
        await cluster.Start();
        return cluster;
    }

    /// <summary>Another server that follows this one's log and takes over when it is promoted.</summary>
    public async Task<PostgresCluster> MakeStandby()
    {
        var standby = new PostgresCluster();
        await standby.MakeFolder();
        await Run("pg_basebackup", "-h", folder, "-U", "rapport", "-D", standby.Data, "-R", "-X", "stream", "-c", "fast");
        await standby.Configure("hot_standby = on");
        await standby.Start();
        // Acknowledged here means stored there, too: what is promoted has lost nothing.
        await Configure("synchronous_standby_names = '*'");
        await Run("pg_ctl", "-D", Data, "reload");
        await standby.Follows(ConnectionString);
        return standby;
    }

    public async Task Start() => await Run("pg_ctl", "-D", Data, "-w", "-t", "60", "-l", Path.Combine(folder, "log"), "start");

    public async Task Stop(StopMode mode) =>
        await Run("pg_ctl", "-D", Data, "-w", "-m", mode == StopMode.Fast ? "fast" : "immediate", "stop");

    public async Task Promote() => await Run("pg_ctl", "-D", Data, "-w", "promote");

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
            await Try("pg_ctl", "-D", Data, "-m", "immediate", "stop");
        Directory.Delete(folder, recursive: true);
    }

    private async Task Follows(string primary)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            await using var connection = new NpgsqlConnection(primary + ";Pooling=false");
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("select count(*) from pg_stat_replication where sync_state = 'sync'", connection);
            if ((long)(await command.ExecuteScalarAsync())! > 0)
                return;
            await Task.Delay(100);
        }
        throw new InvalidOperationException("The standby does not follow its primary.");
    }

    private async Task MakeFolder()
    {
        Directory.CreateDirectory(folder);
        if (AsRoot)
            await Process.Start(new ProcessStartInfo("chown", ["postgres", folder]))!.WaitForExitAsync();
    }

    private Task Configure(params string[] lines) =>
        Feed(
            Path.Combine(Data, "postgresql.conf"),
            string.Join('\n', [.. lines, "listen_addresses = ''", $"unix_socket_directories = '{folder}'", ""])
        );

    private static async Task Feed(string file, string text)
    {
        var start = As("tee", "-a", file);
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(text);
        process.StandardInput.Close();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
    }

    private static async Task Run(string program, params string[] arguments)
    {
        if (await Try(program, arguments) is not 0 and var code)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}.");
    }

    private static async Task<int> Try(string program, params string[] arguments)
    {
        // A pipe that the server inherits would stay open for as long as it runs.
        using var process = Process.Start(
            As("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", Path.Combine(Bin, program), .. arguments])
        )!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    // The server refuses to run as root.
    private static bool AsRoot => Environment.UserName == "root";

    private static ProcessStartInfo As(string program, params string[] arguments) =>
        AsRoot
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", program, .. arguments]) { WorkingDirectory = "/" }
            : new ProcessStartInfo(program, arguments);
}
