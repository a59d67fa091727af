using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Merge;

/// <summary>Changes rows for a merge and keeps what each was before.</summary>
internal sealed class MergeSteps(RapportDb db, Guid mergeId, DateTimeOffset now)
{
    private static readonly TableInsert<MergeMove> Moves = new TableInsert<MergeMove>("merge_moves")
        .Column("organization_id", m => m.OrganizationId)
        .Column("id", m => m.Id)
        .Column("merge_id", m => m.MergeId)
        .Column("position", m => m.Position)
        .Column("table_name", m => m.Table)
        .Column("row_key", m => m.RowKey)
        .Column("kind", m => m.Kind)
        .Column("before", m => m.Before)
        .Column("after", m => m.After);

    private readonly StoredRows rows = new(db);
    private readonly List<MergeMove> moves = [];

    /// <summary>
    /// Writes these columns; flags are recorded even unchanged, since a later merge asks whether a row came with its flag.
    /// </summary>
    public async Task Change(ChildTable table, IReadOnlyList<Cells> found, Cells changes, CancellationToken ct)
    {
        if (found.Count == 0 || changes.Count == 0)
            return;
        await rows.Update(table, found, changes, table.Type == typeof(Customer) ? now : null, ct);
        var recorded = table.Key.Concat(changes.Keys).Concat(table.Flags).Distinct().ToList();
        var kind = changes.Keys.Any(table.References.Contains) ? MoveKind.Moved : MoveKind.Changed;
        foreach (var row in found)
            Record(table, kind, row.Only(recorded), row.With(changes).Only(recorded));
    }

    public async Task Remove(ChildTable table, IReadOnlyList<Cells> found, CancellationToken ct)
    {
        await rows.Delete(table, found, ct);
        foreach (var row in found)
            Record(table, MoveKind.Removed, row, []);
    }

    public async Task Add(ChildTable table, Cells row, CancellationToken ct)
    {
        await rows.Insert(table, row, ct);
        Record(table, MoveKind.Added, [], row);
    }

    public async Task Save(CancellationToken ct) => await Moves.Insert(await db.OpenedConnection(ct), db.CurrentTransaction, moves, ct);

    private void Record(ChildTable table, MoveKind kind, Cells before, Cells after) =>
        moves.Add(
            new MergeMove
            {
                OrganizationId = db.TenantId,
                MergeId = mergeId,
                Position = moves.Count,
                Table = table.Name,
                Kind = kind,
                RowKey = table.KeyOf(kind == MoveKind.Removed ? before : after),
                Before = before.ToJson(),
                After = after.ToJson(),
            }
        );
}
