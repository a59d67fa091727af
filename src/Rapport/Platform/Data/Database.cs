using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Rapport.Platform.Data;

/// <summary>
/// The one place that opens connections. SQLite lives in the data folder; PostgreSQL is reached under a role that row-level security binds.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    public const string AppRole = "rapport_app";

    private readonly NpgsqlDataSource? system;

    private Database(string dataFolder, string connectionText, NpgsqlDataSource? system) =>
        (DataFolder, ConnectionText, this.system) = (dataFolder, connectionText, system);

    public string DataFolder { get; }
    public Engine Engine => system is null ? Engine.Sqlite : Engine.Postgres;

    /// <summary>Of the connections for the application's own work; whoever opens one by it shares their pool.</summary>
    internal string ConnectionText { get; }

    /// <summary>How long a write waits for another one before it gives up.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile bool holdsFile;

    /// <summary>Lets the writers of this process queue for SQLite's single write lock; waiting inside SQLite sleeps and polls.</summary>
    internal async Task EnterGate(CancellationToken ct)
    {
        if (!await gate.WaitAsync(Patience, ct))
            throw new DatabaseBusy();
    }

    /// <summary>The writer in the gate has the lock of the file, too.</summary>
    internal void HoldsFile() => holdsFile = true;

    internal void LeaveGate()
    {
        holdsFile = false;
        gate.Release();
    }

    /// <summary>SQLite: what makes the changes of this process durable, many at once.</summary>
    internal SharedSync Sync => field ??= SharedSync.OfLog(Path.Combine(DataFolder, "rapport.db"));

    public static Database Open(string dataFolder, string? postgres)
    {
        PrivateFolder.Open(dataFolder);
        return string.IsNullOrWhiteSpace(postgres) ? OnSqlite(dataFolder) : OnPostgres(dataFolder, postgres);
    }

    private static Database OnSqlite(string folder)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, "rapport.db"),
            ForeignKeys = true,
            RecursiveTriggers = true,
            DefaultTimeout = (int)Patience.TotalSeconds,
        };
        return new Database(folder, text.ToString(), null);
    }

    private static Database OnPostgres(string folder, string connectionString)
    {
        var text = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = false,
            IncludeErrorDetail = false,
            TcpKeepAlive = true,
        };
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (!given.ContainsKey("Timeout"))
            text.Timeout = (int)Patience.TotalSeconds;
        // Of several hosts the one that has become the primary must be found soon.
        if (text.Host?.Contains(',') == true && !given.ContainsKey("Host Recheck Seconds"))
            text.HostRecheckSeconds = 1;
        // A plan that is thought dear would first be compiled to machine code, a second of work for a statement of milliseconds.
        text.Options = $"{text.Options} -c jit=off".Trim();
        // The listener waits for hours, and must notice that nobody is at the other end.
        text.KeepAlive = 10;
        var system = new NpgsqlDataSourceBuilder(text.ToString()).Build();
        text.KeepAlive = 0;
        // The connection string is often an owner's or a superuser's, for whom row-level security is void: the pool steps down to a role
        // without rights.
        // New words of the search gather in a short list before they go into its indexes; RapportDb.ExpectMany lets a bulk gather more.
        text.Options = $"{text.Options} -c role={AppRole} -c gin_pending_list_limit=256kB -c lock_timeout={Patience.TotalMilliseconds}";
        return new Database(folder, text.ToString(), system);
    }

    /// <summary>A closed connection for the application's own work, under row-level security on PostgreSQL.</summary>
    public DbConnection Connection() =>
        Engine == Engine.Postgres ? new NpgsqlConnection(ConnectionText) : WithFunctions(new SqliteConnection(ConnectionText));

    /// <summary>What PostgreSQL has in its migrations: SQLite takes functions connection by connection.</summary>
    internal static SqliteConnection WithFunctions(SqliteConnection connection)
    {
        connection.CreateFunction("folded", (string? text) => text?.ToLowerInvariant(), isDeterministic: true);
        return connection;
    }

    public async Task<NpgsqlConnection> OpenPostgres(CancellationToken ct)
    {
        var connection = new NpgsqlConnection(ConnectionText);
        await connection.OpenAsync(ct);
        return connection;
    }

    /// <summary>An open connection that sees every organization: for migrations, the sealer, verification and sweeps alone.</summary>
    public async Task<DbConnection> OpenSystem(CancellationToken ct)
    {
        if (system is not null)
            return await system.OpenConnectionAsync(ct);
        var connection = new SqliteConnection(ConnectionText);
        await connection.OpenAsync(ct);
        // From the pool it may come back as a change left it.
        await connection.Execute($"pragma synchronous = full", ct);
        await connection.PollBriefly(ct);
        return connection;
    }

    /// <summary>Writes single statements outside any organization; on SQLite in turn with the process's other writers.</summary>
    /// <summary>True where changes run one after the other and need no locks of rows.</summary>
    public bool HasOneWriter => Engine == Engine.Sqlite;

    public async Task<T> Write<T>(Func<DbConnection, Task<T>> write, CancellationToken ct)
    {
        await using var connection = await OpenSystem(ct);
        if (Engine == Engine.Postgres)
            return await write(connection);
        await EnterGate(ct);
        try
        {
            return await write(connection);
        }
        finally
        {
            LeaveGate();
        }
    }

    /// <summary>
    /// Throws unless somebody could write now. A writer of another process is waited for as long as one of its batches may take.
    /// </summary>
    internal async Task Probe(CancellationToken ct)
    {
        await using var connection = await OpenSystem(ct);
        if (Engine == Engine.Postgres)
        {
            if ((await connection.Rows($"select pg_is_in_recovery()", row => row.Truth(0), ct))[0])
                throw new DatabaseBusy();
            return;
        }
        await connection.Rows($"pragma busy_timeout = 0", row => row.Long(0), ct);
        ((SqliteConnection)connection).DefaultTimeout = 0;
        while (!holdsFile && !await IsFree(connection, ct))
            await Task.Delay(20, ct);
        await connection.PollBriefly(ct);
    }

    private static async Task<bool> IsFree(DbConnection connection, CancellationToken ct)
    {
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            return true;
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode is 5 or 6)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (system is null)
            SqliteConnection.ClearPool(new SqliteConnection(ConnectionText));
        else
        {
            NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionText));
            await system.DisposeAsync();
        }
        gate.Dispose();
    }
}
