using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Microsoft.Data.Sqlite;
using Rapport.Chaos;

namespace Rapport.Browser.Crashes;

/// <summary>The file is locked by another program, or the disk is full, while people write.</summary>
[Trait("Spec", "PLT-11")]
public sealed class SqliteCrashTests : CrashTest
{
    [Fact]
    public async Task While_another_program_holds_the_file_writes_say_so_and_reads_go_on()
    {
        var ledger = Write();
        ledger.Start(4);
        await ledger.More(10, Back);
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(Folder, "rapport.db")};Pooling=False;Default Timeout=60"))
        {
            await other.OpenAsync();
            await using var transaction = await other.BeginTransactionAsync();

            await UntilReadySays(HttpStatusCode.ServiceUnavailable);
            Assert.True(await IsLive());
            using var read = await Api.GetAsync("/api/customers");
            Assert.Equal(HttpStatusCode.OK, read.StatusCode);
            using var write = await Api.PostAsJsonAsync(
                "/api/customers?on_duplicate=create",
                new { type = "individual", display_name = "Somebody who waits" }
            );
            Assert.Equal(HttpStatusCode.ServiceUnavailable, write.StatusCode);
            Assert.Contains("/problems/unavailable", await write.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.NotNull(write.Headers.RetryAfter?.Delta);
        }

        await ledger.More(10, Back);
        await ledger.Stop();
        await NothingIsLost(ledger);
        await UntilReadySays(HttpStatusCode.OK);
    }
}

/// <summary>On a small disk of its own, which only root may make; else the test is skipped and counted.</summary>
[Trait("Spec", "PLT-11")]
public sealed class FullDiskTests : CrashTest
{
    private readonly string disk = Directory.CreateTempSubdirectory("rapport-disk-").FullName;
    private bool isMounted;

    protected override string Folder => disk;

    protected override async Task<string?> Database()
    {
        if (OperatingSystem.IsLinux() && Environment.UserName == "root")
            isMounted = await Run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk) == 0;
        return null;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (isMounted)
            await Run("umount", disk);
        Directory.Delete(disk, recursive: true);
    }

    [Fact]
    public async Task A_full_disk_refuses_writes_in_words_and_takes_them_again_once_there_is_room()
    {
        Assert.SkipUnless(isMounted, "Only root may mount a small disk.");
        var ledger = Write();
        ledger.Start(4);
        await ledger.More(10, Back);
        var filling = Path.Combine(disk, "filling");
        Fill(filling);

        await UntilReadySays(HttpStatusCode.ServiceUnavailable);
        var began = Stopwatch.GetTimestamp();
        while (!ledger.Answers.ContainsKey("507 disk_full"))
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Back, string.Join(", ", ledger.Answers));
            await Task.Delay(50);
        }
        Assert.Equal("disk_full", (await Ready()).Body.GetProperty("reason").GetString());
        Assert.True(await IsLive());
        File.Delete(filling);

        await ledger.More(10, Back);
        await ledger.Stop();
        await NothingIsLost(ledger);
        await UntilReadySays(HttpStatusCode.OK);
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        var block = new byte[4096];
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            // Full, which is what is wanted.
        }
    }

    private static async Task<int> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
