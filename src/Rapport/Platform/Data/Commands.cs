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
}
