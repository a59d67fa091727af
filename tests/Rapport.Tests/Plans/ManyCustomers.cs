using System.Data.Common;
using Rapport.Platform.Data;
using Rapport.Tests.Harness.Statements;
using Rapport.Tests.Platform.Data;

namespace Rapport.Tests.Plans;

/// <summary>
/// Makes many customers out of a few: every row of an organization is copied in the database, with IDs, names, numbers and times of its
/// own, so that each kind of fact is there in numbers without being listed.
/// </summary>
internal sealed class ManyCustomers(DbConnection connection, Engine engine, Guid organization)
{
    /// <summary>Rows that a table may come to; customers and what has a row per customer stay below it.</summary>
    private const int MostRows = 40_000;

    /// <summary>One user has no more than that.</summary>
    private const int MostOfOneUser = 8_000;

    /// <summary>What an organization has a few of, or what the program works off: copies of it would be set going.</summary>
    private static readonly HashSet<string> Kept = [.. SmallTables.Names, "jobs", "bulk_actions", "sessions", "stored_answers"];

    /// <summary>Text by which customers and facts are looked for, and so must differ from copy to copy.</summary>
    private static readonly HashSet<string> Spread =
    [
        "customers.display_name",
        "customers.name_key",
        "customers.email",
        "customers.email_key",
        "customer_search.names",
        "customer_search.details",
        "name_words.word",
        "match_keys.key",
        "orders.number",
        "tickets.number",
        "invoices.number",
        "record_texts.text",
        "products.sku",
        "order_lines.sku",
        "visit_lines.part_number",
    ];

    private sealed record Column(string Table, string Name, string Type)
    {
        public bool IsId => Name != "organization_id" && Type is "uuid" or "BLOB";
        public bool IsNumber => Type is "INTEGER" or "integer" or "bigint" or "smallint";
        public bool IsText => Type is "TEXT" or "text" || Type.StartsWith("character varying", StringComparison.Ordinal);
        public bool IsTime => Name.EndsWith("_at", StringComparison.Ordinal);
    }

    public async Task Make(int copies)
    {
        var shape = await DatabaseShape.Of(connection);
        var tables = TenantGuard.Tables.Except(Kept).Order().ToList();
        var rows = new Dictionary<string, long>();
        foreach (var table in tables)
            rows[table] = await Number($"select count(*) from {Sql.Raw(table)} where organization_id = {organization}");

        await Run(engine == Engine.Postgres ? "set session_replication_role = replica" : "pragma foreign_keys = off");
        await Run("begin");
        await Run($"create temp table copies (n integer primary key, tail {(engine == Engine.Postgres ? "text" : "blob")} not null)");
        await Run(
            engine == Engine.Postgres
                ? $"insert into copies select n, lpad(to_hex(n), 8, '0') from generate_series(1, {copies}) n"
                : $"""
                with recursive s(n) as (select 1 union all select n + 1 from s where n < {copies})
                insert into copies select n, cast(char(48 + n / 4096 % 64, 48 + n / 64 % 64, 48 + n % 64, 48) as blob) from s
                """
        );
        await Run($"create temp table copied (id {(engine == Engine.Postgres ? "uuid" : "blob")} primary key)");
        foreach (var table in tables.Where(t => rows[t] > 0))
            if ((await Columns(table)).Any(c => c is { Name: "id", IsId: true }))
                await connection.Execute(
                    $"insert into copied select id from {Sql.Raw(table)} where organization_id = {organization} on conflict do nothing",
                    default
                );
        foreach (var table in tables.Where(t => rows[t] > 0))
            await Copy(table, shape, Math.Min(copies, (table == "notifications" ? MostOfOneUser : MostRows) / rows[table]));
        await Run("drop table copies");
        await Run("drop table copied");
        await Run("commit");
        await Run(engine == Engine.Postgres ? "set session_replication_role = origin" : "pragma foreign_keys = on");
    }

    private async Task Copy(string table, DatabaseShape shape, long copies)
    {
        var columns = await Columns(table);
        var spread = columns.Where(c => IsSpread(table, c.Name)).Select(c => c.Name).ToHashSet();
        foreach (var key in shape.Keys.Where(k => k.Table == table))
        {
            var parts = columns.Where(c => key.Columns.Split(',', ' ').Contains(c.Name)).ToList();
            if (parts.Exists(c => spread.Contains(c.Name)) || await AnyIsCopied(table, parts))
                continue;
            if (parts.Find(c => c.Name != "organization_id" && !c.IsId && (c.IsText || c.IsNumber)) is not { } spreadable)
                return;
            spread.Add(spreadable.Name);
        }
        var values = columns.Select(c => Value(c, spread.Contains(c.Name)));
        await connection.Execute(
            $"""
            insert into {Sql.Raw(table)} ({Sql.Raw(string.Join(", ", columns.Select(c => $"\"{c.Name}\"")))})
            select {Sql.Raw(string.Join(", ", values))} from {Sql.Raw(table)} p cross join copies c
            where p.organization_id = {organization} and c.n <= {copies}
            """,
            default
        );
    }

    /// <summary>A reference holds another fact's external ID, which each copy has its own of.</summary>
    private static bool IsSpread(string table, string column) =>
        Spread.Contains($"{table}.{column}") || column == "external_id" || column.EndsWith("_ref", StringComparison.Ordinal);

    private string Value(Column column, bool isSpread)
    {
        var value = $"p.\"{column.Name}\"";
        if (column.IsId)
            return engine == Engine.Postgres
                ? $"case when {value} in (select id from copied) then (left({value}::text, 28) || c.tail)::uuid else {value} end"
                : $"case when {value} in (select id from copied) then cast(substr({value}, 1, 12) || c.tail as blob) else {value} end";
        if (isSpread && column.IsNumber)
            return column.Name == "key" ? $"{value} + c.n" : $"{value} - c.n * 1000";
        // What a customer is called says nothing of what it bought.
        if (isSpread && column.Name is "display_name" or "name_key")
            return $"c.n || ' ' || {value}";
        if (isSpread)
            return $"{value} || ' ' || c.n";
        if (column.IsTime)
            return engine == Engine.Postgres
                ? $"{value} - c.n * interval '1 minute'"
                : $"strftime('%Y-%m-%dT%H:%M:%f000Z', {value}, '-' || c.n || ' minutes')";
        return value;
    }

    /// <summary>True when one of the columns holds nothing but IDs that each copy has its own of.</summary>
    private async Task<bool> AnyIsCopied(string table, List<Column> columns)
    {
        foreach (var column in columns.Where(c => c.IsId))
            if (
                await Number(
                    $"""
                    select count(*) from {Sql.Raw(table)} p where p.organization_id = {organization}
                      and ({Sql.Raw(column.Name)} is null or {Sql.Raw(column.Name)} not in (select id from copied))
                    """
                ) == 0
            )
                return true;
        return false;
    }

    private Task<List<Column>> Columns(string table) =>
        connection.Rows(
            engine == Engine.Postgres
                ? (Sql)
                    $"""
                    select column_name::text, data_type::text from information_schema.columns
                    where table_schema = 'public' and table_name = {table} and is_identity = 'NO' and is_generated = 'NEVER'
                    """
                : $"select name, type from pragma_table_xinfo({table}) where hidden = 0",
            row => new Column(table, row.Text(0), row.Text(1)),
            default
        );

    private Task Run(string statement) => connection.Execute(Sql.Raw(statement), default);

    private async Task<long> Number(Sql sql) => (await connection.Rows(sql, row => row.Long(0), default))[0];
}
