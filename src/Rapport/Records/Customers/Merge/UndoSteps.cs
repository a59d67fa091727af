using System.Text.Json.Serialization;
using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Merge;

public enum KeptReason
{
    /// <summary>Somebody wrote these fields since.</summary>
    Edited,

    /// <summary>Somebody gave the row to another customer since.</summary>
    MovedElsewhere,
    Deleted,

    /// <summary>Another row stands where it stood.</summary>
    PlaceTaken,

    /// <summary>What it names is gone, such as a tag.</summary>
    TargetGone,
}

public sealed record KeptRow(string Table, string Id, KeptReason Reason)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Fields { get; init; }
}

/// <summary>Goes the steps of a merge backwards.</summary>
internal sealed class UndoSteps(RapportDb db, DateTimeOffset now)
{
    private readonly CustomerReferences tables = CustomerReferences.Of(db);
    private readonly StoredRows rows = new(db);
    private readonly List<KeptRow> kept = [];
    private readonly Dictionary<string, List<string>> restored = [];

    public IReadOnlyList<KeptRow> Kept => kept;

    public IReadOnlyList<string> FieldsRestored(Guid customer) => restored.GetValueOrDefault(customer.ToString()) ?? [];

    /// <param name="moves">The last step first.</param>
    public async Task Back(IReadOnlyList<MergeMove> moves, CancellationToken ct)
    {
        foreach (var run in Runs(moves))
        {
            var table = tables[run[0].Table];
            if (run[0].Kind == MoveKind.Removed)
                await BringBack(table, run, ct);
            else if (run[0].Kind == MoveKind.Added)
                await TakeAway(table, run, ct);
            else
                await WriteBack(table, run, ct);
        }
    }

    /// <summary>Steps of one table and kind that follow each other, to be read and written together.</summary>
    private static IEnumerable<List<MergeMove>> Runs(IReadOnlyList<MergeMove> moves)
    {
        var run = new List<MergeMove>();
        foreach (var move in moves)
        {
            if (run.Count > 0 && (run[0].Table != move.Table || run[0].Kind != move.Kind))
            {
                yield return run;
                run = [];
            }
            run.Add(move);
        }
        if (run.Count > 0)
            yield return run;
    }

    // Flags come last: whoever takes one back must see where the others have gone.
    private async Task WriteBack(ChildTable table, List<MergeMove> run, CancellationToken ct)
    {
        foreach (var part in run.GroupBy(m => TakesFlag(table, m)).OrderBy(g => g.Key))
            await Write(table, part.ToList(), ct);
    }

    private static bool TakesFlag(ChildTable table, MergeMove move)
    {
        var (before, after) = (Cells.FromJson(move.Before), Cells.FromJson(move.After));
        return table.Flags.Any(f => before[f] == "true" && after[f] != "true");
    }

    private async Task Write(ChildTable table, List<MergeMove> run, CancellationToken ct)
    {
        var afters = run.Select(m => Cells.FromJson(m.After)).ToList();
        var current = (await rows.FindByKey(table, afters, ct)).ToDictionary(table.KeyOf, StringComparer.Ordinal);
        var planned = new List<(Cells Row, Cells Changes)>();
        foreach (var (move, after) in run.Zip(afters))
        {
            if (!current.TryGetValue(move.RowKey, out var row))
                Keep(table, move.RowKey, KeptReason.Deleted);
            else if (await Changes(table, row, Cells.FromJson(move.Before), after, ct) is { Count: > 0 } changes)
                planned.Add((row, changes));
        }
        foreach (var same in planned.GroupBy(p => p.Changes.ToJson()).Select(g => g.ToList()))
        {
            await rows.Update(table, same.Select(p => p.Row).ToList(), same[0].Changes, table.Type == typeof(Customer) ? now : null, ct);
            if (table.Type == typeof(Customer) || table.Type == typeof(Account))
                foreach (var (row, changes) in same)
                    restored.TryAdd(table.KeyOf(row), [.. changes.Keys.Where(c => MergeField.GroupOf(c) == c)]);
        }
    }

    private async Task<Cells> Changes(ChildTable table, Cells row, Cells before, Cells after, CancellationToken ct)
    {
        var touched = after.Keys.Where(c => before[c] != after[c]).ToList();
        if (touched.Any(c => table.References.Contains(c) && row[c] != after[c] && table.Type != typeof(Customer)))
        {
            Keep(table, table.KeyOf(row), KeptReason.MovedElsewhere);
            return [];
        }
        var edited = touched.GroupBy(MergeField.GroupOf).Where(g => !row.Agrees(after, g)).Select(g => g.Key).ToList();
        if (edited.Count > 0)
            Keep(table, table.KeyOf(row), KeptReason.Edited, edited);
        var changes = before.Only(touched.Where(c => !edited.Contains(MergeField.GroupOf(c))));
        return await Possible(table, row, changes, ct);
    }

    /// <summary>Leaves out what the database would not take back any more.</summary>
    private async Task<Cells> Possible(ChildTable table, Cells row, Cells changes, CancellationToken ct)
    {
        foreach (var column in changes.Keys.Where(c => table.Targets.Any(t => t.Column == c)).ToList())
        {
            if (await rows.TargetsExist(table, changes.Only([column]), ct))
                continue;
            changes.Remove(column);
            Keep(table, table.KeyOf(row), KeptReason.TargetGone, [column]);
        }
        if (changes.Count == 0 || !await rows.Collides(table, row.With(changes), ct))
            return changes;
        Keep(table, table.KeyOf(row), KeptReason.PlaceTaken);
        var unflagged = changes.Only(changes.Keys.Except(table.Flags));
        return unflagged.Count > 0 && await rows.Collides(table, row.With(unflagged), ct) ? [] : unflagged;
    }

    private async Task BringBack(ChildTable table, List<MergeMove> run, CancellationToken ct)
    {
        foreach (var move in run)
        {
            var row = Cells.FromJson(move.Before);
            if (!await rows.TargetsExist(table, row, ct))
                Keep(table, move.RowKey, KeptReason.TargetGone);
            else if (!await rows.Insert(table, row, ct))
                Keep(table, move.RowKey, KeptReason.PlaceTaken);
        }
    }

    private async Task TakeAway(ChildTable table, List<MergeMove> run, CancellationToken ct)
    {
        foreach (var move in run)
        {
            var after = Cells.FromJson(move.After);
            var row = (await rows.FindByKey(table, [after], ct)).FirstOrDefault();
            if (row is null)
                Keep(table, move.RowKey, KeptReason.Deleted);
            else if (row.Agrees(after, after.Keys.Except(["version", "updated_at"])))
                await rows.Delete(table, [row], ct);
            else
                Keep(table, move.RowKey, KeptReason.Edited);
        }
    }

    private void Keep(ChildTable table, string key, KeptReason reason, IReadOnlyList<string>? fields = null) =>
        kept.Add(new KeptRow(table.Name, key, reason) { Fields = fields });
}
