using System.Diagnostics;
using System.Net.Sockets;

namespace Rapport.Bench;

/// <summary>The published program, as a process of its own.</summary>
internal sealed class ServerProcess(Process process, Uri url, TimeSpan startedIn) : IAsyncDisposable
{
    public Uri Url => url;
    public TimeSpan StartedIn => startedIn;

    public long WorkingSet
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Time of processors that it has used.</summary>
    public TimeSpan Processor
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public static async Task<ServerProcess> Start(string folder, string? postgres)
    {
        var program =
            Environment.GetEnvironmentVariable("RAPPORT_BENCH_PROGRAM")
            ?? throw new InvalidOperationException("bin/bench says which program to measure.");
        var url = new Uri("http://127.0.0.1:5980");
        var start = new ProcessStartInfo("dotnet", [program, "serve", "--data", folder, "--urls", url.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = false,
        };
        if (postgres is not null)
            start.Environment["RAPPORT_DATABASE"] = postgres;
        var watch = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        while (!await Answers(url))
        {
            if (process.HasExited || watch.Elapsed > TimeSpan.FromSeconds(60))
                throw new InvalidOperationException("The server did not start.");
            await Task.Delay(20);
        }
        return new ServerProcess(process, url, watch.Elapsed);
    }

    private static async Task<bool> Answers(Uri url)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(url.Host, url.Port);
            await client.GetStream().WriteAsync("GET /health/live HTTP/1.1\r\nHost: bench\r\n\r\n"u8.ToArray());
            return await client.GetStream().ReadAsync(new byte[100]) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }
}
