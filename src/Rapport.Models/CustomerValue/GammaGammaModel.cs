using Rapport.Models.Numerics;

namespace Rapport.Models.CustomerValue;

/// <summary>A customer's repeat purchases as the spend model sees them.</summary>
/// <param name="Repeats">Days with a repeat purchase (x).</param>
/// <param name="MeanSpend">Mean amount of these days.</param>
public readonly record struct RepeatSpend(int Repeats, double MeanSpend);

/// <summary>Amounts vary around a customer's own mean as Gamma(p, p / mean); p times the inverse means vary as Gamma(q, v).</summary>
public readonly record struct GammaGammaParameters(double P, double Q, double V);

/// <summary>Standard errors from the observed information; null where the likelihood does not bound the parameter.</summary>
public readonly record struct GammaGammaErrors(double? P, double? Q, double? V);

/// <summary>What a customer spends on a purchase, drawn towards the mean of all the more the fewer purchases are known.</summary>
/// <remarks>
/// Fader and Hardie (2013), "The Gamma-Gamma Model of Monetary Value". It supposes that spend does not depend on frequency. Customers
/// without repeats, or
/// whose repeats were all free, say nothing about spend and are left out of the fit.
/// </remarks>
public sealed class GammaGammaModel
{
    /// <summary>A model with known parameters.</summary>
    public GammaGammaModel(GammaGammaParameters parameters)
    {
        if (parameters is not { P: > 0, Q: > 0, V: > 0 } || !double.IsFinite(parameters.P + parameters.Q + parameters.V))
            throw new ModelRefusal($"p, q and v must be positive numbers, not {parameters}.");
        Parameters = parameters;
        PopulationMean = parameters.Q > 1 ? parameters.P * parameters.V / (parameters.Q - 1) : double.PositiveInfinity;
    }

    public GammaGammaParameters Parameters { get; }

    public GammaGammaErrors StandardErrors { get; private init; }

    /// <summary>Log-likelihood of the customers it was fitted to; 0 for given parameters.</summary>
    public double LogLikelihood { get; private init; }

    /// <summary>Customers that took part in the fit.</summary>
    public int Customers { get; private init; }

    /// <summary>
    /// Mean spend to expect of an unknown customer: the model's, or the mean observed where the model has none (q up to 1).
    /// </summary>
    public double PopulationMean { get; private init; }

    /// <summary>What to know before relying on it, in sentences.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>The maximum-likelihood fit. The order of the customers does not matter.</summary>
    /// <exception cref="ModelRefusal">Impossible numbers, fewer than two customers with repeats, or all of them with the same
    /// spend.</exception>
    public static GammaGammaModel Fit(ReadOnlySpan<RepeatSpend> customers)
    {
        foreach (var (repeats, spend) in customers)
        {
            if (repeats < 0 || !double.IsFinite(spend) || spend < 0)
                throw new ModelRefusal(FormattableString.Invariant($"A customer cannot have {repeats} repeats of {spend}."));
        }
        var known = customers
            .ToArray()
            .Where(c => c is { Repeats: > 0, MeanSpend: > 0 })
            .OrderBy(c => c.Repeats)
            .ThenBy(c => c.MeanSpend)
            .ToArray();
        if (known.Length < 2)
            throw new ModelRefusal("Spend needs at least two customers who paid for a repeat purchase.");
        var mean = known.Average(c => c.MeanSpend);
        if (known.Max(c => c.MeanSpend) - known.Min(c => c.MeanSpend) <= 1e-9 * mean)
            throw new ModelRefusal(
                FormattableString.Invariant($"All customers spend {mean:G6} on a purchase: there are no differences to learn from.")
            );
        var likelihood = new GammaGammaLikelihood(known);
        var scale = Math.Log(mean);
        var best = BoundedMinimum.Find(likelihood.Value, [Math.Log(2), Math.Log(3), scale], [-9, -9, scale - 16], [12, 12, scale + 16]);
        var (at, errors) = (best.Point.Select(Math.Exp).ToArray(), best.Deviations());
        return new GammaGammaModel(new GammaGammaParameters(at[0], at[1], at[2]))
        {
            LogLikelihood = -best.Value,
            StandardErrors = new GammaGammaErrors(at[0] * errors[0], at[1] * errors[1], at[2] * errors[2]),
            Customers = known.Length,
            PopulationMean = at[1] > 1 ? at[0] * at[2] / (at[1] - 1) : mean,
            Warnings = Doubts(best, known),
        };
    }

    /// <summary>Mean spend on a coming purchase, in the currency of the fit.</summary>
    public double ExpectedSpend(RepeatSpend customer)
    {
        var (p, q, v) = (Parameters.P, Parameters.Q, Parameters.V);
        var weight = p * customer.Repeats + q - 1;
        if (customer.Repeats == 0 || weight <= 0)
            return PopulationMean;
        return (v + customer.Repeats * customer.MeanSpend) * p / weight;
    }

    private static List<string> Doubts(BoundedMinimum found, RepeatSpend[] known)
    {
        var doubts = new List<string>();
        if (Enumerable.Range(0, 3).Any(found.IsHeld))
            doubts.Add("The likelihood of spend has no interior optimum: parameters stand at a bound.");
        if (found.Point[1] <= 0)
            doubts.Add("Spend varies so widely that the model has no mean; customers without repeats are given the mean observed.");
        var tie = MathNet.Numerics.Statistics.Correlation.Spearman(known.Select(c => (double)c.Repeats), known.Select(c => c.MeanSpend));
        if (Math.Abs(tie) > 0.3)
            doubts.Add(
                FormattableString.Invariant($"Spend goes with frequency (rank correlation {tie:F2}), which the model supposes it does not.")
            );
        return doubts;
    }
}
