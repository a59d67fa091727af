using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Rapport.Platform.Data;

/// <summary>
/// One prepared insert, run row by row through SQLite's own interface. ADO.NET looks parameters up by name and boxes each value,
/// which costs more than the insert itself where an import writes twenty rows a customer.
/// </summary>
internal sealed class SqliteInsert : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private readonly byte[] id = new byte[16];

    public SqliteInsert(SqliteConnection connection, string sql)
    {
        database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        Check(raw.sqlite3_prepare_v2(database, sql, out statement));
    }

    public void Bind(int place, object? value) =>
        Check(
            value switch
            {
                null or DBNull => raw.sqlite3_bind_null(statement, place),
                string text => raw.sqlite3_bind_text(statement, place, text),
                Guid guid => BindId(place, guid),
                long number => raw.sqlite3_bind_int64(statement, place, number),
                int number => raw.sqlite3_bind_int64(statement, place, number),
                double number => raw.sqlite3_bind_double(statement, place, number),
                byte[] bytes => raw.sqlite3_bind_blob(statement, place, bytes),
                _ => throw new NotSupportedException($"SQLite does not store a {value.GetType().Name}."),
            }
        );

    public void Run()
    {
        var result = raw.sqlite3_step(statement);
        var reset = raw.sqlite3_reset(statement);
        if (result != raw.SQLITE_DONE)
            Check(reset == raw.SQLITE_OK ? result : reset);
    }

    private int BindId(int place, Guid guid)
    {
        guid.TryWriteBytes(id, bigEndian: true, out _);
        return raw.sqlite3_bind_blob(statement, place, id);
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            throw new SqliteException(
                $"SQLite Error {result}: '{raw.sqlite3_errmsg(database).utf8_to_string()}'.",
                result & 0xFF,
                raw.sqlite3_extended_errcode(database)
            );
    }

    public void Dispose() => statement.Dispose();
}
