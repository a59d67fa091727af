namespace Rapport.Models.Classification;

/// <summary>Columns of equal length: the rows are what is to be classified.</summary>
public sealed class FeatureTable
{
    /// <exception cref="ModelRefusal">No column, unequal lengths, or a name twice.</exception>
    public FeatureTable(IReadOnlyList<Feature> features)
    {
        if (features.Count == 0)
            throw new ModelRefusal("There is no column to learn from.");
        Rows = features[0].Rows;
        if (features.FirstOrDefault(f => f.Rows != Rows) is { } odd)
            throw new ModelRefusal($"Column {odd.Name} has {odd.Rows:N0} rows where others have {Rows:N0}.");
        if (features.CountBy(f => f.Name).FirstOrDefault(c => c.Value > 1).Key is { } twice)
            throw new ModelRefusal($"Two columns are called {twice}.");
        Features = features;
    }

    public IReadOnlyList<Feature> Features { get; }

    public int Rows { get; }

    /// <summary>Some of the rows, in the order given.</summary>
    public FeatureTable Pick(ReadOnlySpan<int> rows)
    {
        var picked = new Feature[Features.Count];
        for (var f = 0; f < picked.Length; f++)
            picked[f] = Features[f].Pick(rows);
        return new FeatureTable(picked);
    }
}
