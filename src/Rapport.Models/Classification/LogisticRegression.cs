using Rapport.Models.Numerics;

namespace Rapport.Models.Classification;

/// <summary>
/// Logistic regression with a ridge penalty; numbers may bend at their quartiles, words have a weight each, missing values one of their
/// own.
/// </summary>
/// <remarks>
/// Cox (1958); le Cessie and van Houwelingen (1992). Numbers are read to the precision of 127 quantile bins and do not reach beyond the
/// training range.
/// The penalty is on standardized numbers: a ridge of 1 is a prior of standard deviation 1 on each weight.
/// </remarks>
public sealed class LogisticRegression : IMarginModel
{
    private const double Tolerance = 1e-7;

    private readonly double[][] tables;

    internal LogisticRegression(IReadOnlyList<FeatureBins> bins, double intercept, double[][] tables) =>
        (Bins, BaseMargin, this.tables) = (bins, intercept, tables);

    internal IReadOnlyList<FeatureBins> Bins { get; }

    IReadOnlyList<FeatureBins> IMarginModel.Bins => Bins;

    /// <summary>Log-odds of an average row.</summary>
    public double BaseMargin { get; }

    internal IReadOnlyList<double[]> Tables => tables;

    /// <summary>The fit for a given penalty.</summary>
    /// <exception cref="ModelRefusal">Answers that do not fit the table, or only one kind of answer.</exception>
    public static LogisticRegression Fit(FeatureTable table, ReadOnlySpan<bool> labels, double ridge)
    {
        if (!(ridge > 0) || !double.IsFinite(ridge))
            throw new ModelRefusal("The ridge penalty must be a positive number.");
        var training = TrainingSet.Of(table, labels, seed: 0).Checked();
        return Path(BinnedRows.Of(training), [ridge])[0];
    }

    internal static LogisticRegression[] Path(BinnedRows rows, double[] ridges)
    {
        var objective = new LogisticObjective(rows.Table, rows.Bins, rows.Labels);
        var point = new double[objective.Variables];
        point[0] = TreeBooster.LogOdds(rows.Labels);
        // From the strongest penalty down, each fit begins where the one before ended.
        var fits = new Dictionary<double, LogisticRegression>();
        foreach (var ridge in ridges.OrderDescending())
        {
            objective.Ridge = ridge;
            LimitedMemoryMinimum.Find(objective.Value, point, Tolerance);
            fits[ridge] = new LogisticRegression(rows.Bins, point[0], objective.Tables(point));
        }
        return [.. ridges.Select(ridge => fits[ridge])];
    }

    /// <summary>Probabilities of the rows of a table with the columns of the training, in any order.</summary>
    public double[] Predict(FeatureTable table) => MarginScoring.Probabilities(this, table);

    bool IMarginModel.Uses(int feature) => tables[feature].AsSpan().ContainsAnyExcept(0.0);

    void IMarginModel.AddMargins(byte[][] columns, Span<double> margins)
    {
        for (var i = 0; i < margins.Length; i++)
            margins[i] += BaseMargin;
        for (var f = 0; f < tables.Length; f++)
        {
            if (!tables[f].AsSpan().ContainsAnyExcept(0.0))
                continue;
            var (sums, bins) = (tables[f], columns[f]);
            for (var i = 0; i < margins.Length; i++)
                margins[i] += sums[bins[i]];
        }
    }

    void IMarginModel.AddContributions(byte[][] columns, int row, Span<double> contributions, double weight)
    {
        for (var f = 0; f < tables.Length; f++)
            if (tables[f].Length > 0 && columns[f].Length > 0)
                contributions[f] += weight * tables[f][columns[f][row]];
    }
}
