using Rapport.Models.Numerics;

namespace Rapport.Models.Classification;

/// <summary>How the log-odds of the models become calibrated log-odds: shift + sum of weight times margin.</summary>
/// <remarks>Platt (1999) for one model, stacked regression (Wolpert 1992; Breiman 1996) for two; fitted to rows that the models have not
/// seen.</remarks>
internal sealed record Stacking(double Shift, double[] Weights, double LogLoss)
{
    private const double Pull = 2;

    /// <summary>The fit to held-out margins, one array per model; weights are never negative.</summary>
    public static Stacking Fit(double[][] margins, bool[] labels)
    {
        double Loss(ReadOnlySpan<double> point, Span<double> gradient)
        {
            gradient.Clear();
            var loss = 0.0;
            for (var i = 0; i < labels.Length; i++)
            {
                var margin = point[0];
                for (var m = 0; m < margins.Length; m++)
                    margin += point[m + 1] * margins[m][i];
                var p = MarginScoring.Probability(margin);
                loss -= Math.Log(Math.Max(1e-15, labels[i] ? p : 1 - p));
                var residual = p - (labels[i] ? 1 : 0);
                gradient[0] += residual;
                for (var m = 0; m < margins.Length; m++)
                    gradient[m + 1] += residual * margins[m][i];
            }
            // A weak pull to equal weights that sum to one: with few rows the models' own scale is the better guess.
            for (var m = 0; m < margins.Length; m++)
            {
                var departure = point[m + 1] - 1.0 / margins.Length;
                loss += Pull / 2 * departure * departure;
                gradient[m + 1] += Pull * departure;
            }
            return loss;
        }
        double[] start = [0, .. margins.Select(_ => 1.0 / margins.Length)];
        var found = BoundedMinimum.Find(Loss, start, [-20, .. margins.Select(_ => 0.0)], [20, .. margins.Select(_ => 3.0)]);
        return new Stacking(found.Point[0], found.Point[1..], found.Value / labels.Length);
    }
}
