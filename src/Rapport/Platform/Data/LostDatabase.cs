using Microsoft.Data.Sqlite;
using Npgsql;

namespace Rapport.Platform.Data;

/// <summary>Another writer held the database for longer than anybody should wait.</summary>
public sealed class DatabaseBusy() : Exception("Another writer has held the database for too long.");

/// <summary>
/// Tells a database that is away (restarting, unreachable, locked, out of room) from a statement that it refused: only the second is the
/// fault of what was asked, and only the first passes by itself.
/// </summary>
internal static class LostDatabase
{
    private const int SqliteBusy = 5,
        SqliteLocked = 6,
        SqliteIoError = 10,
        SqliteFull = 13,
        SqliteCannotOpen = 14;

    public static bool Is(Exception? fault) =>
        fault switch
        {
            null => false,
            DatabaseBusy => true,
            PostgresException { SqlState: var state } => IsAway(state),
            // Whatever the driver itself says: no host that takes writes, a stream that ended, no answer in time, a pool without room.
            NpgsqlException => true,
            // The connection broke under a statement of the same change.
            InvalidOperationException { InnerException: null, Source: "Npgsql" } broken => broken.Message.Contains(
                "onnection",
                StringComparison.Ordinal
            ),
            ObjectDisposedException { ObjectName: nameof(NpgsqlConnection) or nameof(NpgsqlTransaction) } => true,
            SqliteException { SqliteErrorCode: SqliteBusy or SqliteLocked or SqliteIoError or SqliteFull or SqliteCannotOpen } => true,
            _ => Is(fault.InnerException),
        };

    // 08 connection, 53 resources (disk, memory, connections), 57P shutdown and start; a standby that took over from its primary's
    // connections writes nothing yet (25006), and somebody held a row for too long (55P03).
    private static bool IsAway(string state) =>
        state.StartsWith("08", StringComparison.Ordinal)
        || state.StartsWith("53", StringComparison.Ordinal)
        || state.StartsWith("57P", StringComparison.Ordinal)
        || state is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.LockNotAvailable;
}
