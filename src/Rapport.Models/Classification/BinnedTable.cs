namespace Rapport.Models.Classification;

/// <summary>A table read as bytes: one array per column.</summary>
internal sealed class BinnedTable(byte[][] columns, int rows)
{
    public byte[][] Columns { get; } = columns;

    public int Rows { get; } = rows;

    public static BinnedTable Of(FeatureTable table, IReadOnlyList<FeatureBins> bins)
    {
        var columns = new byte[bins.Count][];
        Parallel.For(0, columns.Length, f => bins[f].Read(table.Features[f], 0, columns[f] = new byte[table.Rows]));
        return new BinnedTable(columns, table.Rows);
    }

    /// <summary>The columns of a table that a model asks for, by name.</summary>
    public static Feature[] Match(FeatureTable table, IReadOnlyList<FeatureBins> bins) =>
        [
            .. bins.Select(b =>
                table.Features.FirstOrDefault(f => f.Name == b.Name)
                ?? throw new ModelRefusal($"The column {b.Name} that the model was made with is missing.")
            ),
        ];
}
