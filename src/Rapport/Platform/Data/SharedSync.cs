namespace Rapport.Platform.Data;

/// <summary>
/// Makes commits durable together: whoever waits while one flush runs shares the next. A disk that flushes 250 times a second would else
/// allow 250 commits a second,
/// one after the other; so each commit leaves its flush to this, and is acknowledged after it.
/// </summary>
public sealed class SharedSync(Action flush)
{
    private readonly Lock gate = new();
    private Task running = Task.CompletedTask;
    private TaskCompletionSource? next;

    /// <summary>Ends after a flush that began after this call.</summary>
    public Task Wait()
    {
        lock (gate)
        {
            if (next is { } shared)
                return shared.Task;
            var (before, mine) = (running, next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            // Beside the caller, who holds the gate.
            _ = Task.Run(() => Run(before, mine));
            return mine.Task;
        }
    }

    private async Task Run(Task before, TaskCompletionSource mine)
    {
        // What failed before is told to those who waited for it.
        await before.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        lock (gate)
            (running, next) = (mine.Task, null);
        try
        {
            flush();
            mine.SetResult();
        }
        catch (Exception error)
        {
            mine.SetException(error);
        }
    }

    /// <summary>
    /// Flushes SQLite's write-ahead log. Where there is none, the last connection to close has carried it into the database and flushed
    /// that.
    /// </summary>
    public static SharedSync OfLog(string database) =>
        new(() =>
        {
            try
            {
                using var log = File.OpenHandle(
                    database + "-wal",
                    FileMode.Open,
                    FileAccess.ReadWrite,
                    FileShare.ReadWrite | FileShare.Delete
                );
                RandomAccess.FlushToDisk(log);
            }
            catch (FileNotFoundException) { }
        });
}
