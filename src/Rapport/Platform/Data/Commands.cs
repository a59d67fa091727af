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
        await using var reader = await command.Read(ct);
        var engine = Sql.EngineOf(connection);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
            rows.Add(map(new Row(reader, engine)));
        return rows;
    }
}
