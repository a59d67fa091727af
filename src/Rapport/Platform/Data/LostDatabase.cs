using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Rapport.Platform.Data;

/// <summary>
/// Tells a database that is away (restarting, unreachable, out of room) from a statement that it refused: only the second is the fault of
/// what was asked, and only the first passes by itself.
/// </summary>
internal static class LostDatabase
{
    private const int SqliteIoError = 10,
        SqliteFull = 13,
        SqliteCannotOpen = 14;

    public static bool Is(Exception? fault) =>
        fault switch
        {
            null => false,
            // 08 connection, 53 resources (disk, memory, connections), 57P shutdown and start.
            PostgresException { SqlState: var state } => state.StartsWith("08", StringComparison.Ordinal)
                || state.StartsWith("53", StringComparison.Ordinal)
                || state.StartsWith("57P", StringComparison.Ordinal),
            NpgsqlException { InnerException: IOException or SocketException or ObjectDisposedException } => true,
            SqliteException { SqliteErrorCode: SqliteIoError or SqliteFull or SqliteCannotOpen } => true,
            _ => Is(fault.InnerException),
        };
}
