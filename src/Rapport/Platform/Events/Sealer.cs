using System.Data.Common;
using Rapport.Platform.Data;

namespace Rapport.Platform.Events;

/// <summary>
/// Gives committed events the next gap-free position and chains their hashes. A number drawn inside the writing transaction would let a
/// reader pass a slow
/// transaction's events, and a counter row would make writers wait for each other's commit; so on PostgreSQL one sealer per organization
/// follows after commit.
/// SQLite has one writer at a time, which seals what it wrote before it commits.
/// </summary>
public sealed class Sealer(Database database, EventChain chain)
{
    private const int BatchSize = 2000;

    /// <summary>SQLite: seals the lines that this transaction has just written.</summary>
    public async Task SealOwn(
        DbConnection connection,
        DbTransaction transaction,
        Guid organization,
        IReadOnlyList<EventRow> lines,
        CancellationToken ct
    )
    {
        if (lines.Count > 0)
            await Append(connection, transaction, organization, lines, ct);
    }

    /// <summary>PostgreSQL: organizations with events that wait.</summary>
    public async Task<List<Guid>> Waiting(CancellationToken ct)
    {
        if (database.Engine == Engine.Sqlite)
            return [];
        await using var connection = await database.OpenSystem(ct);
        // A loose index scan: one step per organization, however many events wait.
        return await connection.Rows(
            $"""
            with recursive waiting as (
              (select organization_id from unsealed_events order by organization_id limit 1)
              union all
              select (select u.organization_id from unsealed_events u where u.organization_id > waiting.organization_id
                order by u.organization_id limit 1)
              from waiting where waiting.organization_id is not null)
            select organization_id from waiting where organization_id is not null
            """,
            row => row.Id(0),
            ct
        );
    }

    /// <summary>PostgreSQL: seals all that is committed. False when another node is at it.</summary>
    public async Task<bool> SealPending(Guid organization, CancellationToken ct)
    {
        if (database.Engine == Engine.Sqlite)
            return true;
        await using var connection = await database.OpenSystem(ct);
        while (true)
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            var locked = await connection.Rows(
                $"select pg_try_advisory_xact_lock(hashtextextended({"seal:" + organization}, 0))",
                row => row.Truth(0),
                ct,
                transaction
            );
            if (!locked[0])
                return false;

            // By ctid: the planner scans the whole queue for a join on stale statistics.
            var ids = await connection.Rows(
                $"""
                delete from unsealed_events where organization_id = {organization} and ctid = any(array(
                  select ctid from unsealed_events where organization_id = {organization} limit {BatchSize}))
                returning event_id
                """,
                row => row.Id(0),
                ct,
                transaction
            );
            if (ids.Count == 0)
                return true;

            var lines = await ReadLines(connection, transaction, organization, ids, ct);
            // Nothing in the program removes an event: one that is gone gets its line all the same, for the verification to name.
            if (lines.Count < ids.Count)
                lines.AddRange(ids.Except(lines.Select(l => l.Id)).Select(id => new EventRow { OrganizationId = organization, Id = id }));
            await Append(connection, transaction, organization, lines, ct);
            await connection.Execute($"select pg_notify('rapport', {organization.ToString()})", ct, transaction);
            await transaction.CommitAsync(ct);
            if (ids.Count < BatchSize)
                return true;
        }
    }

    internal static Task<List<EventRow>> ReadLines(
        DbConnection connection,
        DbTransaction? transaction,
        Guid organization,
        IReadOnlyCollection<Guid> ids,
        CancellationToken ct
    ) =>
        connection.Rows(
            $"select {Columns} from events where organization_id = {organization} and {Sql.In("id", ids)} order by id",
            Read,
            ct,
            transaction
        );

    internal static readonly Sql Columns = Sql.Raw(
        "organization_id, id, name, subject_type, subject_id, actor_kind, actor_id, occurred_at, person_id, payload, touches"
    );

    internal static EventRow Read(Row row) =>
        new()
        {
            OrganizationId = row.Id(0),
            Id = row.Id(1),
            Name = row.Text(2),
            SubjectType = row.Text(3),
            SubjectId = row.Id(4),
            ActorKind = Words.Parse<ActorKind>(row.Text(5)),
            ActorId = row.IdOrNull(6),
            OccurredAt = row.Time(7),
            PersonId = row.IdOrNull(8),
            Payload = row.Bytes(9),
            Touches = row.Text(10),
        };

    private async Task Append(
        DbConnection connection,
        DbTransaction transaction,
        Guid organization,
        IReadOnlyList<EventRow> lines,
        CancellationToken ct
    )
    {
        // Read under the lock: another node may have sealed since the last batch.
        var head = await connection.Rows(
            $"select position, hash from event_heads where organization_id = {organization}",
            row => (row.Long(0), row.Bytes(1)),
            ct,
            transaction
        );
        var (position, hash) = head.Count == 0 ? (0L, EventChain.Start) : head[0];

        var places = new List<EventPosition>(lines.Count);
        foreach (var line in lines)
        {
            hash = EventChain.Next(hash, organization, ++position, line);
            places.Add(
                new EventPosition
                {
                    OrganizationId = organization,
                    Position = position,
                    EventId = line.Id,
                    Hash = hash,
                }
            );
        }
        await Places.Insert(connection, transaction, places, ct);
        await connection.Execute(
            $"""
            insert into event_heads (organization_id, position, hash, mac) values ({organization}, {position}, {hash}, {chain.SignHead(
                organization,
                position,
                hash
            )})
            on conflict (organization_id) do update set position = excluded.position, hash = excluded.hash, mac = excluded.mac
            """,
            ct,
            transaction
        );
    }

    private static readonly TableInsert<EventPosition> Places = new TableInsert<EventPosition>("event_positions")
        .Column("organization_id", p => p.OrganizationId)
        .Column("position", p => p.Position)
        .Column("event_id", p => p.EventId)
        .Column("hash", p => p.Hash);
}
