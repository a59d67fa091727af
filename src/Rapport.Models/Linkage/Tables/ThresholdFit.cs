namespace Rapport.Models.Linkage.Tables;

/// <summary>
/// Chooses the threshold of the greatest expected F-measure without labels: above each score the pairs that were met are counted beside
/// those that chance and rivals explain; what is left over are matches.
/// </summary>
/// <remarks>
/// The count of chance pairs per score follows Belin and Rubin (1995), "A Method for Calibrating False-Match Rates in Record Linkage",
/// JASA 90; the choice by expected F-measure follows Lipton, Elkan and Narayanaswamy (2014), "Optimal Thresholding of Classifiers to
/// Maximize F1 Measure". It needs no m: errors that come together in one record make the probabilities of damaged matches too low, and
/// leave this count as it is.
/// </remarks>
internal sealed class ThresholdFit
{
    /// <summary>Log-odds of the least and the greatest threshold that is chosen, in bits: about 0.03 and 0.9.</summary>
    private const double LeastBits = -5,
        MostBits = 3.2;

    private const double Step = 0.25;

    // Fewer pairs between the two bounds than this share of all that were found leave the usual threshold where it is.
    private const double LeastBetween = 0.002;

    private readonly PairSample candidates;
    private readonly LevelWeights weights;
    private readonly Dictionary<ulong, double> filled = [];
    private readonly double possiblePairs;

    public ThresholdFit(PairSample candidates, PairSample random, LevelWeights weights, double possiblePairs)
    {
        (this.candidates, this.weights, this.possiblePairs) = (candidates, weights, possiblePairs);
        for (var kind = 0; kind < random.Kinds; kind++)
            filled[Filled(random[kind])] = filled.GetValueOrDefault(Filled(random[kind])) + random.Count(kind) / random.Pairs;
    }

    /// <summary>The log-odds from which pairs are listed, in bits.</summary>
    public double Bits()
    {
        var bins = (int)((MostBits - LeastBits) / Step) + 1;
        var met = new double[bins];
        var others = new double[bins];
        for (var kind = 0; kind < candidates.Kinds; kind++)
        {
            var bits = weights.Against(candidates[kind], candidates.RarityBits(kind));
            if (bits < LeastBits)
                continue;
            var bin = Math.Min((int)((bits - LeastBits) / Step), bins - 1);
            met[bin] += candidates.Count(kind);
            others[bin] += Others(kind, bits);
        }

        return Best(met, others);
    }

    // The probability of a pair that shows damage in several fields is too low rather than too high, so that the lesser count holds. Where
    // there is a third class, what chance does not explain may be more of it: there the probabilities alone are believed.
    private double Others(int kind, double bits)
    {
        var count = candidates.Count(kind);
        var improbable = count * (1 - PairScore.Probability(bits));
        if (weights.Rivals.Count > 0)
            return improbable;
        var share = filled.GetValueOrDefault(Filled(candidates[kind]));
        return Math.Min(improbable, possiblePairs * share * weights.Others(candidates[kind], candidates.RarityBits(kind)));
    }

    private static double Best(double[] met, double[] others)
    {
        var all = met.Zip(others, (pairs, apart) => pairs - apart).Sum();
        if (all <= 0 || met[..^1].Sum() < LeastBetween * met.Sum())
            return 0;
        double listed = 0,
            matches = 0,
            best = 0;
        var at = 0;
        for (var bin = met.Length - 1; bin >= 0; bin--)
        {
            listed += met[bin];
            matches += met[bin] - others[bin];
            var expected = 2 * matches / (listed + all);
            if (expected <= best)
                continue;
            (best, at) = (expected, bin);
        }

        return LeastBits + at * Step;
    }

    private static ulong Filled(ReadOnlySpan<byte> levels)
    {
        ulong set = 0;
        for (var field = 0; field < levels.Length; field++)
            set |= levels[field] > 0 ? 1UL << (field % 64) : 0;
        return set;
    }
}
