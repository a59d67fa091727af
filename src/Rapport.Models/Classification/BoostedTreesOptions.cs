namespace Rapport.Models.Classification;

/// <summary>How trees are grown.</summary>
public sealed record BoostedTreesOptions
{
    /// <summary>Questions per tree, 1 to 6; each more lets one more column take part in an interaction.</summary>
    public int Depth { get; init; } = 4;

    /// <summary>Trees.</summary>
    public int Rounds { get; init; } = 200;

    /// <summary>Share of each tree's step that is taken.</summary>
    public double LearningRate { get; init; } = 0.06;

    /// <summary>Draws leaves with few rows towards zero.</summary>
    public double Ridge { get; init; } = 5;

    /// <summary>Share of the rows, drawn anew, that a tree is grown on.</summary>
    public double RowShare { get; init; } = 0.7;

    /// <summary>Share of the columns, drawn anew, that a tree may ask.</summary>
    public double ColumnShare { get; init; } = 0.7;

    /// <summary>The same seed and rows give the same model.</summary>
    public int Seed { get; init; } = 1;

    /// <exception cref="ModelRefusal">A value out of its range.</exception>
    internal void Check()
    {
        var isSound =
            Depth is >= 1 and <= ObliviousTree.MostLevels
            && Rounds is >= 1 and <= 10_000
            && LearningRate is > 0 and <= 1
            && Ridge is >= 0 and <= 1e9
            && RowShare is > 0 and <= 1
            && ColumnShare is > 0 and <= 1;
        if (!isSound)
            throw new ModelRefusal($"Trees cannot be grown with {this}.");
    }
}
