using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Merge;

/// <summary>Whose value a field took in a merge, and whether a person chose it.</summary>
internal sealed record FieldSource(Guid From, bool Chosen)
{
    public static Dictionary<string, FieldSource> Read(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, FieldSource>>(json, ApiJson.Options)!;

    public static string Write(IReadOnlyDictionary<string, FieldSource> sources) => JsonSerializer.Serialize(sources, ApiJson.Options);
}

/// <summary>
/// What earlier merges that still hold brought to the survivor. What was brought is not the survivor's own: the next merge weighs it again
/// beside the new
/// duplicate's, so that merging one after the other ends as merging all at once does, in any order.
/// </summary>
internal sealed class MergePast
{
    private readonly Dictionary<(string Table, string Row), MergeMove> brought = [];
    private readonly Dictionary<string, (FieldSource Source, Cells After)> fields = [];

    public static async Task<MergePast> Of(RapportDb db, Guid survivorId, CancellationToken ct)
    {
        var past = new MergePast();
        var merges = await db.Merges.AsNoTracking().Where(m => m.SurvivorId == survivorId && m.UndoneAt == null).ToListAsync(ct);
        foreach (var merge in merges.OrderBy(m => m.MergedAt).ThenBy(m => m.Id.ToString(), StringComparer.Ordinal))
            await past.Read(db, merge, ct);
        return past;
    }

    private async Task Read(RapportDb db, CustomerMerge merge, CancellationToken ct)
    {
        var key = merge.SurvivorId.ToString();
        var moves = await db
            .MergeMoves.AsNoTracking()
            .Where(m => m.MergeId == merge.Id && (m.Kind == MoveKind.Moved || m.RowKey == key))
            .OrderBy(m => m.Position)
            .ToListAsync(ct);
        foreach (var move in moves.Where(m => m.Kind == MoveKind.Moved))
            brought[(move.Table, move.RowKey)] = move;
        var after = moves
            .Where(m => m.RowKey == key && m.Table is ("customers" or "accounts"))
            .Aggregate(new Cells(), (cells, move) => cells.With(Cells.FromJson(move.After)));
        foreach (var (field, source) in FieldSource.Read(merge.Sources))
            fields[field] = (source, after);
    }

    /// <summary>Whose value this field of the survivor is, when an earlier merge filled it and nobody wrote or chose it since.</summary>
    public Guid? FilledFrom(MergeField field, Cells survivor) =>
        fields.TryGetValue(field.Name, out var fill) && !fill.Source.Chosen && survivor.Agrees(fill.After, field.Columns)
            ? fill.Source.From
            : null;

    public bool WasChosen(string field) => fields.TryGetValue(field, out var fill) && fill.Source.Chosen;

    /// <summary>
    /// The customer this row came from, null for the survivor's own; a flag given to the row since makes it the survivor's own.
    /// </summary>
    public Guid? BroughtFrom(ChildTable table, Cells row, string? flag = null)
    {
        if (!brought.TryGetValue((table.Name, table.KeyOf(row)), out var move))
            return null;
        if (flag is not null && Cells.FromJson(move.After).GetValueOrDefault(flag) != row[flag])
            return null;
        var before = Cells.FromJson(move.Before);
        return table.References.Select(before.Id).FirstOrDefault(id => id is not null);
    }
}
