using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Rapport.Platform.Data;
using Rapport.Platform.Observability;

namespace Rapport.Platform;

/// <summary>
/// Work that goes on for as long as the program runs. Whatever it throws is logged and it begins again, after a pause that grows while it
/// keeps failing: a database that restarts must not end the program.
/// </summary>
public abstract class BackgroundLoop(ILogger logger, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250),
        Longest = TimeSpan.FromSeconds(5),
        Steady = TimeSpan.FromMinutes(1);

    private static readonly Counter<long> Failures = RapportMeter.Counter(
        "rapport.loop.failures",
        "Times that work in the background failed and began again"
    );

    private readonly ConcurrentDictionary<string, DateTimeOffset> failing = new();

    /// <summary>What it is called in health and figures.</summary>
    public string Name => Snake.Of(GetType().Name);

    /// <summary>Since when it fails and begins again; null while it works.</summary>
    public DateTimeOffset? FailingSince => failing.IsEmpty ? null : failing.Values.Min();

    /// <summary>Goes on until the token ends; returns earlier only when there is nothing to do at all.</summary>
    protected abstract Task Run(CancellationToken ct);

    protected sealed override Task ExecuteAsync(CancellationToken stoppingToken) => Keep(Run, stoppingToken);

    /// <summary>One of several loops that run beside each other.</summary>
    protected async Task Keep(Func<CancellationToken, Task> run, CancellationToken ct)
    {
        var pause = First;
        while (!ct.IsCancellationRequested)
        {
            var began = clock.GetTimestamp();
            try
            {
                var running = run(ct);
                // One that has gone on for longer than its pause works again.
                if (!failing.IsEmpty)
                    _ = Recovered(run.Method.Name, running, pause, ct);
                await running;
                return;
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                Failures.Add(1, new KeyValuePair<string, object?>("loop", Name));
                failing.TryAdd(run.Method.Name, clock.GetUtcNow());
                // An absent database would fill the log with the same stack many times a minute.
                if (LostDatabase.Is(error))
                    logger.LogWarning("{Loop} waits for the database: {Fault}", GetType().Name, error.Message);
                else
                    logger.LogWarning(error, "{Loop} failed and begins again.", GetType().Name);
            }
            pause = clock.GetElapsedTime(began) > Steady ? First : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, Longest.Ticks));
            // The system's clock: a test that holds its own still must not hold this pause.
            await Task.Delay(pause, TimeProvider.System, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Recovered(string part, Task running, TimeSpan after, CancellationToken ct)
    {
        await Task.WhenAny(running, Task.Delay(after, TimeProvider.System, ct));
        if (!running.IsFaulted)
            failing.TryRemove(part, out _);
    }
}
