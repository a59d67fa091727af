using System.Data.Common;

namespace Rapport.Platform.Data;

/// <summary>One statement of a read and what to do with each of its rows.</summary>
public sealed record Statement(Sql Sql, Action<Row> Each)
{
    public static Statement Into<T>(List<T> rows, Sql sql, Func<Row, T> map) => new(sql, row => rows.Add(map(row)));

    internal async Task ReadAll(DbDataReader reader, Engine engine, CancellationToken ct)
    {
        var row = new Row(reader, engine);
        while (await reader.ReadAsync(ct))
            Each(row);
    }
}
