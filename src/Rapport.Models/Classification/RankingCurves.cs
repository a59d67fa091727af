namespace Rapport.Models.Classification;

/// <summary>A point of a curve over all thresholds: at that score and above.</summary>
public readonly record struct CurvePoint(double Threshold, double X, double Y);

/// <summary>How well scores rank positives before the others. Equal scores count as one threshold.</summary>
public static class RankingCurves
{
    /// <summary>
    /// Area under the ROC curve: the chance that a positive scores above a negative, ties half (Hanley and McNeil 1982). NaN never: 0.5 for
    /// one class.
    /// </summary>
    public static double RocAuc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        var (area, before) = (0.0, default(Counts));
        foreach (var now in Thresholds(scores, labels))
        {
            area += (now.False - before.False) * (double)(now.True + before.True) / 2;
            before = now;
        }
        var pairs = (double)before.True * before.False;
        return pairs == 0 ? 0.5 : area / pairs;
    }

    /// <summary>Average precision: precision weighed by the recall gained at each threshold.</summary>
    public static double AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        var (sum, before) = (0.0, 0);
        foreach (var now in Thresholds(scores, labels))
        {
            sum += (now.True - before) * (double)now.True / (now.True + now.False);
            before = now.True;
        }
        return before == 0 ? 0 : sum / before;
    }

    /// <summary>False-positive rate (X) and true-positive rate (Y).</summary>
    public static IReadOnlyList<CurvePoint> Roc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        var counts = Thresholds(scores, labels);
        var all = counts.Count == 0 ? default : counts[^1];
        return
        [
            new(double.PositiveInfinity, 0, 0),
            .. counts.Select(c => new CurvePoint(c.Score, c.False / Math.Max(1.0, all.False), c.True / Math.Max(1.0, all.True))),
        ];
    }

    /// <summary>Recall (X) and precision (Y).</summary>
    public static IReadOnlyList<CurvePoint> PrecisionRecall(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        var counts = Thresholds(scores, labels);
        var all = counts.Count == 0 ? default : counts[^1];
        return [.. counts.Select(c => new CurvePoint(c.Score, c.True / Math.Max(1.0, all.True), (double)c.True / (c.True + c.False)))];
    }

    private static List<Counts> Thresholds(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        if (scores.Length != labels.Length)
            throw new ModelRefusal($"There are {scores.Length:N0} scores for {labels.Length:N0} answers.");
        var (sorted, answers) = (scores.ToArray(), labels.ToArray());
        Array.Sort(sorted, answers);
        if (sorted.Length > 0 && double.IsNaN(sorted[0]))
            throw new ModelRefusal("A score is not a number.");
        var (thresholds, hits, misses) = (new List<Counts>(), 0, 0);
        for (var i = sorted.Length - 1; i >= 0; i--)
        {
            if (answers[i])
                hits++;
            else
                misses++;
            if (i == 0 || sorted[i - 1] != sorted[i])
                thresholds.Add(new Counts(sorted[i], hits, misses));
        }
        return thresholds;
    }

    private readonly record struct Counts(double Score, int True, int False);
}
