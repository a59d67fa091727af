namespace Rapport.Models.Classification;

/// <summary>Log-odds, of rows kept out, by models of several settings fitted to the others.</summary>
/// <param name="Logistic">For each ridge.</param>
/// <param name="Trees">For each setting of the trees, after every <see cref="RoundsPerStep"/> trees.</param>
internal sealed record HeldOut(double[][] Logistic, float[][][] Trees)
{
    public const int RoundsPerStep = 10;

    private const int Patience = 6;

    public static HeldOut Of(TrainingSet all, int[] folds, int fold, ModelChoice.Settings settings)
    {
        var rows = Enumerable.Range(0, folds.Length).ToLookup(row => folds[row] == fold);
        var (learned, kept) = (BinnedRows.Of(all.Pick([.. rows[false]])), all.Pick([.. rows[true]]));
        var table = BinnedTable.Of(kept.Table, learned.Bins);
        return new HeldOut(
            [.. LogisticRegression.Path(learned, settings.Ridges).Select(model => MarginScoring.Margins(model, table))],
            [.. settings.Trees.Select(options => Grow(learned, options, table, kept.Labels))]
        );
    }

    public static double Loss(double[] margins, bool[] labels)
    {
        var loss = 0.0;
        for (var i = 0; i < labels.Length; i++)
            loss -= Math.Log(Math.Max(1e-15, MarginScoring.Probability(labels[i] ? margins[i] : -margins[i])));
        return loss / labels.Length;
    }

    private static float[][] Grow(BinnedRows learned, BoostedTreesOptions options, BinnedTable kept, bool[] labels)
    {
        var booster = new TreeBooster(learned.Table, [.. learned.Bins.Select(b => b.Count)], learned.Labels, options);
        var (margins, leaves, steps) = (new double[kept.Rows], new byte[kept.Rows], new List<float[]>());
        Array.Fill(margins, booster.BaseMargin);
        var (best, bestStep) = (double.PositiveInfinity, 0);
        while (booster.Trees.Count < options.Rounds && steps.Count - bestStep < Patience && booster.Grow())
        {
            booster.Trees[^1].Add(kept.Columns, 0, leaves, margins);
            if (booster.Trees.Count % RoundsPerStep != 0)
                continue;
            steps.Add([.. margins.Select(m => (float)m)]);
            var loss = Loss(margins, labels);
            if (loss < best)
                (best, bestStep) = (loss, steps.Count);
        }
        if (steps.Count == 0)
            steps.Add([.. margins.Select(m => (float)m)]);
        return [.. steps];
    }
}
