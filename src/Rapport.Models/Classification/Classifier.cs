namespace Rapport.Models.Classification;

/// <summary>Why a row has its probability: what each column adds to the log-odds of an average row.</summary>
/// <param name="BaseMargin">Log-odds of an average row; with the contributions they are the log-odds of the probability.</param>
/// <param name="Contributions">In the order of <see cref="Classifier.Features"/>.</param>
public sealed record Explanation(double Probability, double BaseMargin, IReadOnlyList<double> Contributions);

/// <summary>How much a column matters.</summary>
/// <param name="Share">Its mean absolute contribution over training rows, as a share of all columns'.</param>
public readonly record struct Importance(string Feature, double Share);

/// <summary>
/// Calibrated probabilities of one of two answers: a logistic regression, boosted trees, or a mixture of both, chosen by cross-validation.
/// </summary>
/// <remarks>
/// The choice is by log-loss of held-out rows, which also calibrate the result (Platt 1999). Up to 40,000 rows settings are cross-validated
/// on all rows and
/// the chosen models refitted; above that a tenth of the rows is kept to stop the trees, to choose and to calibrate. Columns may be
/// numbers or words and miss values; a column in which every word differs says nothing. The same rows in any order and the same seed give
/// the same model.
/// </remarks>
public sealed partial class Classifier
{
    private readonly IMarginModel?[] models;
    private readonly Stacking stacking;

    internal Classifier(LogisticRegression? logistic, BoostedTrees? trees, Stacking stacking)
    {
        (models, this.stacking) = ([logistic, trees], stacking);
        Bins = (logistic?.Bins ?? trees?.Bins)!;
    }

    /// <summary><c>logistic</c>, <c>boosted_trees</c> or <c>blend</c>.</summary>
    public string Name =>
        models switch
        {
            [not null, null] => ModelChoice.Names[0],
            [null, not null] => ModelChoice.Names[1],
            _ => ModelChoice.Names[2],
        };

    /// <summary>The columns it was made with.</summary>
    public IReadOnlyList<string> Features => [.. Bins.Select(b => b.Name)];

    /// <summary>The models that stood for choice, on held-out rows; empty after loading.</summary>
    public IReadOnlyList<CandidateScore> Candidates { get; internal init; } = [];

    /// <summary>The columns by how much they matter, most important first.</summary>
    public IReadOnlyList<Importance> Importance { get; internal init; } = [];

    /// <summary>What to know before relying on it, in sentences; empty after loading.</summary>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    internal IReadOnlyList<FeatureBins> Bins { get; }

    /// <summary>Learns from rows with known answers.</summary>
    /// <exception cref="ModelRefusal">Fewer than 20 rows, fewer than 5 of either answer, or answers that do not fit the table.</exception>
    public static Classifier Fit(FeatureTable table, ReadOnlySpan<bool> labels, int seed = 1) =>
        ClassifierFit.Of(TrainingSet.Of(table, labels, seed).Checked(), seed);

    /// <summary>The probability of each row of a table with the columns of the training, in any order.</summary>
    /// <exception cref="ModelRefusal">A column is missing or of another kind.</exception>
    public double[] Predict(FeatureTable table)
    {
        var probabilities = new double[table.Rows];
        new BlockScoring(table, Bins, Uses).Run((columns, from, count) => Score(columns, probabilities.AsSpan(from, count)));
        return probabilities;
    }

    /// <summary>The probability of each row with what every column contributes.</summary>
    public IReadOnlyList<Explanation> Explain(FeatureTable table)
    {
        var explanations = new Explanation[table.Rows];
        var start = stacking.Shift + models.Select((model, m) => model is null ? 0 : stacking.Weights[m] * model.BaseMargin).Sum();
        new BlockScoring(table, Bins, Uses).Run(
            (columns, from, count) =>
            {
                for (var row = 0; row < count; row++)
                {
                    var contributions = new double[Bins.Count];
                    AddContributions(columns, row, contributions);
                    explanations[from + row] = new Explanation(
                        MarginScoring.Probability(start + contributions.Sum()),
                        start,
                        contributions
                    );
                }
            }
        );
        return explanations;
    }

    internal void AddContributions(byte[][] columns, int row, Span<double> contributions)
    {
        for (var m = 0; m < models.Length; m++)
            models[m]?.AddContributions(columns, row, contributions, stacking.Weights[m]);
    }

    private bool Uses(int feature) => models.Any(model => model?.Uses(feature) == true);

    private void Score(byte[][] columns, Span<double> probabilities)
    {
        var margins = new double[probabilities.Length];
        probabilities.Fill(stacking.Shift);
        for (var m = 0; m < models.Length; m++)
        {
            if (models[m] is not { } model)
                continue;
            Array.Clear(margins);
            model.AddMargins(columns, margins);
            for (var i = 0; i < margins.Length; i++)
                probabilities[i] += stacking.Weights[m] * margins[i];
        }
        for (var i = 0; i < margins.Length; i++)
            probabilities[i] = MarginScoring.Probability(probabilities[i]);
    }
}
