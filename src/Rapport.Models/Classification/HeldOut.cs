namespace Rapport.Models.Classification;

/// <summary>Models of several settings fitted to some rows, and their log-odds for the others.</summary>
internal sealed class HeldOut
{
    public const int RoundsPerStep = 10;

    private readonly BinnedRows learned;
    private readonly BinnedTable kept;
    private readonly bool[] labels;

    private HeldOut(BinnedRows learned, TrainingSet kept)
    {
        this.learned = learned;
        this.kept = BinnedTable.Of(kept.Table, learned.Bins);
        labels = kept.Labels;
    }

    /// <summary>Held-out log-odds for each ridge.</summary>
    public required double[][] Logistic { get; init; }

    /// <summary>For each setting of the trees, held-out log-odds after every <see cref="RoundsPerStep"/> trees.</summary>
    public required float[][][] Trees { get; init; }

    public static HeldOut Of(TrainingSet all, int[] folds, int fold, ModelChoice.Settings settings)
    {
        var learned = BinnedRows.Of(all.Pick([.. Enumerable.Range(0, folds.Length).Where(row => folds[row] != fold)]));
        var kept = all.Pick([.. Enumerable.Range(0, folds.Length).Where(row => folds[row] == fold)]);
        var draft = new HeldOut(learned, kept) { Logistic = [], Trees = [] };
        return new HeldOut(learned, kept)
        {
            Logistic = [.. LogisticRegression.Path(learned, settings.Ridges).Select(model => MarginScoring.Margins(model, draft.kept))],
            Trees = [.. settings.Trees.Select(draft.Grow)],
        };
    }

    private float[][] Grow(BoostedTreesOptions options)
    {
        var booster = new TreeBooster(learned.Table, [.. learned.Bins.Select(b => b.Count)], learned.Labels, options);
        var (margins, leaves, steps) = (new double[kept.Rows], new byte[kept.Rows], new List<float[]>());
        Array.Fill(margins, booster.BaseMargin);
        var (best, bestStep) = (double.PositiveInfinity, 0);
        while (booster.Trees.Count < options.Rounds && steps.Count - bestStep < Patience)
        {
            if (!booster.Grow()) break;
            booster.Trees[^1].Add(kept.Columns, 0, leaves, margins);
            if (booster.Trees.Count % RoundsPerStep != 0) continue;
            steps.Add([.. margins.Select(m => (float)m)]);
            var loss = Loss(margins, labels);
            if (loss < best) (best, bestStep) = (loss, steps.Count);
        }
        if (steps.Count == 0) steps.Add([.. margins.Select(m => (float)m)]);
        return [.. steps];
    }

    private const int Patience = 6;

    public static double Loss(double[] margins, bool[] labels)
    {
        var loss = 0.0;
        for (var i = 0; i < labels.Length; i++) loss -= Math.Log(Math.Max(1e-15, MarginScoring.Probability(labels[i] ? margins[i] : -margins[i])));
        return loss / labels.Length;
    }
}
