using Rapport.Platform.Data;

namespace Rapport.Platform.Observability;

/// <summary>
/// Whether this server can work: its database answers, takes writes, and has the tables of this version. It answers within two seconds,
/// whatever the database does; who asks meanwhile shares the look.
/// </summary>
public sealed class Readiness(Database database, Schema schema, Backlog backlog, IServiceProvider services)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.7),
        Fresh = TimeSpan.FromMilliseconds(250);
    private const long LeastRoom = 1 << 20;

    private readonly Lock gate = new();
    private Task<State> latest = Task.FromResult(new State(null, null));
    private long lookedAt;

    /// <param name="Reason">Why it is not ready; null when it is.</param>
    public sealed record State(string? Reason, Backlog.Figures? Waiting);

    /// <summary>What goes on in the background, and since when it fails.</summary>
    public IEnumerable<(string Name, DateTimeOffset? FailingSince)> Loops =>
        services.GetServices<IHostedService>().OfType<BackgroundLoop>().Select(loop => (loop.Name, loop.FailingSince)).OrderBy(l => l.Name);

    public Task<State> Look()
    {
        lock (gate)
        {
            if (latest.IsCompleted && (lookedAt == 0 || TimeProvider.System.GetElapsedTime(lookedAt) > Fresh))
                (latest, lookedAt) = (LookAnew(), TimeProvider.System.GetTimestamp());
            return latest;
        }
    }

    private async Task<State> LookAnew()
    {
        using var stop = new CancellationTokenSource(Limit);
        // On a thread of its own: SQLite waits for a lock on the caller's.
        var looking = Task.Run(() => Read(stop.Token), CancellationToken.None);
        try
        {
            return await looking.WaitAsync(Limit);
        }
        catch (Exception fault)
        {
            _ = looking.ContinueWith(late => late.Exception, TaskScheduler.Default);
            return new State(DiskFault.Is(fault) ? "disk_full" : "database", null);
        }
    }

    private async Task<State> Read(CancellationToken ct)
    {
        if (!await schema.IsCurrent(ct))
            return new State("schema", null);
        if (database.Engine == Engine.Sqlite && new DriveInfo(database.DataFolder).AvailableFreeSpace < LeastRoom)
            return new State("disk_full", null);
        await database.Probe(ct);
        return new State(null, await backlog.Read(ct));
    }
}
