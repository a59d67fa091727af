namespace Rapport.Models.Classification;

/// <summary>A model that says log-odds as a sum over columns: <see cref="LogisticRegression"/> and <see cref="BoostedTrees"/>.</summary>
internal interface IMarginModel
{
    IReadOnlyList<FeatureBins> Bins { get; }

    /// <summary>Log-odds when nothing is known of a row.</summary>
    double BaseMargin { get; }

    /// <summary>Whether the model looks at a column at all.</summary>
    bool Uses(int feature);

    /// <summary>Adds the log-odds of binned rows, from the first row of <paramref name="columns"/> on.</summary>
    void AddMargins(byte[][] columns, Span<double> margins);

    /// <summary>
    /// Adds what each column contributes to the log-odds of one binned row; with <see cref="BaseMargin"/> they are its log-odds.
    /// </summary>
    void AddContributions(byte[][] columns, int row, Span<double> contributions, double weight);
}
