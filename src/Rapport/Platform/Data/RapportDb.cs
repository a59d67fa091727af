using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Rapport.Platform.Data;

/// <summary>
/// The model of every table, seen from one organization. It knows no module: modules bring their mappings and their own doors into it.
/// </summary>
public sealed class RapportDb : DbContext
{
    private readonly Database database;
    private readonly Tenant tenant;

    public RapportDb(DbContextOptions<RapportDb> options, Database database, Tenant tenant)
        : base(options)
    {
        (this.database, this.tenant) = (database, tenant);
        // A change that fails is given up as a whole, so the two round trips around each save would buy nothing.
        Database.AutoSavepointsEnabled = false;
    }

    // A property, read anew for each query: a captured value would freeze the first tenant into the cached model.
    public Guid TenantId => tenant.IsSet ? tenant.OrganizationId : Guid.Empty;
    public Tenant Tenant => tenant;
    public Engine Engine => database.Engine;
    internal Database Source => database;

    protected override void ConfigureConventions(ModelConfigurationBuilder model) =>
        model.Conventions.Replace<ForeignKeyIndexConvention>(services => new ReferenceIndexes(
            services.GetRequiredService<ProviderConventionSetBuilderDependencies>()
        ));

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.ApplyConfigurationsFromAssembly(typeof(RapportDb).Assembly);
        TenantModel.Apply(model, this);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken ct = default)
    {
        foreach (var entry in ChangeTracker.Entries<Entity>())
        {
            if (entry.State == EntityState.Added && entry.Entity.OrganizationId == Guid.Empty)
                entry.Property(e => e.OrganizationId).CurrentValue = tenant.OrganizationId;
            if (entry.State == EntityState.Modified && entry.Entity is VersionedEntity versioned)
                entry.Property(nameof(VersionedEntity.Version)).CurrentValue = versioned.Version + 1;
        }
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, ct);
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Save asynchronously, through a Change.");

    /// <summary>Runs SQL on this context's connection and inside its transaction.</summary>
    public async Task<int> Execute(Sql sql, CancellationToken ct)
    {
        await using var command = await Command(sql, ct);
        return await command.Write(ct);
    }

    public async Task<List<T>> Rows<T>(Sql sql, Func<Row, T> map, CancellationToken ct)
    {
        await using var command = await Command(sql, ct);
        var rows = new List<T>();
        await command.Read(reader => Statement.Into(rows, sql, map).ReadAll(reader, Engine, ct), ct);
        return rows;
    }

    /// <summary>Rows one by one, where all of them would fill the memory. Nothing else may be asked meanwhile.</summary>
    public async IAsyncEnumerable<T> Stream<T>(
        Sql sql,
        Func<Row, T> map,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        await using var command = await Command(sql, ct);
        await foreach (var row in command.Rows(reader => map(new Row(reader, Engine)), ct))
            yield return row;
    }

    /// <summary>The same in the order of an index, inside the running change: see <see cref="Statement.InOrder"/>.</summary>
    public async IAsyncEnumerable<T> StreamInOrder<T>(
        Sql sql,
        Func<Row, T> map,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        if (Engine == Engine.Postgres)
            await Execute(PlannerSettings.Of(Planning.InOrder), ct);
        // After a fault nothing can be asked in this transaction any more.
        var mayAsk = false;
        try
        {
            await using var command = sql.Command(await OpenedConnection(ct), CurrentTransaction, Planning.InOrder);
            await foreach (var row in command.Rows(reader => map(new Row(reader, Engine)), ct))
            {
                mayAsk = true;
                yield return row;
                mayAsk = false;
            }
            mayAsk = true;
        }
        finally
        {
            if (mayAsk && Engine == Engine.Postgres)
                await Execute(PlannerSettings.Of(Planning.Free), ct);
        }
    }

    /// <summary>Begins a change that only reads: whatever is written meanwhile is not seen.</summary>
    public async Task ReadOneSnapshot(CancellationToken ct)
    {
        if (Engine == Engine.Postgres)
            await Execute(Sql.Raw("set transaction isolation level repeatable read, read only"), ct);
    }

    /// <summary>These reads in one round trip, inside the running change.</summary>
    public Task Run(CancellationToken ct, params Statement[] statements)
    {
        var batch = new Batch(this);
        foreach (var statement in statements)
            batch.Read(statement);
        return batch.Run(ct);
    }

    /// <summary>
    /// In the running change, or in what is read on this connection without one: thousands of rows follow. The indexes of the search take
    /// them in larger lots; and each statement is planned for the values and the table that it meets,
    /// for a plan made while a table was empty compares every row with every value of a long list.
    /// </summary>
    public Task ExpectMany(CancellationToken ct) =>
        Engine == Engine.Postgres
            ? Execute(
                $"""
                select set_config('gin_pending_list_limit', '4MB', {CurrentTransaction is not null}),
                  set_config('plan_cache_mode', 'force_custom_plan', {CurrentTransaction is not null})
                """,
                ct
            )
            : Task.CompletedTask;

    /// <summary>
    /// Before a long run of writes: on SQLite their rows lie all over the indexes, and what does not stay in memory is read and written
    /// again for each. The room is given back at the end.
    /// </summary>
    public async Task<IAsyncDisposable> MakeRoom(int megabytes, CancellationToken ct)
    {
        if (Engine == Engine.Sqlite)
            await Room(megabytes * 1024, 16_000, ct);
        return new GiveBack(this);
    }

    private async Task Room(int kilobytes, int walPages, CancellationToken ct)
    {
        await Execute($"pragma cache_size = {Sql.Raw((-kilobytes).ToString(CultureInfo.InvariantCulture))}", ct);
        await Rows($"pragma wal_autocheckpoint = {Sql.Raw(walPages.ToString(CultureInfo.InvariantCulture))}", row => row.Long(0), ct);
    }

    private sealed class GiveBack(RapportDb db) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (db.Engine != Engine.Sqlite)
                return;
            await db.Room(2_000, 1_000, CancellationToken.None);
            NativeHeap.GiveBack();
        }
    }

    public async Task<DbConnection> OpenedConnection(CancellationToken ct)
    {
        var connection = Database.GetDbConnection();
        if (connection.State != System.Data.ConnectionState.Open)
            await Database.OpenConnectionAsync(ct);
        return connection;
    }

    internal DbTransaction? CurrentTransaction => Database.CurrentTransaction?.GetDbTransaction();

    private async Task<DbCommand> Command(Sql sql, CancellationToken ct) => sql.Command(await OpenedConnection(ct), CurrentTransaction);
}

/// <summary>
/// Tells PostgreSQL whose rows this connection may see, each time it is taken from the pool; the pool's reset takes it back.
/// </summary>
internal sealed class EnterTenant : DbConnectionInterceptor
{
    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData data, CancellationToken ct = default)
    {
        if (connection is not NpgsqlConnection postgres || Of(data) is not { IsSet: true } tenant)
            return;
        await using var command = new NpgsqlCommand("select set_config('app.org', $1, false)", postgres);
        command.Parameters.Add(new NpgsqlParameter { Value = tenant.OrganizationId.ToString() });
        await command.ExecuteNonQueryAsync(ct);
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData data)
    {
        if (Of(data).IsSet)
            throw new NotSupportedException("Open connections asynchronously.");
    }

    private static Tenant Of(ConnectionEndEventData data) => ((RapportDb)data.Context!).Tenant;
}

/// <summary>
/// Gives a connection to SQLite its functions, and leaves each flush to <see cref="SharedSync"/>, which every change waits for.
/// </summary>
internal sealed class SyncTogether : DbConnectionInterceptor
{
    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData data, CancellationToken ct = default)
    {
        Rapport.Platform.Data.Database.WithFunctions((SqliteConnection)connection);
        await using var command = connection.CreateCommand();
        command.CommandText = $"pragma synchronous = normal; {Commands.Polling}";
        await command.ExecuteNonQueryAsync(ct);
    }
}
