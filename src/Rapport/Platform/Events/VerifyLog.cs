using System.Data.Common;
using System.Security.Cryptography;
using Rapport.Platform.Data;

namespace Rapport.Platform.Events;

/// <summary>Proves an organization's log whole, or names the first line that is not.</summary>
public sealed class VerifyLog(Database database, Sealer sealer, EventChain chain)
{
    public sealed record Result(Guid Organization, long Lines, string? Fault)
    {
        public bool IsWhole => Fault is null;
    }

    public async Task<List<Result>> All(CancellationToken ct)
    {
        foreach (var waiting in await sealer.Waiting(ct))
            await Seal(waiting, ct);
        await using var connection = await database.OpenSystem(ct);
        var organizations = await connection.Rows($"select id from organizations order by id", row => row.Id(0), ct);
        var results = new List<Result>();
        foreach (var organization in organizations)
            results.Add(await One(connection, organization, ct));
        return results;
    }

    public async Task<Result> One(Guid organization, CancellationToken ct)
    {
        await Seal(organization, ct);
        await using var connection = await database.OpenSystem(ct);
        return await One(connection, organization, ct);
    }

    /// <summary>A server may be sealing at this moment; what it has in hand belongs to what is to be proven.</summary>
    private async Task Seal(Guid organization, CancellationToken ct)
    {
        for (var tries = 0; tries < 100 && !await sealer.SealPending(organization, ct); tries++)
            await Task.Delay(50, ct);
    }

    private async Task<Result> One(DbConnection connection, Guid organization, CancellationToken ct)
    {
        // One snapshot: lines that are sealed meanwhile are left for the next time.
        await using var snapshot =
            database.Engine == Engine.Postgres
                ? await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct)
                : ((Microsoft.Data.Sqlite.SqliteConnection)connection).BeginTransaction(deferred: true);

        var (fault, last, hash) = await FirstBrokenLine(connection, snapshot, organization, ct);
        fault ??= await HeadFault(connection, snapshot, organization, last, hash, ct);
        fault ??= await LineWithoutPosition(connection, snapshot, organization, ct);
        return new Result(organization, last, fault);
    }

    private static async Task<(string? Fault, long Last, byte[] Hash)> FirstBrokenLine(
        DbConnection connection,
        DbTransaction snapshot,
        Guid organization,
        CancellationToken ct
    )
    {
        var (expected, hash) = (1L, EventChain.Start);
        await using var command = (
            (Sql)
                $"""
                    select p.organization_id, p.event_id, e.name, e.subject_type, e.subject_id, e.actor_kind, e.actor_id, e.occurred_at,
                      e.person_id, e.payload, e.touches, p.position, p.hash
                    from event_positions p left join events e on e.organization_id = p.organization_id and e.id = p.event_id
                    where p.organization_id = {organization} order by p.position
                    """
        ).Command(connection, snapshot);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var row = new Row(reader, Sql.EngineOf(connection));
        while (await reader.ReadAsync(ct))
        {
            var position = row.Long(11);
            if (position != expected)
                return ($"line {expected} is missing", expected - 1, hash);
            if (row.IsNull(2))
                return ($"line {position} has lost its event {row.Id(1)}", expected - 1, hash);
            if (!StandsUnchanged(row, organization, position, hash, out var next))
                return ($"line {position} (event {row.Id(1)}) was changed", expected - 1, hash);
            (hash, expected) = (next, expected + 1);
        }
        return (null, expected - 1, hash);
    }

    private static bool StandsUnchanged(Row row, Guid organization, long position, byte[] before, out byte[] next)
    {
        next = [];
        try
        {
            next = EventChain.Next(before, organization, position, Sealer.Read(row));
            return CryptographicOperations.FixedTimeEquals(next, row.Bytes(12));
        }
        catch (Exception error) when (error is FormatException or InvalidCastException or ArgumentException)
        {
            return false;
        }
    }

    private async Task<string?> HeadFault(
        DbConnection connection,
        DbTransaction snapshot,
        Guid organization,
        long last,
        byte[] hash,
        CancellationToken ct
    )
    {
        var heads = await connection.Rows(
            $"select position, hash, mac from event_heads where organization_id = {organization}",
            row => (Position: row.Long(0), Hash: row.Bytes(1), Mac: row.Bytes(2)),
            ct,
            snapshot
        );
        // Its own founding is the first line of every organization.
        if (heads.Count == 0)
            return last == 0 ? "line 1 is missing: the whole log is gone" : "the signed end of the log is missing";
        var head = heads[0];
        if (head.Position > last)
            return $"line {last + 1} is missing: the log was cut off before line {head.Position}";
        if (head.Position < last)
            return $"line {head.Position + 1} was added behind the signed end of the log";
        if (!head.Hash.AsSpan().SequenceEqual(hash) || !head.Mac.AsSpan().SequenceEqual(chain.SignHead(organization, last, hash)))
            return $"line {last} ends a chain that was rewritten: its signature does not fit";
        return null;
    }

    private async Task<string?> LineWithoutPosition(
        DbConnection connection,
        DbTransaction snapshot,
        Guid organization,
        CancellationToken ct
    )
    {
        // On PostgreSQL an event may have been committed since the sealing above; its entry in the queue tells it from a stray one.
        var pending =
            database.Engine == Engine.Postgres
                ? Sql.Of(
                    $"and not exists (select 1 from unsealed_events u where u.organization_id = e.organization_id and u.event_id = e.id)"
                )
                : Sql.Empty;
        var stray = await connection.Rows(
            $"""
            select e.id from events e where e.organization_id = {organization}
            and not exists (select 1 from event_positions p where p.organization_id = e.organization_id and p.event_id = e.id) {pending}
            limit 1
            """,
            row => row.Id(0),
            ct,
            snapshot
        );
        return stray.Count == 0 ? null : $"event {stray[0]} has no line";
    }
}
