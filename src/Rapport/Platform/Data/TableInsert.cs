using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Rapport.Platform.Data;

/// <summary>
/// Inserts many rows of one table in one statement: <c>unnest</c> of an array per column on PostgreSQL, one prepared statement run per row
/// on SQLite.
/// The single save and the import of 100,000 rows both write through it.
/// </summary>
public sealed class TableInsert<T>(string table)
{
    private readonly List<(string Name, Func<T, object?> Value, Func<IReadOnlyList<T>, object> Array)> columns = [];
    private string onConflict = "";
    private string? numbered;
    private string? postgres,
        sqlite;

    public TableInsert<T> Column<TValue>(string name, Func<T, TValue> value)
    {
        columns.Add((name, row => value(row), rows => ToArray(rows, value)));
        return this;
    }

    /// <summary>
    /// On SQLite the column numbers the rows in the order they come: its full-text indexes know a row by a number alone, and take rising
    /// ones best.
    /// </summary>
    public TableInsert<T> Numbered(string column)
    {
        numbered = column;
        return this;
    }

    /// <summary>What to do with a row that is there already, such as <c>on conflict do nothing</c>.</summary>
    public TableInsert<T> OnConflict(string clause)
    {
        onConflict = " " + clause;
        return this;
    }

    public async Task Insert(DbConnection connection, DbTransaction? transaction, IReadOnlyList<T> rows, CancellationToken ct)
    {
        if (rows.Count == 0)
            return;
        if (connection is NpgsqlConnection npgsql)
        {
            await using var batch = new NpgsqlBatch(npgsql, (NpgsqlTransaction?)transaction) { BatchCommands = { Command(rows) } };
            await (await batch.Read(ct)).DisposeAsync();
            return;
        }

        using var insert = new SqliteInsert((SqliteConnection)connection, sqlite ??= OnSqlite());
        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Count; i++)
                insert.Bind(i + 1, ForSqlite(columns[i].Value(row)));
            insert.Run();
        }
    }

    private string OnSqlite()
    {
        var values = string.Join(", ", columns.Select((_, i) => "?" + (i + 1)));
        return numbered is null
            ? $"insert into {table} ({Names}) values ({values}){onConflict}"
            : $"""
                insert into {table} ({Names}, {numbered})
                values ({values}, (select coalesce(max({numbered}), 0) + 1 from {table})){onConflict}
                """;
    }

    private static object? ForSqlite(object? value) =>
        value is null or string or Guid or long or int ? value : Engine.Sqlite.ToStored(value);

    /// <summary>The same insert as one part of a PostgreSQL batch, so that several tables share a round trip.</summary>
    public NpgsqlBatchCommand Command(IReadOnlyList<T> rows)
    {
        var command = new NpgsqlBatchCommand(
            postgres ??= $"""
            insert into {table} ({Names}) select * from unnest({string.Join(", ", columns.Select((_, i) => "$" + (i + 1)))}){onConflict}
            """
        );
        foreach (var column in columns)
        {
            var parameter = new NpgsqlParameter { Value = column.Array(rows) };
            // Of an array that begins with null the driver would take times for such without a zone.
            if (parameter.Value is DateTime?[])
                parameter.NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.TimestampTz;
            command.Parameters.Add(parameter);
        }
        return command;
    }

    private string Names => string.Join(", ", columns.Select(c => c.Name));

    private static object ToArray<TValue>(IReadOnlyList<T> rows, Func<T, TValue> value)
    {
        var type = typeof(TValue);
        if (type.IsEnum || Nullable.GetUnderlyingType(type)?.IsEnum == true)
        {
            var words = new string?[rows.Count];
            for (var i = 0; i < rows.Count; i++)
                words[i] = value(rows[i]) is { } word ? (string)Engine.Postgres.ToStored(word) : null;
            return words;
        }
        if (type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?))
        {
            var times = new DateTime?[rows.Count];
            for (var i = 0; i < rows.Count; i++)
                times[i] = value(rows[i]) is DateTimeOffset time ? time.UtcDateTime : null;
            return times;
        }
        var values = new TValue[rows.Count];
        for (var i = 0; i < rows.Count; i++)
            values[i] = value(rows[i]);
        return values;
    }
}
