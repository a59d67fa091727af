using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Rapport.Platform.Events;

namespace Rapport.Platform.Data;

/// <summary>
/// What must stay in step with a change and commits with it: search index, summary, timeline. Called once the rows are written, inside the
/// transaction.
/// </summary>
public interface IFollowChanges
{
    /// <summary>Adds what is to be written to the batch, which runs after the last follower.</summary>
    Task Follow(IReadOnlyList<DomainEvent> events, Batch batch, CancellationToken ct);
}

/// <summary>
/// One write, one transaction: rows, events and all that follows commit together or not at all.
/// A change begun inside another joins it; the outermost commits.
/// </summary>
public sealed class Change : IAsyncDisposable
{
    private readonly Changes changes;
    private readonly bool outermost;
    private bool saved;

    internal Change(Changes changes, bool outermost) => (this.changes, this.outermost) = (changes, outermost);

    /// <summary>Writes rows and events, then reads these in the same round trip; commits when no other change is around this one.</summary>
    public async Task Save(CancellationToken ct, params Statement[] then)
    {
        await changes.Flush(then, ct);
        saved = true;
        if (outermost)
            await changes.Commit(ct);
    }

    public async ValueTask DisposeAsync() => await changes.End(outermost, saved);
}

/// <summary>The unit of work of this scope.</summary>
public sealed class Changes(RapportDb db, EventPayload payloads, Sealer sealer, LogSignal signal, IEnumerable<IFollowChanges> followers)
{
    private readonly List<EventRow> written = [];
    private IDbContextTransaction? transaction;
    private bool holdsGate,
        failed;

    public async Task<Change> Begin(CancellationToken ct)
    {
        if (transaction is not null)
            return new Change(this, outermost: false);
        if (db.Engine == Engine.Sqlite)
        {
            await db.Source.EnterGate(ct);
            holdsGate = true;
        }
        try
        {
            await db.OpenedConnection(ct);
            transaction = await db.Database.BeginTransactionAsync(ct);
            if (holdsGate)
                db.Source.HoldsFile();
            failed = false;
        }
        catch
        {
            ReleaseGate();
            throw;
        }
        return new Change(this, outermost: true);
    }

    /// <summary>An event that belongs to no loaded entity, such as a bulk write's.</summary>
    public void Raise(DomainEvent happened) => loose.Add(happened);

    private readonly List<DomainEvent> loose = [];

    internal async Task Flush(Statement[] then, CancellationToken ct)
    {
        // Looked for once: each later question would compare every value of every tracked row again.
        db.ChangeTracker.DetectChanges();
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            await Write(then, ct);
        }
        finally
        {
            db.ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    private async Task Write(Statement[] then, CancellationToken ct)
    {
        var entities = db.ChangeTracker.Entries<Entity>().ToList();
        var events = entities.SelectMany(e => e.Entity.Raised).Concat(loose).ToList();
        // The outer of two changes often has nothing left to write.
        if (events.Count == 0 && then.Length == 0 && !db.ChangeTracker.HasChanges())
            return;
        var added = entities.Where(e => e.State == EntityState.Added).Select(e => e.Entity.Id).ToHashSet();
        foreach (var entry in entities)
            entry.Entity.ForgetRaised();
        loose.Clear();

        var lines = await payloads.Write(events, added, ct);
        await db.SaveChangesAsync(ct);
        var batch = new Batch(db).Insert(EventInserts.Lines, lines);
        if (db.Engine == Engine.Postgres)
            batch.Insert(EventInserts.Unsealed, lines);
        written.AddRange(lines);
        foreach (var follower in followers)
            await follower.Follow(events, batch, ct);
        foreach (var statement in then)
            batch.Read(statement);
        await batch.Run(ct);
    }

    internal async Task Commit(CancellationToken ct)
    {
        var connection = db.Database.GetDbConnection();
        if (db.Engine == Engine.Sqlite && written.Count > 0)
            await sealer.SealOwn(connection, db.CurrentTransaction!, db.TenantId, written, ct);
        await transaction!.CommitAsync(ct);
        if (db.Engine == Engine.Sqlite)
        {
            // The next writer goes on while this one waits for the disk.
            ReleaseGate();
            await db.Source.Sync.Wait();
        }
        if (written.Count > 0)
            signal.Wake(db.TenantId);
        written.Clear();
    }

    internal async Task End(bool outermost, bool saved)
    {
        if (!saved)
            failed = true;
        if (!outermost)
            return;
        await GiveUp();
        if (failed)
        {
            // What is tracked was never written; a later change in this scope must not find it.
            db.ChangeTracker.Clear();
            written.Clear();
            loose.Clear();
        }
    }

    private async Task GiveUp()
    {
        try
        {
            if (transaction is not null)
                await transaction.DisposeAsync();
        }
        catch (Exception error) when (failed && LostDatabase.Is(error))
        {
            // It ended with its connection; what broke that is thrown already.
        }
        finally
        {
            transaction = null;
            ReleaseGate();
        }
    }

    private void ReleaseGate()
    {
        if (holdsGate)
            db.Source.LeaveGate();
        holdsGate = false;
    }
}
