using Npgsql;
using Rapport.Platform.Data;
using Rapport.Records.Customers;

namespace Rapport.Records.Import.Runs;

/// <summary>Held by whoever runs an import; it goes with its process, so that a killed one's import can be taken up at once.</summary>
internal sealed class ImportLock : IAsyncDisposable
{
    private readonly IAsyncDisposable held;

    private ImportLock(IAsyncDisposable held) => this.held = held;

    /// <summary>Null when another process or another part of this one runs it.</summary>
    public static async Task<ImportLock?> TryTake(Database database, Guid import, CancellationToken ct)
    {
        if (database.Engine == Engine.Postgres)
            return await OnPostgres(database, import, ct);
        var folder = Directory.CreateDirectory(Path.Combine(database.DataFolder, "imports"));
        try
        {
            return new ImportLock(
                new FileStream(
                    Path.Combine(folder.FullName, $"{import:N}.lock"),
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    1,
                    FileOptions.DeleteOnClose
                )
            );
        }
        catch (IOException fault) when (!DiskFault.Is(fault))
        {
            return null;
        }
    }

    private static async Task<ImportLock?> OnPostgres(Database database, Guid import, CancellationToken ct)
    {
        // The lock lives as long as its connection, which ends with the process.
        var connection = await database.OpenPostgres(ct);
        var taken = await connection.Rows(
            $"select pg_try_advisory_lock(hashtextextended({"import:" + import}, 0))",
            row => row.Truth(0),
            ct
        );
        if (taken is [true])
            return new ImportLock(new OfSession(connection));
        await connection.DisposeAsync();
        return null;
    }

    /// <summary>A pool keeps the session when its connection is closed, so the lock is given back by name.</summary>
    private sealed class OfSession(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await connection.Execute($"select pg_advisory_unlock_all()", CancellationToken.None);
            }
            catch (Exception gone) when (gone is NpgsqlException || LostDatabase.Is(gone))
            {
                // With the session gone the lock is gone.
            }
            await connection.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => held.DisposeAsync();
}
