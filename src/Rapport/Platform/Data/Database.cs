using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Rapport.Platform.Data;

/// <summary>The one place that opens connections. SQLite lives in the data folder; PostgreSQL is reached under a role that row-level security binds.</summary>
public sealed class Database : IAsyncDisposable
{
    public const string AppRole = "rapport_app";

    private readonly string? sqlite;
    private readonly NpgsqlDataSource? app, system;

    private Database(string dataFolder, string? sqlite, NpgsqlDataSource? app, NpgsqlDataSource? system) =>
        (DataFolder, this.sqlite, this.app, this.system) = (dataFolder, sqlite, app, system);

    public string DataFolder { get; }
    public Engine Engine => sqlite is null ? Engine.Postgres : Engine.Sqlite;

    /// <summary>Lets the writers of this process queue for SQLite's single write lock; waiting inside SQLite sleeps and polls.</summary>
    internal SemaphoreSlim WriteGate { get; } = new(1, 1);

    /// <summary>SQLite: what makes the changes of this process durable, many at once.</summary>
    internal SharedSync Sync => field ??= SharedSync.OfLog(Path.Combine(DataFolder, "rapport.db"));

    public static Database Open(string dataFolder, string? postgres)
    {
        Directory.CreateDirectory(dataFolder);
        return string.IsNullOrWhiteSpace(postgres) ? OnSqlite(dataFolder) : OnPostgres(dataFolder, postgres);
    }

    private static Database OnSqlite(string folder)
    {
        var text = new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "rapport.db"), ForeignKeys = true, RecursiveTriggers = true, DefaultTimeout = 30 };
        return new Database(folder, text.ToString(), null, null);
    }

    private static Database OnPostgres(string folder, string connectionString)
    {
        var text = new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 200, AutoPrepareMinUsages = 2, NoResetOnClose = false, IncludeErrorDetail = false };
        var system = new NpgsqlDataSourceBuilder(text.ToString()).Build();
        // The connection string is often an owner's or a superuser's, for whom row-level security is void: the pool steps down to a role without rights.
        // New words of the search gather in a short list before they go into its indexes; RapportDb.ExpectMany lets a bulk gather more.
        text.Options = $"{text.Options} -c role={AppRole} -c gin_pending_list_limit=256kB".Trim();
        return new Database(folder, null, new NpgsqlDataSourceBuilder(text.ToString()).Build(), system);
    }

    /// <summary>A closed connection for the application's own work, under row-level security on PostgreSQL.</summary>
    public DbConnection Connection() => sqlite is null ? app!.CreateConnection() : new SqliteConnection(sqlite);

    public async Task<NpgsqlConnection> OpenPostgres(CancellationToken ct) => await app!.OpenConnectionAsync(ct);

    /// <summary>An open connection that sees every organization: for migrations, the sealer, verification and sweeps alone.</summary>
    public async Task<DbConnection> OpenSystem(CancellationToken ct)
    {
        if (system is not null) return await system.OpenConnectionAsync(ct);
        var connection = new SqliteConnection(sqlite);
        await connection.OpenAsync(ct);
        // From the pool it may come back as a change left it.
        await connection.Execute($"pragma synchronous = full", ct);
        return connection;
    }

    /// <summary>Writes single statements outside any organization; on SQLite in turn with the process's other writers.</summary>
    public async Task<T> Write<T>(Func<DbConnection, Task<T>> write, CancellationToken ct)
    {
        await using var connection = await OpenSystem(ct);
        if (Engine == Engine.Postgres) return await write(connection);
        await WriteGate.WaitAsync(ct);
        try
        {
            return await write(connection);
        }
        finally
        {
            WriteGate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (sqlite is not null) SqliteConnection.ClearPool(new SqliteConnection(sqlite));
        if (app is not null) await app.DisposeAsync();
        if (system is not null) await system.DisposeAsync();
        WriteGate.Dispose();
    }
}
