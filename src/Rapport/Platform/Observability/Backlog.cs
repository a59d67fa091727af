using System.Data.Common;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Jobs;

namespace Rapport.Platform.Observability;

/// <summary>Work that waits, over all organizations: read from the database, so that every node says the same.</summary>
public sealed class Backlog(Database database, IEnumerable<ReaderRegistration> readers, TimeProvider clock)
{
    private const long TooFar = 10_000,
        TooMany = 1_000;

    private readonly List<string> names = [.. readers.Select(r => r.Name)];

    public sealed record Figures(
        IReadOnlyDictionary<string, long> ReaderLag,
        IReadOnlyDictionary<string, long> ParkedEvents,
        long UnsealedEvents,
        long JobsWaiting,
        long JobsRunning,
        long JobsFailed
    )
    {
        public static readonly Figures None = new(new Dictionary<string, long>(), new Dictionary<string, long>(), 0, 0, 0, 0);

        /// <summary>What readiness names: it works, but somebody should look.</summary>
        public IEnumerable<string> Behind =>
            [
                .. ReaderLag.Where(r => r.Value > TooFar).Select(r => $"reader {r.Key}"),
                .. ParkedEvents.Where(r => r.Value > 0).Select(r => $"parked events of reader {r.Key}"),
                .. UnsealedEvents > TooFar ? ["sealer"] : Array.Empty<string>(),
                .. JobsWaiting > TooMany ? ["jobs"] : Array.Empty<string>(),
            ];
    }

    public async Task<Figures> Read(CancellationToken ct)
    {
        await using var connection = await database.OpenSystem(ct);
        var (lag, parked) = (await Lag(connection, ct), await Parked(connection, ct));
        var now = clock.Now();
        var jobs = await connection.Rows(
            $"""
            select coalesce(sum(case when leased_until > {now} then 1 else 0 end), 0), count(*)
            from jobs where state = {JobState.Waiting} and run_at <= {now}
            """,
            row => (Running: row.Long(0), All: row.Long(1)),
            ct
        );
        var failed = await Count(connection, $"select count(*) from jobs where state = {JobState.Failed}", ct);
        var unsealed = database.Engine == Engine.Postgres ? await Count(connection, $"select count(*) from unsealed_events", ct) : 0;
        return new Figures(lag, parked, unsealed, jobs[0].All - jobs[0].Running, jobs[0].Running, failed);
    }

    /// <summary>A reader without a mark has the whole log before it.</summary>
    private async Task<Dictionary<string, long>> Lag(DbConnection connection, CancellationToken ct)
    {
        var end = await Count(connection, $"select cast(coalesce(sum(position), 0) as bigint) from event_heads", ct);
        var marks = await connection.Rows(
            $"select reader, cast(sum(position) as bigint) from reader_marks group by reader",
            row => (Reader: row.Text(0), Position: row.Long(1)),
            ct
        );
        var read = marks.ToDictionary(m => m.Reader, m => m.Position);
        return names.ToDictionary(name => name, name => Math.Max(0, end - read.GetValueOrDefault(name)));
    }

    private async Task<Dictionary<string, long>> Parked(DbConnection connection, CancellationToken ct)
    {
        var parked = await connection.Rows(
            $"select reader, count(*) from parked_events group by reader",
            row => (Reader: row.Text(0), Count: row.Long(1)),
            ct
        );
        var counts = parked.ToDictionary(p => p.Reader, p => p.Count);
        return names.ToDictionary(name => name, name => counts.GetValueOrDefault(name));
    }

    private static async Task<long> Count(DbConnection connection, Sql sql, CancellationToken ct) =>
        (await connection.Rows(sql, row => row.Long(0), ct))[0];
}
