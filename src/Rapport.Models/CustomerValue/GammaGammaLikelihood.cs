using static MathNet.Numerics.SpecialFunctions;

namespace Rapport.Models.CustomerValue;

/// <summary>Log-likelihood of mean spends and its gradient in the logarithms of p, q and v.</summary>
internal sealed class GammaGammaLikelihood(RepeatSpend[] sortedByRepeats)
{
    private readonly double constant = sortedByRepeats.Sum(c => -Math.Log(c.MeanSpend));

    /// <summary>The negative log-likelihood.</summary>
    public double Value(ReadOnlySpan<double> point, Span<double> gradient)
    {
        var (p, q, v) = (Math.Exp(point[0]), Math.Exp(point[1]), Math.Exp(point[2]));
        var (sum, forP, forQ, forV) = (constant, 0.0, 0.0, 0.0);
        var (repeats, gammas, slopeP, slopeQ) = (0, 0.0, 0.0, 0.0);
        foreach (var (x, spend) in sortedByRepeats)
        {
            if (x != repeats)
            {
                var (digamma, own) = (DiGamma(p * x + q), DiGamma(p * x));
                (repeats, gammas) = (x, GammaLn(p * x + q) - GammaLn(p * x) - GammaLn(q) + q * point[2]);
                (slopeP, slopeQ) = (x * (digamma - own), digamma - DiGamma(q) + point[2]);
            }
            var total = x * spend;
            var (log, logTotal) = (Math.Log(v + total), Math.Log(total));
            sum += gammas + p * x * logTotal - (p * x + q) * log;
            forP += slopeP + x * (logTotal - log);
            forQ += slopeQ - log;
            forV += q / v - (p * x + q) / (v + total);
        }
        (gradient[0], gradient[1], gradient[2]) = (-p * forP, -q * forQ, -v * forV);
        return -sum;
    }
}
