namespace Rapport.Models.Classification;

/// <summary>Rows whose forecasts lie together: what was forecast of them and what happened.</summary>
/// <param name="Forecast">Mean probability.</param>
/// <param name="Observed">Share of positives.</param>
public readonly record struct CalibrationBin(int Rows, double Forecast, double Observed);

/// <summary>How good probabilities are.</summary>
/// <param name="Auc">Area under the ROC curve.</param>
/// <param name="PrAuc">Average precision.</param>
/// <param name="LogLoss">Mean negative log-likelihood in nats.</param>
/// <param name="Brier">Mean squared error (Brier 1950).</param>
/// <param name="Ece">Expected calibration error over ten bins of equal width (Naeini, Cooper and Hauskrecht 2015).</param>
/// <param name="TopTenthLift">Share of positives among the tenth with the highest scores, over their share in all rows.</param>
public sealed record ClassificationMetrics(double Auc, double PrAuc, double LogLoss, double Brier, double Ece, double TopTenthLift)
{
    private const double Sure = 1e-15;

    /// <exception cref="ModelRefusal">No rows, different lengths, or a probability outside 0 to 1.</exception>
    public static ClassificationMetrics Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels)
    {
        if (labels.Length == 0)
            throw new ModelRefusal("There are no rows to measure.");
        var auc = RankingCurves.RocAuc(probabilities, labels);
        var (loss, squares) = (0.0, 0.0);
        for (var i = 0; i < labels.Length; i++)
        {
            var p = probabilities[i];
            if (p is not (>= 0 and <= 1))
                throw new ModelRefusal(FormattableString.Invariant($"{p} is not a probability."));
            loss -= Math.Log(Math.Max(Sure, labels[i] ? p : 1 - p));
            squares += (p - (labels[i] ? 1 : 0)) * (p - (labels[i] ? 1 : 0));
        }
        var ece = Calibration(probabilities, labels).Sum(bin => bin.Rows * Math.Abs(bin.Forecast - bin.Observed)) / labels.Length;
        return new ClassificationMetrics(
            auc,
            RankingCurves.AveragePrecision(probabilities, labels),
            loss / labels.Length,
            squares / labels.Length,
            ece,
            Lift(probabilities, labels)
        );
    }

    /// <summary>The reliability diagram: bins of equal width over 0 to 1, empty ones left out.</summary>
    public static IReadOnlyList<CalibrationBin> Calibration(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels, int bins = 10)
    {
        var (rows, forecast, observed) = (new int[bins], new double[bins], new double[bins]);
        for (var i = 0; i < labels.Length; i++)
        {
            var bin = Math.Min(bins - 1, (int)(probabilities[i] * bins));
            rows[bin]++;
            forecast[bin] += probabilities[i];
            observed[bin] += labels[i] ? 1 : 0;
        }
        return
        [
            .. Enumerable
                .Range(0, bins)
                .Where(bin => rows[bin] > 0)
                .Select(bin => new CalibrationBin(rows[bin], forecast[bin] / rows[bin], observed[bin] / rows[bin])),
        ];
    }

    private static double Lift(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels)
    {
        var (scores, answers) = (probabilities.ToArray(), labels.ToArray());
        Array.Sort(scores, answers);
        double top = Math.Max(1, answers.Length / 10),
            all = answers.Count(a => a);
        return all == 0 ? 0 : answers.TakeLast((int)top).Count(a => a) / top / (all / answers.Length);
    }
}
