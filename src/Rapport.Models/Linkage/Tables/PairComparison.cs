namespace Rapport.Models.Linkage.Tables;

/// <summary>Compares two records column by column.</summary>
internal sealed class PairComparison(LinkageTable table)
{
    private readonly ColumnKind[] kinds = [.. table.Columns.Select(column => column.Kind)];
    private readonly (int First, int Second)[] exchangeable = [.. table.Exchangeable()];

    public int Fields => kinds.Length;

    /// <summary>Fills the level of every column.</summary>
    public void Compare(ReadOnlySpan<Cell?> a, ReadOnlySpan<Cell?> b, Span<byte> levels)
    {
        for (var field = 0; field < kinds.Length; field++)
            levels[field] =
                a[field] is { } one && b[field] is { } two ? (byte)CellComparison.Of(kinds[field], one, two) : (byte)Agreement.Absent;

        foreach (var (first, second) in exchangeable)
            Exchange(a, b, first, second, levels);
    }

    // Values in each other's place count as misspelled, not as two contradictions.
    private void Exchange(ReadOnlySpan<Cell?> a, ReadOnlySpan<Cell?> b, int first, int second, Span<byte> levels)
    {
        if (levels[first] > (byte)Agreement.Contained || levels[second] > (byte)Agreement.Contained)
            return;
        if (
            a[first] is not { } firstOfA
            || b[second] is not { } secondOfB
            || a[second] is not { } secondOfA
            || b[first] is not { } firstOfB
        )
            return;
        if (
            CellComparison.Of(kinds[first], firstOfA, secondOfB) >= Agreement.Near
            && CellComparison.Of(kinds[first], secondOfA, firstOfB) >= Agreement.Near
        )
            levels[first] = levels[second] = (byte)Agreement.Near;
    }
}
