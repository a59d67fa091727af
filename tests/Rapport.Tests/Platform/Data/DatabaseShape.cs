using System.Data.Common;
using System.Text.RegularExpressions;
using Npgsql;
using Rapport.Platform.Data;

namespace Rapport.Tests.Platform.Data;

/// <summary>What a database's catalogue says of its tables, a line for each column, key, reference, check and index.</summary>
internal sealed record DatabaseShape(
    IReadOnlyList<DatabaseShape.Key> Keys,
    IReadOnlyList<DatabaseShape.Reference> References,
    IReadOnlySet<string> Lines
)
{
    internal sealed record Key(string Table, string Name, string Columns)
    {
        public bool BeginsWithOrganization => Columns.Split(',')[0] == "organization_id";
    }

    internal sealed record Reference(string Table, string Columns, string Target, string TargetColumns);

    public IEnumerable<string> Tables =>
        Lines.Where(l => l.StartsWith("table ", StringComparison.Ordinal)).Select(l => l["table ".Length..]);

    public static Task<DatabaseShape> Of(DbConnection connection) =>
        connection is NpgsqlConnection ? OfPostgres(connection) : OfSqlite(connection);

    private static async Task<DatabaseShape> OfPostgres(DbConnection connection)
    {
        var keys = await connection.Rows(
            $"""
            select t.relname::text, i.relname::text, (select string_agg(a.attname, ',' order by k.place)
              from unnest(x.indkey) with ordinality k(number, place) join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number)
            from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
            join pg_namespace n on n.oid = t.relnamespace
            where n.nspname = 'public' and x.indisunique
            """,
            row => new Key(row.Text(0), row.Text(1), row.Text(2)),
            default
        );
        var references = await connection.Rows(
            $"""
            select t.relname::text, (select string_agg(a.attname, ',' order by k.place)
              from unnest(c.conkey) with ordinality k(number, place)
              join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number),
              g.relname::text, (select string_agg(a.attname, ',' order by k.place) from unnest(c.confkey) with ordinality k(number, place)
                join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.number)
            from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_class g on g.oid = c.confrelid where c.contype = 'f'
            """,
            row => new Reference(row.Text(0), row.Text(1), row.Text(2), row.Text(3)),
            default
        );
        var lines = await connection.Rows(
            $"""
            select 'table ' || table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
            union all select 'column ' || table_name || '.' || column_name || ' ' || data_type || coalesce('(' || character_maximum_length
              || ')', '') || ' null:' || is_nullable
              || coalesce(' ' || collation_name, '') || coalesce(' default ' || column_default,
                '') || coalesce(' identity ' || identity_generation, '') from information_schema.columns where table_schema = 'public'
            union all select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
            where connamespace = 'public'::regnamespace
            union all select 'index ' || indexdef from pg_indexes where schemaname = 'public'
            """,
            row => row.Text(0),
            default
        );
        return new(keys, references, lines.ToHashSet());
    }

    private static async Task<DatabaseShape> OfSqlite(DbConnection connection)
    {
        var (keys, references, lines) = (new List<Key>(), new List<Reference>(), new HashSet<string>());
        var tables = await connection.Rows(
            $"select name, sql from sqlite_master where type = 'table' and name not like 'sqlite_%' and sql not like 'create virtual%'",
            row => (Name: row.Text(0), Sql: row.Text(1)),
            default
        );
        var searchTables = await connection.Rows(
            $"select name from sqlite_master where sql like 'create virtual%'",
            row => row.Text(0),
            default
        );
        foreach (var (table, sql) in tables.Where(t => !searchTables.Any(s => t.Name.StartsWith(s + "_", StringComparison.Ordinal))))
        {
            lines.Add($"table {table}");
            var columns = await connection.Rows(
                $"select name, type, \"notnull\", dflt_value, pk from pragma_table_xinfo({table}) order by pk",
                row => (Name: row.Text(0), Text: $"{row.Text(1)} notnull:{row.Int(2)} {row.TextOrNull(3)}", Place: row.Int(4)),
                default
            );
            lines.UnionWith(columns.Select(c => $"column {table}.{c.Name} {c.Text}"));
            keys.Add(new Key(table, "primary key", string.Join(',', columns.Where(c => c.Place > 0).Select(c => c.Name))));

            var indexes = await connection.Rows(
                $"select name, \"unique\", origin, partial from pragma_index_list({table})",
                row => (Name: row.Text(0), Unique: row.Truth(1), Origin: row.Text(2), Partial: row.Truth(3)),
                default
            );
            foreach (var index in indexes)
            {
                var indexed = string.Join(
                    ',',
                    await connection.Rows(
                        $"""
                        select coalesce(name, 'expression') || iif("desc", ' desc', '')
                        from pragma_index_xinfo({index.Name}) where key order by seqno
                        """,
                        row => row.Text(0),
                        default
                    )
                );
                var condition = index.Partial
                    ? (
                        await connection.Rows(
                            $"select sql from sqlite_master where name = {index.Name}",
                            row => row.Text(0).Split(" WHERE ", 2, StringSplitOptions.None)[^1],
                            default
                        )
                    )[0]
                    : "";
                if (index.Origin != "pk")
                    lines.Add($"index {table} {index.Name} ({indexed}) unique:{index.Unique} {condition}".TrimEnd());
                if (index.Unique)
                    keys.Add(new Key(table, index.Name, indexed));
            }
            foreach (
                var reference in (
                    await connection.Rows(
                        $"select id, \"table\", \"from\", \"to\", on_delete from pragma_foreign_key_list({table}) order by id, seq",
                        row => (Id: row.Int(0), Target: row.Text(1), From: row.Text(2), To: row.Text(3), OnDelete: row.Text(4)),
                        default
                    )
                ).GroupBy(r => r.Id)
            )
            {
                var found = new Reference(
                    table,
                    string.Join(',', reference.Select(r => r.From)),
                    reference.First().Target,
                    string.Join(',', reference.Select(r => r.To))
                );
                references.Add(found);
                lines.Add($"reference {found} {reference.First().OnDelete}");
            }
            foreach (
                Match check in Regex.Matches(sql, """CONSTRAINT "?(ck_\w+)"? CHECK \((.+?)\)\s*(,\s*$|\s*$)""", RegexOptions.Multiline)
            )
                lines.Add($"check {check.Groups[1]} {check.Groups[2]}");
        }
        return new(keys, references, lines);
    }
}
