using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Merge;

/// <summary>Reads and writes rows of any table that hangs on customers, inside the change under way.</summary>
internal sealed class StoredRows(RapportDb db)
{
    private const int Chunk = 1000;

    /// <summary>Rows under lock on PostgreSQL: what is recorded as "before" must not change until it is written over.</summary>
    public async Task<List<Cells>> Find(ChildTable table, Sql where, CancellationToken ct, bool locked = true)
    {
        var columns = Sql.Raw(string.Join(", ", table.Columns.Select(c => c.Name)));
        var locking = locked ? RowLock.Update.Clause() : Sql.Empty;
        return await db.Rows(
            $"""
            select {columns} from {Sql.Raw(table.Name)} where organization_id = {db.TenantId} and ({where})
            order by {Sql.Unindexed(table.Key)} {locking}
            """,
            row => new Cells(table.Columns.Select((column, place) => KeyValuePair.Create(column.Name, column.Read(row, place)))),
            ct
        );
    }

    /// <summary>Where several columns point at customers, each is asked by its own index: an "or" would read the table whole.</summary>
    public Task<List<Cells>> FindPointingAt(ChildTable table, IReadOnlyList<Guid> customers, CancellationToken ct)
    {
        if (table.References is [var only])
            return Find(table, Sql.In(only, customers), ct);
        var (name, key) = (Sql.Raw(table.Name), Sql.Raw(table.Key.Single()));
        var each = table.References.Select(column =>
            (Sql)$"select {key} from {name} where organization_id = {db.TenantId} and {Sql.In(column, customers)}"
        );
        return Find(table, $"{key} in ({Sql.Join(" union all ", each)})", ct);
    }

    public async Task<List<Cells>> FindByKey(ChildTable table, IReadOnlyList<Cells> keys, CancellationToken ct)
    {
        var found = new List<Cells>(keys.Count);
        foreach (var chunk in keys.Chunk(Chunk))
            found.AddRange(await Find(table, WithKeys(table, chunk), ct));
        return found;
    }

    /// <summary>Writes the same values into all these rows and counts their versions on.</summary>
    public async Task Update(ChildTable table, IReadOnlyList<Cells> rows, Cells values, DateTimeOffset? touchedAt, CancellationToken ct)
    {
        var sets = values.Select(cell => Sql.Of($"{Sql.Raw(cell.Key)} = {table[cell.Key].Write(cell.Value)}")).ToList();
        if (table.Has("version"))
            sets.Add(Sql.Raw("version = version + 1"));
        if (touchedAt is { } now && table.Has("updated_at"))
            sets.Add($"updated_at = {now}");
        foreach (var chunk in rows.Chunk(Chunk))
            await db.Execute(
                $"""
                update {Sql.Raw(table.Name)} set {Sql.Join(", ", sets)} where organization_id = {db.TenantId} and ({WithKeys(table, chunk)})
                """,
                ct
            );
    }

    public async Task Delete(ChildTable table, IReadOnlyList<Cells> rows, CancellationToken ct)
    {
        foreach (var chunk in rows.Chunk(Chunk))
            await db.Execute($"delete from {Sql.Raw(table.Name)} where organization_id = {db.TenantId} and ({WithKeys(table, chunk)})", ct);
    }

    /// <summary>False when another row has taken its place meanwhile.</summary>
    public async Task<bool> Insert(ChildTable table, Cells row, CancellationToken ct)
    {
        var names = string.Join(", ", row.Keys.Prepend("organization_id"));
        var values = row.Select(cell => Sql.Of($"{table[cell.Key].Write(cell.Value)}")).Prepend(Sql.Of($"{db.TenantId}"));
        return await db.Execute(
                $"insert into {Sql.Raw(table.Name)} ({Sql.Raw(names)}) values ({Sql.Join(", ", values)}) on conflict do nothing",
                ct
            ) > 0;
    }

    /// <summary>Whether another row holds what this one would have to itself.</summary>
    public async Task<bool> Collides(ChildTable table, Cells row, CancellationToken ct)
    {
        foreach (var rule in table.Rules.Where(r => r.Binds(row)))
        {
            var same = rule.Columns.Select(c => Sql.Of($"{Sql.Raw(c)} = {table[c].Write(row[c])}"));
            var when = rule.When.Select(w => w.Value is null ? Sql.Raw($"{w.Column} is null") : Sql.Raw($"{w.Column} = true"));
            var others = await Find(table, $"{Sql.Join(" and ", same.Concat(when))}", ct, locked: false);
            if (others.Any(other => table.KeyOf(other) != table.KeyOf(row)))
                return true;
        }
        return false;
    }

    /// <summary>Whether all that these columns name still exists.</summary>
    public async Task<bool> TargetsExist(ChildTable table, Cells columns, CancellationToken ct)
    {
        foreach (var target in table.Targets)
        {
            if (columns.GetValueOrDefault(target.Column) is not { } id)
                continue;
            var found = await db.Rows(
                $"""
                select 1 from {Sql.Raw(target.Table)} where organization_id = {db.TenantId}
                  and {Sql.Raw(target.Key)} = {table[target.Column].Write(id)}
                """,
                _ => 1,
                ct
            );
            if (found.Count == 0)
                return false;
        }
        return true;
    }

    private static Sql WithKeys(ChildTable table, IReadOnlyCollection<Cells> rows) =>
        table.Key is [var id] && table[id].Type == typeof(Guid)
            ? Sql.In(id, rows.Select(r => r.Id(id)!.Value).ToList())
            : Sql.Join(
                " or ",
                rows.Select(r => Sql.Of($"({Sql.Join(" and ", table.Key.Select(k => Sql.Of($"{Sql.Raw(k)} = {table[k].Write(r[k])}")))})"))
            );
}
