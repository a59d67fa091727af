using Npgsql;

namespace Rapport.Platform.Data;

/// <summary>
/// Held for a long run such as an import, over many changes; it goes with its process, so that a killed one's run can be taken up at once.
/// </summary>
internal sealed class ProcessLock : IAsyncDisposable
{
    private readonly IAsyncDisposable held;

    private ProcessLock(IAsyncDisposable held) => this.held = held;

    /// <summary>Null when another process or another part of this one holds it.</summary>
    public static async Task<ProcessLock?> TryTake(Database database, string folder, Guid run, CancellationToken ct)
    {
        if (database.Engine == Engine.Postgres)
            return await OnPostgres(database, $"{folder}:{run}", ct);
        var locks = Directory.CreateDirectory(Path.Combine(database.DataFolder, folder));
        try
        {
            return new ProcessLock(
                new FileStream(
                    Path.Combine(locks.FullName, $"{run:N}.lock"),
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

    private static async Task<ProcessLock?> OnPostgres(Database database, string name, CancellationToken ct)
    {
        // The lock lives as long as its connection, which ends with the process.
        var connection = await database.OpenPostgres(ct);
        var taken = await connection.Rows($"select pg_try_advisory_lock(hashtextextended({name}, 0))", row => row.Truth(0), ct);
        if (taken is [true])
            return new ProcessLock(new OfSession(connection));
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
