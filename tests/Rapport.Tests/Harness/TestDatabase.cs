using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Rapport.Platform.Data;
using Rapport.Tests.Harness.Statements;

namespace Rapport.Tests.Harness;

/// <summary>A database of its own, made from a template that was migrated once per run, and gone afterwards.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    protected TestDatabase(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>What the statements that run on it are known by.</summary>
    internal abstract string Key { get; }

    /// <summary>The connection string an administrator would give, here a superuser's; null on SQLite.</summary>
    public virtual string? Postgres => null;

    public Database Open()
    {
        StatementFeed.Of(this);
        return Database.Open(Folder, Postgres);
    }

    /// <summary>A connection as any other program would open it: no pragmas, no role, no tenant.</summary>
    public abstract Task<DbConnection> OpenPlain();

    public abstract ValueTask DisposeAsync();

    /// <summary>An unmigrated one.</summary>
    public static Task<TestDatabase> Empty(Engine engine) =>
        engine == Engine.Sqlite ? SqliteTestDatabase.Empty() : PostgresTestDatabase.Empty();

    public static Task<TestDatabase> Migrated(Engine engine) =>
        engine == Engine.Sqlite ? SqliteTestDatabase.Migrated() : PostgresTestDatabase.Migrated();

    /// <summary>
    /// In memory where the system offers it: these files are written for minutes, and an fsync per commit would double the run.
    /// </summary>
    protected static string NewFolder() =>
        Directory
            .CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"rapport-test-{Ids.Next():N}"))
            .FullName;

    protected static async Task Migrate(TestDatabase fresh)
    {
        await using var database = fresh.Open();
        await new Schema(database, TimeProvider.System).Migrate(CancellationToken.None);
    }
}

internal sealed class SqliteTestDatabase(string folder) : TestDatabase(folder)
{
    private const string File = "rapport.db";

    internal override string Key => Folder;

    private static readonly Lazy<Task<string>> Template = new(MakeTemplate);

    public static Task<TestDatabase> Empty() => Task.FromResult<TestDatabase>(new SqliteTestDatabase(NewFolder()));

    public static async Task<TestDatabase> Migrated()
    {
        var copy = new SqliteTestDatabase(NewFolder());
        System.IO.File.Copy(Path.Combine(await Template.Value, File), Path.Combine(copy.Folder, File));
        return copy;
    }

    public override async Task<DbConnection> OpenPlain()
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = Path.Combine(Folder, File), Pooling = false }.ToString()
        );
        await connection.OpenAsync();
        return connection;
    }

    public override ValueTask DisposeAsync()
    {
        StatementFeed.Forget(this);
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<string> MakeTemplate()
    {
        var template = new SqliteTestDatabase(NewFolder());
        await Migrate(template);
        // All of it must stand in the one file that is copied.
        await using (var connection = await template.OpenPlain())
            await connection.Execute($"pragma wal_checkpoint(truncate)", CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(template.Folder, recursive: true);
        return template.Folder;
    }
}

internal sealed class PostgresTestDatabase(string folder, string name) : TestDatabase(folder)
{
    private static readonly Lazy<Task<string>> Template = new(MakeTemplate);

    // Copies of one template run one after the other anyway; queueing here keeps them from failing on "being accessed by other users".
    private static readonly SemaphoreSlim Copying = new(1, 1);

    internal override string Key => name;

    public override string Postgres => Named(name);

    public static async Task<TestDatabase> Empty() => await Create("template0");

    public static async Task<TestDatabase> Migrated() => await Create(await Template.Value);

    public override async Task<DbConnection> OpenPlain()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Postgres) { Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }

    public override async ValueTask DisposeAsync()
    {
        StatementFeed.Forget(this);
        Directory.Delete(Folder, recursive: true);
        await Administer($"drop database if exists {name} with (force)");
    }

    private static async Task<PostgresTestDatabase> Create(string template)
    {
        var made = new PostgresTestDatabase(NewFolder(), $"test_{Ids.Next():N}");
        await Copying.WaitAsync();
        try
        {
            await Administer($"create database {made.Name} template {template} strategy file_copy");
        }
        finally
        {
            Copying.Release();
        }
        return made;
    }

    private string Name => name;

    private static async Task<string> MakeTemplate()
    {
        var template = await Create("template0");
        await Migrate(template);
        return template.Name;
    }

    private static async Task Administer(string statement)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(TestMachine.Postgres) { Pooling = false }.ToString()
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string Named(string database) =>
        new NpgsqlConnectionStringBuilder(TestMachine.Postgres) { Database = database, Timeout = 30 }.ToString();
}
