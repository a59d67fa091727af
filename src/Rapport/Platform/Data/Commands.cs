using System.Data.Common;

namespace Rapport.Platform.Data;

public static class Commands
{
    public static async Task<int> Execute(this DbConnection connection, Sql sql, CancellationToken ct, DbTransaction? transaction = null)
    {
        await using var command = sql.Command(connection, transaction);
        return await command.Write(ct);
    }

    public static async Task<List<T>> Rows<T>(
        this DbConnection connection,
        Sql sql,
        Func<Row, T> map,
        CancellationToken ct,
        DbTransaction? transaction = null
    )
    {
        await using var command = sql.Command(connection, transaction);
        var (engine, rows) = (Sql.EngineOf(connection), new List<T>());
        await command.Read(reader => Statement.Into(rows, sql, map).ReadAll(reader, engine, ct), ct);
        return rows;
    }

    /// <summary>
    /// SQLite looks for a free lock every few milliseconds for a while; beyond that its driver looks every 150, and would miss the gaps
    /// that a long run of another process leaves.
    /// </summary>
    internal const string Polling = "pragma busy_timeout = 100";

    internal static Task PollBriefly(this DbConnection connection, CancellationToken ct) =>
        connection.Rows(Sql.Raw(Polling), row => row.Long(0), ct);
}
