using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Rapport.Platform.Data;

/// <summary>
/// SQL text with its values beside it: <c>Sql s = $"select … where id = {id}"</c>. Values only ever travel as parameters;
/// a nested <see cref="Sql"/> is spliced in. The same text runs on both databases.
/// </summary>
[InterpolatedStringHandler]
public sealed class Sql
{
    private readonly List<object> parts = [];

    private sealed record Parameter(object? Value);

    private sealed record OneOf(Array Values);

    private sealed record ByEngine(Sql OnPostgres, Sql OnSqlite);

    private sealed record EachOf(Guid[] Ids);

    public Sql(int literalLength, int formattedCount, [CallerFilePath] string file = "", [CallerMemberName] string member = "") =>
        (File, Member) = (file, member);

    private Sql() { }

    /// <summary>The source file and member that wrote the statement; empty where it was put together from pieces.</summary>
    internal string File { get; private init; } = "";
    internal string Member { get; private init; } = "";

    public static Sql Empty => new();

    /// <summary>
    /// Text that is written here in the source, such as a column's name chosen from a fixed list; never anything that came from outside.
    /// </summary>
    public static Sql Raw(string text, [CallerFilePath] string file = "", [CallerMemberName] string member = "")
    {
        var sql = new Sql { File = file, Member = member };
        sql.AppendLiteral(text);
        return sql;
    }

    public static Sql Of(Sql sql) => sql;

    /// <summary><c>{column} in (values)</c>, one array parameter on PostgreSQL; no value matches nothing.</summary>
    public static Sql In<T>(string column, IReadOnlyCollection<T> values)
    {
        var sql = new Sql();
        sql.AppendLiteral(column + " ");
        sql.parts.Add(new OneOf(values.ToArray()));
        return sql;
    }

    /// <summary>
    /// A table in a <c>from</c>, of which only these rows are wanted: each is looked up by its key. Said as a condition, planners may read
    /// all rows of the organization and compare each with all IDs.
    /// </summary>
    public static Sql Picked(string table, string alias, Guid organization, IReadOnlyCollection<Guid> ids, string column = "id")
    {
        var name = Raw(alias);
        var each = new Sql();
        each.parts.Add(new EachOf([.. ids]));
        Sql byKey = $"{name}.organization_id = {organization} and {name}.{Raw(column)} = {name}_picked.id";
        return $"{each} {name}_picked {LookUp(table, alias, byKey)}";
    }

    /// <summary>A join whose table is looked up for each row of what stands before it, by the index that fits the condition.</summary>
    public static Sql LookUp(string table, string alias, Sql condition)
    {
        var (rows, name) = (Raw(table), Raw(alias));
        // Nothing is reordered across an offset.
        return Either(
            $"cross join lateral (select * from {rows} {name} where {condition} offset 0) {name}",
            $"cross join {rows} {name} on {condition}"
        );
    }

    /// <summary>The same where nothing may be found.</summary>
    public static Sql LeftLookUp(string table, string alias, Sql condition)
    {
        var (rows, name) = (Raw(table), Raw(alias));
        return Either(
            $"left join lateral (select * from {rows} {name} where {condition} offset 0) {name} on true",
            $"left join {rows} {name} on {condition}"
        );
    }

    /// <summary>
    /// Columns as no index has them. A planner without statistics would rather walk the organization's whole table along an index in the
    /// wanted order, or by the wrong condition, than find the few rows that another condition leaves, and sort or check them.
    /// </summary>
    public static Sql Unindexed(params IEnumerable<string> columns) => Raw(string.Join(", ", columns.Select(c => $"coalesce({c}, {c})")));

    /// <summary>What SQLite does not know and does not need, such as the locking of rows.</summary>
    internal static Sql OnPostgresOnly(string text) => Either(Raw(text), Empty);

    /// <summary>
    /// The column's value is one of those that are selected, which are found first and then looked up. PostgreSQL without statistics may
    /// else compare every row with every one of them.
    /// </summary>
    public static Sql Among(string column, Sql selected) =>
        Either($"{Raw(column)} = any(array({selected}))", $"{Raw(column)} in ({selected})");

    /// <summary>A condition that hardly any row meets. SQLite would else read whole tables in expectation of many.</summary>
    public static Sql Rarely(Sql condition) => Either(condition, $"likelihood({condition}, 0.0000001)");

    /// <summary>A fraction; as a number of days it would not be exact on SQLite, which is rounded to milliseconds.</summary>
    public static Sql SecondsBetween(Sql from, Sql until) =>
        Either($"extract(epoch from {until} - {from})::float8", $"round((julianday({until}) - julianday({from})) * 86400, 3)");

    private static Sql Either(Sql onPostgres, Sql onSqlite)
    {
        var either = new Sql();
        either.parts.Add(new ByEngine(onPostgres, onSqlite));
        return either;
    }

    public static Sql Join(
        string separator,
        IEnumerable<Sql> pieces,
        [CallerFilePath] string file = "",
        [CallerMemberName] string member = ""
    )
    {
        var joined = new Sql { File = file, Member = member };
        foreach (var piece in pieces)
        {
            if (joined.parts.Count > 0)
                joined.AppendLiteral(separator);
            joined.AppendFormatted(piece);
        }
        return joined;
    }

    public void AppendLiteral(string text) => parts.Add(text);

    public void AppendFormatted(Sql nested) => parts.AddRange(nested.parts);

    public void AppendFormatted<T>(T value) => parts.Add(new Parameter(value));

    public DbCommand Command(DbConnection connection, DbTransaction? transaction = null) => Command(connection, transaction, Planning.Free);

    internal DbCommand Command(DbConnection connection, DbTransaction? transaction, Planning planning)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Render(EngineOf(connection), command.Parameters, command.CreateParameter);
        StatementWatch.Announce(connection, command.CommandText, command.Parameters, this, planning);
        return command;
    }

    public NpgsqlBatchCommand BatchCommand(NpgsqlConnection connection) => BatchCommand(connection, Planning.Free);

    internal NpgsqlBatchCommand BatchCommand(NpgsqlConnection connection, Planning planning)
    {
        var command = new NpgsqlBatchCommand();
        command.CommandText = Render(Engine.Postgres, command.Parameters, () => new NpgsqlParameter());
        StatementWatch.Announce(connection, command.CommandText, command.Parameters, this, planning);
        return command;
    }

    internal static Engine EngineOf(DbConnection connection) => connection is NpgsqlConnection ? Engine.Postgres : Engine.Sqlite;

    private string Render(Engine engine, DbParameterCollection parameters, Func<DbParameter> create)
    {
        var text = new StringBuilder();
        Write(parts);
        return text.ToString();

        void Write(List<object> written)
        {
            foreach (var part in written)
                Put(part);
        }

        void Put(object part)
        {
            switch (part)
            {
                case ByEngine either:
                    Write((engine == Engine.Postgres ? either.OnPostgres : either.OnSqlite).parts);
                    break;
                case EachOf { Ids: var ids } when engine == Engine.Postgres:
                    text.Append($"(select unnest({Add(ids)}) as id)");
                    break;
                case EachOf { Ids: var ids }:
                    text.Append('(').Append(EachOnSqlite(Add(Joined(ids)))).Append(')');
                    break;
                case string literal:
                    text.Append(literal);
                    break;
                case Parameter parameter:
                    text.Append(Add(engine.ToStored(parameter.Value)));
                    break;
                case OneOf { Values.Length: 0 }:
                    text.Append("in (null)");
                    break;
                case OneOf list when engine == Engine.Postgres:
                    text.Append("= any(").Append(Add(StoredArray(list.Values))).Append(')');
                    break;
                // SQLite looks each named parameter up among all others: thousands of them take longer than what they look for.
                case OneOf { Values: string[] or long[], Values.Length: > 32 } many:
                    text.Append("in (select value from json_each(").Append(Add(JsonSerializer.Serialize<object>(many.Values))).Append("))");
                    break;
                case OneOf { Values: Guid[] { Length: > 32 } ids }:
                    text.Append("in (").Append(EachOnSqlite(Add(Joined(ids)))).Append(')');
                    break;
                case OneOf list:
                    text.Append("in (").AppendJoin(", ", list.Values.Cast<object>().Select(v => Add(engine.ToStored(v)))).Append(')');
                    break;
            }
        }

        string Add(object value)
        {
            var parameter = create();
            var name = "$" + (parameters.Count + 1);
            // Npgsql takes unnamed parameters by position; SQLite reads $1 as a name.
            if (engine == Engine.Sqlite)
                parameter.ParameterName = name;
            parameter.Value = value;
            parameters.Add(parameter);
            return name;
        }
    }

    private static string EachOnSqlite(string ids) =>
        $"""
            with recursive place(i) as (select 0 where length({ids}) > 0 union all select i + 16 from place where i + 16 < length({ids}))
            select substr({ids}, i + 1, 16) as id from place
            """;

    /// <summary>IDs as SQLite stores them, one after the other.</summary>
    private static byte[] Joined(Guid[] ids)
    {
        var bytes = new byte[ids.Length * 16];
        for (var i = 0; i < ids.Length; i++)
            ids[i].TryWriteBytes(bytes.AsSpan(i * 16), bigEndian: true, out _);
        return bytes;
    }

    private static Array StoredArray(Array values) =>
        values switch
        {
            Guid[] or string[] or long[] or int[] => values,
            _ => values.Cast<object>().Select(v => (string)Engine.Postgres.ToStored(v)).ToArray(),
        };
}
