using Rapport.Platform.Data;

namespace Rapport.Platform.Events;

/// <summary>
/// Follows the log from its own mark. What it writes through the scope's database commits together with the mark, so its effects there
/// happen once.
/// </summary>
public interface IEventReader
{
    /// <summary>The stored name of the mark; never renamed.</summary>
    static abstract string Name { get; }

    Task Read(IReadOnlyList<SealedEvent> events, CancellationToken ct);

    /// <summary>The condition on the events <c>e</c> that it wants to read; it is called for the others, too, with none.</summary>
    static virtual Sql Follows => Sql.Raw("true");
}

public sealed record SealedEvent(long Position, EventRow Line)
{
    /// <summary>The condition on the events <c>e</c> that they are of one of these kinds.</summary>
    public static Sql IsOneOf(params IReadOnlyList<Type> kinds) => Sql.In("e.name", kinds.Select(DomainEvent.NameOf).ToList());

    /// <summary>What happened, as it was raised; null when it is of another kind. An event about one person is sealed: see
    /// EventPayload.</summary>
    public T? As<T>()
        where T : DomainEvent => Line.Name == DomainEvent.NameOf(typeof(T)) ? DomainEvent.Read<T>(Line) : null;
}

public sealed record ReaderRegistration(string Name, Type Type, Sql? Follows = null);

public static class ReaderRegistrations
{
    public static IServiceCollection AddEventReader<T>(this IServiceCollection services)
        where T : class, IEventReader => services.AddScoped<T>().AddSingleton(new ReaderRegistration(T.Name, typeof(T), T.Follows));
}

/// <summary>Runs one reader over one organization's log: a batch, its effects and the new mark in one transaction.</summary>
public sealed class EventReaders(IServiceScopeFactory scopes, TimeProvider clock, ILogger<EventReaders> logger)
{
    private const int BatchSize = 200,
        Tries = 5,
        MostLetters = 4 << 20;

    /// <summary>
    /// Reads to the end of the log. False when something stands in the way: another node reads, or a failed event waits for its next try.
    /// </summary>
    public async Task<bool> CatchUp(ReaderRegistration reader, Guid organization, CancellationToken ct)
    {
        var size = BatchSize;
        while (true)
        {
            try
            {
                if (await ReadBatch(reader, organization, size, ct) is not { } read)
                    return false;
                if (read == 0)
                    return true;
                size = Math.Min(BatchSize, size * 2);
            }
            catch (Exception error) when (ct.IsCancellationRequested || LostDatabase.Is(error))
            {
                // A database that is away is not the fault of the event: the loop tries again, and nothing is parked for it.
                throw;
            }
            catch (Exception error)
            {
                // One by one, the event that fails shows itself.
                if (size > 1)
                    size = 1;
                else if (!await NoteFailure(reader, organization, error, ct))
                    return false;
            }
        }
    }

    private async Task<int?> ReadBatch(ReaderRegistration reader, Guid organization, int size, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = Enter(scope, organization);
        await using var change = await scope.ServiceProvider.GetRequiredService<Changes>().Begin(ct);

        var mark = await LockMark(db, reader.Name, ct);
        if (mark is null || mark.RetryAt > clock.Now())
            return null;
        var (events, last) = await Next(db, reader, mark.Position, size, ct);
        if (last == mark.Position)
            return 0;

        await ((IEventReader)scope.ServiceProvider.GetRequiredService(reader.Type)).Read(events, ct);
        await Move(db, reader.Name, last, ct);
        await change.Save(ct);
        return (int)(last - mark.Position);
    }

    private static async Task<ReaderMark?> LockMark(RapportDb db, string reader, CancellationToken ct)
    {
        await db.Execute(
            $"""
            insert into reader_marks (organization_id, reader, position, failures) values ({db.TenantId}, {reader}, 0, 0)
            on conflict do nothing
            """,
            ct
        );
        var marks = await db.Rows(
            $"""
            select position, failures, retry_at from reader_marks
            where organization_id = {db.TenantId} and reader = {reader} {RowLock.Update.SkippingHeld()}
            """,
            row => new ReaderMark
            {
                Position = row.Long(0),
                Failures = row.Int(1),
                RetryAt = row.TimeOrNull(2),
            },
            ct
        );
        return marks.SingleOrDefault();
    }

    /// <summary>
    /// What follows on a position and concerns the reader, and how far that goes. A line of a bulk names thousands of customers: a batch is
    /// bounded by what it weighs, too.
    /// </summary>
    private static async Task<(List<SealedEvent> Events, long Last)> Next(
        RapportDb db,
        ReaderRegistration reader,
        long after,
        int size,
        CancellationToken ct
    )
    {
        var (events, last, weight) = (new List<SealedEvent>(), after, 0L);
        var line = Sql.LeftLookUp(
            "events",
            "e",
            $"e.organization_id = p.organization_id and e.id = p.event_id and {reader.Follows ?? Sql.Raw("true")}"
        );
        await foreach (
            var (position, read) in db.StreamInOrder(
                $"""
                select e.organization_id, e.id, e.name, e.subject_type, e.subject_id, e.actor_kind, e.actor_id, e.occurred_at, e.person_id,
                  e.payload, e.touches, p.position
                from event_positions p {line}
                where p.organization_id = {db.TenantId} and p.position > {after} order by p.position limit {size}
                """,
                row => (row.Long(11), row.IsNull(0) ? null : Sealer.Read(row)),
                ct
            )
        )
        {
            last = position;
            if (read is null)
                continue;
            events.Add(new SealedEvent(position, read));
            weight += read.Payload.Length + read.Touches.Length;
            if (weight > MostLetters)
                break;
        }
        return (events, last);
    }

    private static Task<int> Move(RapportDb db, string reader, long position, CancellationToken ct) =>
        db.Execute(
            $"""
            update reader_marks set position = {position}, failures = 0, retry_at = null
            where organization_id = {db.TenantId} and reader = {reader}
            """,
            ct
        );

    /// <summary>Counts the failure; after the last try the event is parked. True when the reader may go on at once.</summary>
    private async Task<bool> NoteFailure(ReaderRegistration reader, Guid organization, Exception error, CancellationToken ct)
    {
        logger.LogWarning(error, "{Reader} failed on an event.", reader.Name);
        await using var scope = scopes.CreateAsyncScope();
        var db = Enter(scope, organization);
        await using var change = await scope.ServiceProvider.GetRequiredService<Changes>().Begin(ct);
        if (await LockMark(db, reader.Name, ct) is not { } mark)
            return false;
        var failures = mark.Failures + 1;
        if (failures >= Tries)
        {
            await db.Execute(
                $"""
                insert into parked_events (organization_id, reader, position, error, parked_at)
                values ({organization}, {reader.Name}, {mark.Position + 1}, {error.GetType().Name}, {clock.Now()}) on conflict do nothing
                """,
                ct
            );
            await Move(db, reader.Name, mark.Position + 1, ct);
        }
        else
        {
            var retryAt = clock.Now() + TimeSpan.FromMilliseconds(250 * Math.Pow(4, mark.Failures));
            await db.Execute(
                $"""
                update reader_marks set failures = {failures}, retry_at = {retryAt}
                where organization_id = {organization} and reader = {reader.Name}
                """,
                ct
            );
        }
        await change.Save(ct);
        return failures >= Tries;
    }

    private static RapportDb Enter(AsyncServiceScope scope, Guid organization)
    {
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organization);
        return scope.ServiceProvider.GetRequiredService<RapportDb>();
    }
}

/// <summary>Wakes each reader when the log of an organization has grown, and looks at all of them now and then.</summary>
internal sealed class RunReaders(
    EventReaders readers,
    IEnumerable<ReaderRegistration> registered,
    SealedSignal log,
    Database database,
    ILogger<RunReaders> logger
) : BackgroundLoop(logger, TimeProvider.System)
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(5),
        Gather = TimeSpan.FromMilliseconds(50);

    protected override async Task Run(CancellationToken ct)
    {
        var all = registered.ToList();
        if (all.Count == 0)
            return;
        using var following = log.Follow();
        while (!ct.IsCancellationRequested)
        {
            var named = await following.Next(Sweep, ct);
            foreach (var organization in named.Count == 0 || named.Contains(SealedSignal.Anyone) ? await Behind(all, ct) : named)
            foreach (var reader in all)
                await readers.CatchUp(reader, organization, ct);
            if (named.Count > 0)
                await Task.Delay(Gather, ct);
        }
    }

    /// <summary>Where a reader is not at the end of the log, be it a new one that has no mark yet.</summary>
    private async Task<IEnumerable<Guid>> Behind(List<ReaderRegistration> all, CancellationToken ct)
    {
        await using var connection = await database.OpenSystem(ct);
        return await connection.Rows(
            $"""
            select h.organization_id from event_heads h
            where (select count(*) from reader_marks m where m.organization_id = h.organization_id and m.position >= h.position and {Sql.In(
                "m.reader",
                all.Select(r => r.Name).ToList()
            )}) < {all.Count}
            """,
            row => row.Id(0),
            ct
        );
    }
}
