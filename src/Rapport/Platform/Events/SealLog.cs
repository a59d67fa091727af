using Npgsql;
using Rapport.Platform.Data;

namespace Rapport.Platform.Events;

/// <summary>Keeps PostgreSQL's log sealed within milliseconds of each commit, and passes on what other nodes and processes wrote.</summary>
internal sealed class SealLog(Database database, Sealer sealer, LogSignal written, SealedSignal log, ILogger<SealLog> logger)
    : BackgroundLoop(logger, TimeProvider.System)
{
    // Under load one round seals what many requests wrote: each round costs as much as a request.
    private static readonly TimeSpan Sweep = TimeSpan.FromMilliseconds(250),
        Gather = TimeSpan.FromMilliseconds(20);

    protected override Task Run(CancellationToken ct) =>
        database.Engine == Engine.Postgres
            ? Task.WhenAll(Keep(SealOnPostgres, ct), Keep(ListenOnPostgres, ct))
            : Task.WhenAll(Keep(PassOn, ct), Keep(WatchFile, ct));

    private async Task SealOnPostgres(CancellationToken ct)
    {
        using var following = written.Follow();
        while (!ct.IsCancellationRequested)
        {
            var named = await following.Next(Sweep, ct);
            foreach (var organization in named.Count > 0 ? named : (IEnumerable<Guid>)await sealer.Waiting(ct))
                await sealer.SealPending(organization, ct);
            if (named.Count > 0)
                await Task.Delay(Gather, ct);
        }
    }

    private async Task ListenOnPostgres(CancellationToken ct)
    {
        await using var connection = (NpgsqlConnection)await database.OpenSystem(ct);
        connection.Notification += (_, note) =>
        {
            if (Guid.TryParse(note.Payload, out var organization))
                log.Wake(organization);
        };
        await using (var listen = new NpgsqlCommand("listen rapport", connection))
            await listen.ExecuteNonQueryAsync(ct);
        // What was sealed while nobody listened.
        log.Wake(SealedSignal.Anyone);
        while (!ct.IsCancellationRequested)
            await connection.WaitAsync(ct);
    }

    private async Task PassOn(CancellationToken ct)
    {
        using var following = written.Follow();
        while (!ct.IsCancellationRequested)
            foreach (var organization in await following.Next(TimeSpan.FromMinutes(1), ct))
                log.Wake(organization);
    }

    /// <summary>SQLite has no notifications: its data version, one page without I/O, tells that another process has written.</summary>
    private async Task WatchFile(CancellationToken ct)
    {
        await using var connection = await database.OpenSystem(ct);
        var last = -1L;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (await timer.WaitForNextTickAsync(ct))
        {
            var version = (await connection.Rows($"pragma data_version", row => row.Long(0), ct))[0];
            if (version != last && last >= 0)
                log.Wake(SealedSignal.Anyone);
            last = version;
        }
    }
}

/// <summary>Says that sealed lines were added, by this process or another.</summary>
public sealed class SealedSignal
{
    /// <summary>Stands for "some organization": another process wrote, and which one is not known.</summary>
    public static readonly Guid Anyone = Guid.AllBitsSet;

    private readonly LogSignal signal = new();

    public void Wake(Guid organization) => signal.Wake(organization);

    public LogSignal.Following Follow() => signal.Follow();

    public long Stamp(Guid organization) => signal.Stamp(organization);
}
