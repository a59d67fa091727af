using System.Data.Common;
using System.Reflection;
using Npgsql;

namespace Rapport.Platform.Data;

/// <summary>Brings the database to this version's schema: SQL files per database, forwards only, each in one transaction.</summary>
public sealed class Schema(Database database, TimeProvider clock)
{
    private sealed record Migration(string Name, string Text);

    public async Task Migrate(CancellationToken ct)
    {
        await using var connection = await database.OpenSystem(ct);
        if (connection is Microsoft.Data.Sqlite.SqliteConnection file)
        {
            // Another process may be at it, which takes longer than a write should wait.
            file.DefaultTimeout = 60;
            await connection.Execute($"pragma journal_mode = wal", ct);
        }
        else
            await connection.Execute($"select pg_advisory_lock(727746)", ct);
        await connection.Execute($"create table if not exists schema_migrations (name text primary key, applied_at text not null)", ct);
        var done = (await connection.Rows($"select name from schema_migrations", row => row.Text(0), ct)).ToHashSet();
        var all = All(database.Engine).ToList();
        if (done.Except(all.Select(m => m.Name)).ToList() is { Count: > 0 } unknown)
            throw new UnknownSchema(string.Join(", ", unknown.Order()));
        foreach (var migration in all.Where(m => !done.Contains(m.Name)))
            await Apply(connection, migration, ct);
        if (database.Engine == Engine.Postgres)
            await connection.Execute($"select pg_advisory_unlock(727746)", ct);
        // The role may be new, and types and rights of pooled connections are old.
        if (connection is NpgsqlConnection postgres)
            await postgres.ReloadTypesAsync(ct);
    }

    /// <summary>False while a migration of this version is missing.</summary>
    public async Task<bool> IsCurrent(CancellationToken ct)
    {
        await using var connection = await database.OpenSystem(ct);
        var done = (await connection.Rows($"select name from schema_migrations", row => row.Text(0), ct)).ToHashSet();
        return All(database.Engine).All(m => done.Contains(m.Name));
    }

    private async Task Apply(DbConnection connection, Migration migration, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Another process may have been faster to the lock.
        if (
            (
                await connection.Rows($"select 1 from schema_migrations where name = {migration.Name}", row => row.Int(0), ct, transaction)
            ).Count > 0
        )
            return;
        await connection.Execute(Sql.Raw(migration.Text), ct, transaction);
        if (database.Engine == Engine.Postgres)
            await Guard(connection, transaction, ct);
        await connection.Execute(
            $"insert into schema_migrations (name, applied_at) values ({migration.Name}, {StoredValue.TimeText(clock.Now())})",
            ct,
            transaction
        );
        await transaction.CommitAsync(ct);
    }

    /// <summary>
    /// Whatever tables a migration made stand behind row-level security with it. Never at another time: it locks every table, and a command
    /// that did so beside a running
    /// server would stop it, or end in a deadlock.
    /// </summary>
    private static async Task Guard(DbConnection connection, DbTransaction transaction, CancellationToken ct)
    {
        if (
            (
                await connection.Rows(
                    $"select 1 from pg_proc where proname = 'guard_tenants' and pronamespace = current_schema()::regnamespace",
                    row => row.Int(0),
                    ct,
                    transaction
                )
            ).Count > 0
        )
            await connection.Execute($"select guard_tenants()", ct, transaction);
    }

    private static IEnumerable<Migration> All(Engine engine)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var folder = $".Migrations.{engine}.";
        return from name in assembly.GetManifestResourceNames()
            let start = name.IndexOf(folder, StringComparison.Ordinal)
            where start >= 0
            let file = name[(start + folder.Length)..]
            orderby file
            select new Migration(file, Read(assembly, name));
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}

/// <summary>The tables were made by a version that this one does not know, and it leaves them as they are.</summary>
public sealed class UnknownSchema(string steps)
    : Exception(
        $"This database was made by another version of Rapport ({steps}). Run that version on it, or begin with an empty data "
            + "folder or database."
    );
