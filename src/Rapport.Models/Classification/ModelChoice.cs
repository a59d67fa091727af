namespace Rapport.Models.Classification;

/// <summary>Which settings and which mixture of the models forecast best rows that they were not fitted to.</summary>
internal sealed record ModelChoice(double Ridge, BoostedTreesOptions Trees, Stacking Stacking, IReadOnlyList<CandidateScore> Candidates)
{
    // A mixture must be better by more than the noise of its third parameter.
    private const double WorthMixing = 0.0005;

    public static readonly string[] Names = ["logistic", "boosted_trees", "blend"];

    public static ModelChoice Of(TrainingSet all, int folds, Settings settings)
    {
        var fold = all.Folds(folds);
        var heldOut = new HeldOut[folds];
        Parallel.For(0, folds, f => heldOut[f] = HeldOut.Of(all, fold, f, settings));
        var ridges = settings.Ridges.Select((_, r) => Joined(heldOut, fold, h => h.Logistic[r])).ToArray();
        var ridge = Best(ridges, all.Labels);
        var trees = settings.Trees.SelectMany((_, t) => Steps(heldOut, fold, t)).ToArray();
        var tree = Best([.. trees.Select(t => t.Margins)], all.Labels);
        var (stacking, candidates) = Mix(ridges[ridge], trees[tree].Margins, all.Labels);
        return new ModelChoice(
            settings.Ridges[ridge],
            settings.Trees[trees[tree].Setting] with
            {
                Rounds = trees[tree].Rounds,
            },
            stacking,
            candidates
        );
    }

    /// <summary>The best mixture of held-out log-odds: one model alone or both, whose weights may be 0.</summary>
    public static (Stacking Stacking, IReadOnlyList<CandidateScore> Candidates) Mix(double[] logistic, double[] trees, bool[] labels)
    {
        var (alone, grown, both) = (
            Stacking.Fit([logistic], labels),
            Stacking.Fit([trees], labels),
            Stacking.Fit([logistic, trees], labels)
        );
        Stacking[] stackings = [alone with { Weights = [alone.Weights[0], 0] }, grown with { Weights = [0, grown.Weights[0]] }, both];
        var best = alone.LogLoss <= grown.LogLoss ? 0 : 1;
        if (both.LogLoss < stackings[best].LogLoss * (1 - WorthMixing) && both.Weights.All(w => w > 0.02))
            best = 2;
        var candidates = stackings
            .Select((s, i) => new CandidateScore(Names[i], s.LogLoss, RankingCurves.RocAuc(Mixed(s), labels)))
            .ToArray();
        return (stackings[best], candidates);

        double[] Mixed(Stacking s) => [.. logistic.Zip(trees, (l, t) => s.Shift + s.Weights[0] * l + s.Weights[1] * t)];
    }

    private static IEnumerable<(int Setting, int Rounds, double[] Margins)> Steps(HeldOut[] heldOut, int[] fold, int setting)
    {
        var steps = heldOut.Min(h => h.Trees[setting].Length);
        for (var step = 0; step < steps; step++)
        {
            var at = step;
            yield return (
                setting,
                (step + 1) * HeldOut.RoundsPerStep,
                Joined(heldOut, fold, h => Array.ConvertAll(h.Trees[setting][at], m => (double)m))
            );
        }
    }

    private static double[] Joined(HeldOut[] heldOut, int[] fold, Func<HeldOut, double[]> margins)
    {
        var parts = heldOut.Select(margins).ToArray();
        var next = new int[parts.Length];
        return [.. fold.Select(f => parts[f][next[f]++])];
    }

    private static int Best(double[][] margins, bool[] labels) =>
        Enumerable.Range(0, margins.Length).MinBy(i => HeldOut.Loss(margins[i], labels));

    internal sealed record Settings(double[] Ridges, BoostedTreesOptions[] Trees);
}

/// <summary>A model that stood for choice.</summary>
/// <param name="LogLoss">Cross-validated, in nats.</param>
/// <param name="Auc">Cross-validated.</param>
public sealed record CandidateScore(string Name, double LogLoss, double Auc);
