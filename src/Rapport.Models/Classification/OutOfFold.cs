namespace Rapport.Models.Classification;

/// <summary>
/// What classifiers say of rows they have not seen: each fold is scored by one that was chosen, fitted and calibrated on the others.
/// </summary>
/// <param name="Probabilities">In the order of the rows given.</param>
/// <param name="Folds">The fold of each row, from 1.</param>
/// <param name="Metrics">Over all rows together.</param>
public sealed record OutOfFold(double[] Probabilities, int[] Folds, ClassificationMetrics Metrics)
{
    /// <exception cref="ModelRefusal">Too few rows for so many folds, and what <see cref="Classifier.Fit"/> refuses.</exception>
    public static OutOfFold Of(FeatureTable table, bool[] labels, int folds = 5, int seed = 1)
    {
        var order = TrainingSet.Order(table, labels, seed);
        var all = TrainingSet.Of(table, labels, seed).Checked();
        var rarer = Math.Min(all.Positives, all.Rows - all.Positives);
        if (folds < 2 || folds > rarer)
            throw new ModelRefusal($"There can be 2 to {rarer} folds, as many as rows with the rarer answer, not {folds}.");
        var fold = all.Folds(folds);
        var (probabilities, foldOfRow) = (new double[all.Rows], new int[all.Rows]);
        for (var f = 0; f < folds; f++)
        {
            int[] learned = [.. Enumerable.Range(0, all.Rows).Where(i => fold[i] != f)],
                kept = [.. Enumerable.Range(0, all.Rows).Where(i => fold[i] == f)];
            var classifier = ClassifierFit.Of(all.Pick(learned).Checked(), seed);
            var scores = classifier.Predict(all.Table.Pick(kept));
            for (var i = 0; i < kept.Length; i++)
                (probabilities[order[kept[i]]], foldOfRow[order[kept[i]]]) = (scores[i], f + 1);
        }
        return new OutOfFold(probabilities, foldOfRow, ClassificationMetrics.Of(probabilities, labels));
    }
}
