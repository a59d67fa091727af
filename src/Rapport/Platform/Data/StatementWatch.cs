using System.Data.Common;

namespace Rapport.Platform.Data;

/// <summary>A statement that is about to run, and the place in the sources that wrote it.</summary>
internal sealed record StartingStatement(
    DbConnection Connection,
    string Text,
    DbParameterCollection Parameters,
    string File,
    string Member,
    Planning Planning
);

/// <summary>
/// Announces each SQL statement written by hand just before it runs; Entity Framework announces its own. The tests read plans and look for
/// the organization's condition by it, so that a new statement is checked without being listed.
/// </summary>
internal static class StatementWatch
{
    internal static event Action<StartingStatement>? Starting;

    internal static void Announce(DbConnection connection, string text, DbParameterCollection parameters, Sql written, Planning planning) =>
        Starting?.Invoke(new StartingStatement(connection, text, parameters, written.File, written.Member, planning));
}
