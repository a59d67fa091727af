namespace Rapport.Models.Classification;

/// <summary>Makes a classifier: chooses, fits, calibrates, and says what seems doubtful.</summary>
internal static class ClassifierFit
{
    private const int Folds = 5;
    private const int FoldsOfMany = 3;
    private const int Many = 10_000;
    private const int FewForDepth = 1000;
    private const int Few = 40_000;
    private const int Explained = 2000;
    private const int KeptOneIn = 10;
    private const double EnoughForTree = 250_000;
    private const int EnoughForLogistic = 300_000;

    private static readonly double[] Ridges = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000];

    public static Classifier Of(TrainingSet all, int seed)
    {
        var warnings = Doubts(all);
        return all.Rows <= Few ? Whole(all, seed, warnings) : WithKeptRows(all, seed, warnings);
    }

    private static Classifier Whole(TrainingSet all, int seed, List<string> warnings)
    {
        var choice = ModelChoice.Of(all, all.Rows > Many ? FoldsOfMany : Folds, Settings(seed, all.Rows));
        return Made(BinnedRows.Of(all), choice, warnings, null);
    }

    /// <summary>
    /// Many rows: settings matter little, and a tenth of the rows is enough to stop the trees, to choose and to calibrate.
    /// </summary>
    private static Classifier WithKeptRows(TrainingSet all, int seed, List<string> warnings)
    {
        var fold = all.Folds(KeptOneIn);
        var rows = Enumerable.Range(0, all.Rows).ToLookup(row => fold[row] == 0);
        var (kept, learned) = (all.Pick([.. rows[true]]), BinnedRows.Of(all.Pick([.. rows[false]])));
        var keptTable = BinnedTable.Of(kept.Table, learned.Bins);
        var part = learned with { Table = new BinnedTable(learned.Table.Columns, Math.Min(EnoughForLogistic, learned.Table.Rows)) };
        var logistic = LogisticRegression.Path(part, [1])[0];
        var share = Math.Clamp(EnoughForTree / all.Rows, 0.2, 0.7);
        var options = new BoostedTreesOptions
        {
            Seed = seed,
            Depth = 6,
            Rounds = 250,
            LearningRate = 0.12,
            RowShare = share,
        };
        var trees = Stopped(learned, options, keptTable, kept.Labels);
        var (stacking, candidates) = ModelChoice.Mix(
            MarginScoring.Margins(logistic, keptTable),
            MarginScoring.Margins(trees, keptTable),
            kept.Labels
        );
        return Made(learned, new ModelChoice(1, options, stacking, candidates), warnings, (logistic, trees));
    }

    private static BoostedTrees Stopped(BinnedRows learned, BoostedTreesOptions options, BinnedTable kept, bool[] labels)
    {
        var booster = new TreeBooster(learned.Table, [.. learned.Bins.Select(b => b.Count)], learned.Labels, options);
        var margins = new double[kept.Rows];
        Array.Fill(margins, booster.BaseMargin);
        var leaves = new byte[kept.Rows];
        var (best, bestRounds) = (HeldOut.Loss(margins, labels), 0);
        while (booster.Trees.Count < options.Rounds && booster.Trees.Count < bestRounds + 30 && booster.Grow())
        {
            booster.Trees[^1].Add(kept.Columns, 0, leaves, margins);
            if (booster.Trees.Count % HeldOut.RoundsPerStep != 0)
                continue;
            var loss = HeldOut.Loss(margins, labels);
            // Gains beyond the fifth digit cost a tree's time for every row ever scored.
            if (loss < best * (1 - 1e-5))
                (best, bestRounds) = (loss, booster.Trees.Count);
        }
        return new BoostedTrees(learned.Bins, booster.BaseMargin, [.. booster.Trees.Take(bestRounds)]);
    }

    private static Classifier Made(
        BinnedRows rows,
        ModelChoice choice,
        List<string> warnings,
        (LogisticRegression Logistic, BoostedTrees Trees)? ready
    )
    {
        var weights = choice.Stacking.Weights;
        var logistic = weights[0] > 0 ? ready?.Logistic ?? LogisticRegression.Path(rows, [choice.Ridge])[0] : null;
        var trees = weights[1] > 0 || logistic is null ? ready?.Trees ?? BoostedTrees.Fit(rows, choice.Trees) : null;
        var importance = Importances(new Classifier(logistic, trees, choice.Stacking), rows);
        return new Classifier(logistic, trees, choice.Stacking)
        {
            Candidates = choice.Candidates,
            Warnings = warnings,
            Importance = importance,
        };
    }

    private static ModelChoice.Settings Settings(int seed, int rows)
    {
        var trees = new BoostedTreesOptions { Seed = seed, Rounds = 500 };
        BoostedTreesOptions[] shallow = [trees with { Depth = 1, LearningRate = 0.1 }, trees with { Depth = 3, LearningRate = 0.07 }];
        return new ModelChoice.Settings(
            Ridges,
            rows < FewForDepth ? shallow : [.. shallow, trees with { Depth = 5, LearningRate = 0.07, Ridge = 10 }]
        );
    }

    private static Importance[] Importances(Classifier classifier, BinnedRows rows)
    {
        var sums = new double[rows.Bins.Length];
        var count = Math.Min(Explained, rows.Table.Rows);
        for (var row = 0; row < count; row++)
        {
            var contributions = new double[sums.Length];
            classifier.AddContributions(rows.Table.Columns, row, contributions);
            for (var f = 0; f < sums.Length; f++)
                sums[f] += Math.Abs(contributions[f]);
        }
        var all = sums.Sum();
        return
        [
            .. rows
                .Bins.Select((b, f) => new Importance(b.Name, all > 0 ? sums[f] / all : 0))
                .OrderByDescending(i => i.Share)
                .ThenBy(i => i.Feature, StringComparer.Ordinal),
        ];
    }

    private static List<string> Doubts(TrainingSet all)
    {
        var doubts = new List<string>();
        var rarer = Math.Min(all.Positives, all.Rows - all.Positives);
        if (rarer < 50)
            doubts.Add($"Only {rarer} rows have the rarer answer: probabilities are uncertain.");
        foreach (var feature in all.Table.Features)
        {
            if (feature.IsNumeric && feature.Numbers.ContainsAny(double.PositiveInfinity, double.NegativeInfinity))
                doubts.Add($"Infinite values in {feature.Name} count as missing.");
            var bins = FeatureBins.Learn(feature, all.Labels);
            var column = new byte[feature.Rows];
            bins.Read(feature, 0, column);
            if (!column.AsSpan().ContainsAnyExcept(column[0]))
                doubts.Add(Useless(feature));
        }
        return doubts;
    }

    private static string Useless(Feature feature) =>
        !feature.IsNumeric && feature.Levels.Count > 1
            ? $"{feature.Name} says nothing: its words are too rare to learn from."
            : $"{feature.Name} says nothing: it is the same in all rows.";
}
