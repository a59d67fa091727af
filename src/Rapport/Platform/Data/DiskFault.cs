using Microsoft.Data.Sqlite;
using Npgsql;

namespace Rapport.Platform.Data;

/// <summary>
/// Tells a full disk from other faults, wherever it was noticed: by a file, by SQLite, by PostgreSQL on a machine of its own.
/// </summary>
internal static class DiskFault
{
    private const int NoSpace = 28,
        WindowsDiskFull = unchecked((int)0x80070070),
        SqliteFull = 13;

    public const string Sentence = "The disk is full, so this was not saved. Make room, then try again.";

    public static bool Is(Exception? fault) =>
        fault switch
        {
            null => false,
            IOException { HResult: NoSpace or WindowsDiskFull }
            or SqliteException { SqliteErrorCode: SqliteFull }
            or PostgresException { SqlState: PostgresErrorCodes.DiskFull } => true,
            _ => Is(fault.InnerException),
        };
}
