using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Rapport.Bench;

/// <summary>What a run of equal requests came to: rate, and times in milliseconds.</summary>
internal sealed record Figures(double PerSecond, double P50, double P99, int Failed)
{
    public static Figures Of(List<double> times, double seconds, int failed)
    {
        times.Sort();
        double At(double share) => times.Count == 0 ? double.NaN : times[(int)Math.Min(times.Count - 1, times.Count * share)];
        return new Figures(times.Count / seconds, At(.5), At(.99), failed);
    }
}

/// <summary>Clients on plain sockets: the load should cost the machine as little as it can beside what is measured.</summary>
internal static class Load
{
    /// <param name="request">The request of a client at its n-th turn, whole, as it goes over the wire.</param>
    public static Task<Figures> Http(Uri server, int clients, double seconds, Func<int, byte[]> request) =>
        Run(
            clients,
            seconds,
            async _ =>
            {
                var client = new TcpClient { NoDelay = true };
                await client.ConnectAsync(server.Host, server.Port);
                var stream = client.GetStream();
                var buffer = new byte[256 * 1024];
                return async turn =>
                {
                    await stream.WriteAsync(request(turn));
                    return await ReadAnswer(stream, buffer) is >= 200 and < 300;
                };
            }
        );

    public static async Task<Figures> Run(int clients, double seconds, Func<int, Task<Func<int, Task<bool>>>> connect)
    {
        var turns = 0;
        var all = new List<double>();
        var failed = 0;
        var callers = new List<Func<int, Task<bool>>>();
        for (var i = 0; i < clients; i++)
            callers.Add(await connect(i));
        foreach (var caller in callers)
            for (var i = 0; i < 20; i++)
                await caller(Interlocked.Increment(ref turns));

        var watch = Stopwatch.StartNew();
        await Task.WhenAll(
            callers.Select(caller =>
                Task.Run(async () =>
                {
                    var times = new List<double>();
                    while (watch.Elapsed.TotalSeconds < seconds)
                    {
                        var begun = Stopwatch.GetTimestamp();
                        if (!await caller(Interlocked.Increment(ref turns)))
                            Interlocked.Increment(ref failed);
                        times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                    }
                    lock (all)
                        all.AddRange(times);
                })
            )
        );
        return Figures.Of(all, watch.Elapsed.TotalSeconds, failed);
    }

    private static async Task<int> ReadAnswer(NetworkStream stream, byte[] buffer)
    {
        var (read, head) = (0, -1);
        while (head < 0)
        {
            read += await stream.ReadAsync(buffer.AsMemory(read));
            head = buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
        }
        var headers = Encoding.ASCII.GetString(buffer, 0, head);
        var body = head + 4;
        var at = headers.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
        if (at >= 0)
        {
            var length = int.Parse(
                headers.AsSpan(
                    at + 16,
                    headers.IndexOfAny(['\r', '\n'], at + 16) is >= 0 and var end ? end - at - 16 : headers.Length - at - 16
                )
            );
            while (read - body < length)
                read += await stream.ReadAsync(buffer.AsMemory(read));
        }
        else if (headers.Contains("chunked", StringComparison.OrdinalIgnoreCase))
            while (!buffer.AsSpan(0, read).EndsWith("0\r\n\r\n"u8))
                read += await stream.ReadAsync(buffer.AsMemory(read));
        return int.Parse(headers.AsSpan(9, 3));
    }
}
