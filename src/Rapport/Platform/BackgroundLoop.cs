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
                await run(ct);
                return;
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                logger.LogWarning(error, "{Loop} failed and begins again.", GetType().Name);
            }
            pause = clock.GetElapsedTime(began) > Steady ? First : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, Longest.Ticks));
            // The system's clock: a test that holds its own still must not hold this pause.
            await Task.Delay(pause, TimeProvider.System, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
