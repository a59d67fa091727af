using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Rapport.Platform.Data;

/// <summary>A page whose read was stopped.</summary>
public sealed class ReadStopped(OperationCanceledException stopped) : Exception(stopped.Message, stopped);

/// <summary>
/// Reads that end when their caller is gone, in the database too. Npgsql cancels a statement by itself; Microsoft.Data.Sqlite runs one to
/// its end, on the caller's thread, whatever the token says.
/// </summary>
internal static class Stoppable
{
    // Of SQLite's virtual machine: a fraction of a millisecond.
    private const int StepsBetweenLooks = 5_000;

    public static async Task Read(this DbCommand command, Func<DbDataReader, Task> read, CancellationToken ct)
    {
        using var stop = StopWith(command.Connection!, ct);
        try
        {
            await using var reader = await command.Read(ct);
            await read(reader);
        }
        catch (SqliteException stopped) when (IsStop(stopped))
        {
            throw new OperationCanceledException(stopped.Message, stopped, ct);
        }
    }

    /// <summary>Rows one by one.</summary>
    public static async IAsyncEnumerable<T> Rows<T>(
        this DbCommand command,
        Func<DbDataReader, T> map,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        using var stop = StopWith(command.Connection!, ct);
        await using var reader = await Stopping(() => command.Read(ct), ct);
        while (await Stopping(() => reader.ReadAsync(ct), ct))
            yield return map(reader);
    }

    private static async Task<T> Stopping<T>(Func<Task<T>> step, CancellationToken ct)
    {
        try
        {
            return await step();
        }
        catch (SqliteException stopped) when (IsStop(stopped))
        {
            throw new OperationCanceledException(stopped.Message, stopped, ct);
        }
    }

    /// <summary>
    /// Until it is disposed, what runs on this connection looks at the token by itself. An interrupt from outside is lost on a statement
    /// that is about to begin.
    /// </summary>
    internal static IDisposable? StopWith(DbConnection connection, CancellationToken ct)
    {
        if (!ct.CanBeCanceled || connection is not SqliteConnection { Handle: { } database })
            return null;
        raw.sqlite3_progress_handler(database, StepsBetweenLooks, IsCancelled, ct);
        return new Watch(database);
    }

    private static readonly delegate_progress IsCancelled = token => ((CancellationToken)token).IsCancellationRequested ? 1 : 0;

    private sealed class Watch(sqlite3 database) : IDisposable
    {
        public void Dispose() => raw.sqlite3_progress_handler(database, 0, null, null);
    }

    /// <summary>True of what a read throws that was stopped.</summary>
    public static bool IsStop(Exception error) =>
        error is OperationCanceledException or ReadStopped or SqliteException { SqliteErrorCode: raw.SQLITE_INTERRUPT };
}
