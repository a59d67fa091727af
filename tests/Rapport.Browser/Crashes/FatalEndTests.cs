using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Rapport.Chaos;

namespace Rapport.Browser.Crashes;

/// <summary>What the program cannot live with ends it, and its exit code tells a supervisor so.</summary>
[Trait("Spec", "PLT-11")]
public sealed class FatalEndTests : CrashTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_port_that_is_taken()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var second = new ServedProgram(ProgramFile, Folder, null);

        second.Start($"http://{taken.LocalEndpoint}");
        await second.Ended(Patience);

        Assert.NotEqual(0, second.ExitCode);
        Assert.False(Server.HasEnded);
    }

    [Fact]
    public async Task A_schema_that_cannot_be_brought_to_this_version()
    {
        await Server.Kill();
        await using (var file = new SqliteConnection($"Data Source={Path.Combine(Folder, "rapport.db")};Pooling=False"))
        {
            await file.OpenAsync();
            await using var forget = new SqliteCommand("delete from schema_migrations", file);
            await forget.ExecuteNonQueryAsync();
        }

        Server.Start();
        await Server.Ended(Patience);

        Assert.NotEqual(0, Server.ExitCode);
    }

    [Fact]
    public async Task Tables_of_a_version_that_this_one_does_not_know()
    {
        await Server.Kill();
        await using (var file = new SqliteConnection($"Data Source={Path.Combine(Folder, "rapport.db")};Pooling=False"))
        {
            await file.OpenAsync();
            await using var later = new SqliteCommand("insert into schema_migrations values ('9999_later.sql', '')", file);
            await later.ExecuteNonQueryAsync();
        }

        Server.Start();
        await Server.Ended(Patience);

        Assert.Equal(1, Server.ExitCode);
    }

    [Fact]
    public async Task A_request_to_stop_is_no_failure()
    {
        using var stop = System.Diagnostics.Process.Start("kill", ["-TERM", $"{Server.ProcessId}"])!;

        await Server.Ended(Patience);

        Assert.Equal(0, Server.ExitCode);
    }
}
