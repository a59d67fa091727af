using System.Data.Common;

namespace Rapport.Platform.Data;

/// <summary>One statement of a read and what to do with each of its rows.</summary>
public sealed record Statement(Sql Sql, Action<Row> Each)
{
    internal Planning Planning { get; init; }

    public static Statement Into<T>(List<T> rows, Sql sql, Func<Row, T> map) => new(sql, row => rows.Add(map(row)));

    /// <summary>
    /// A page of what stands in an index in the order it is wanted: the index is walked until the page is full, and only what is written
    /// with <see cref="Sql.Unindexed"/> is sorted.
    /// </summary>
    public static Statement InOrder<T>(List<T> rows, Sql sql, Func<Row, T> map) =>
        Into(rows, sql, map) with
        {
            Planning = Planning.InOrder,
        };

    /// <summary>How many there are, up to a limit: counting ends there.</summary>
    public static Statement Count(Sql sql, Action<long> take) => new(sql, row => take(row.Long(0))) { Planning = Planning.InOrder };

    internal async Task ReadAll(DbDataReader reader, Engine engine, CancellationToken ct)
    {
        var row = new Row(reader, engine);
        while (await reader.ReadAsync(ct))
            Each(row);
    }
}
