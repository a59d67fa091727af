namespace Rapport.Models.Linkage.Tables;

/// <summary>Compared pairs, one after the other.</summary>
internal sealed record PairSample(byte[] Levels, float[] RarityBits, int Fields)
{
    public int Count => RarityBits.Length;

    public ReadOnlySpan<byte> this[int pair] => Levels.AsSpan(pair * Fields, Fields);
}

/// <summary>Finds m, u and the share of matches without labels.</summary>
/// <remarks>Expectation-maximisation after Dempster, Laird and Rubin (1977) as Winkler (1988) applies it to linkage; u is counted in random pairs, each by how little it looks like a match.</remarks>
internal sealed class LevelFit(PairSample candidates, PairSample random, double possiblePairs, double candidatePairs)
{
    private const int Levels = LevelWeights.Levels;
    private const int Passes = 40;
    private const double PriorPairs = 4;
    private static readonly double[] Expected = [0, 0.10, 0.05, 0.07, 0.13, 0.65];

    private readonly int fields = candidates.Fields;

    public LevelWeights Run(double firstShare)
    {
        var weights = new LevelWeights(firstShare, Initial(), Chance(null));
        for (var pass = 0; pass < Passes; pass++)
        {
            var (m, matches) = Matches(weights);
            var prior = Math.Clamp((matches * (candidatePairs / candidates.Count) + 0.5) / (possiblePairs + 1), 1e-12, 0.5);
            var moved = Math.Abs(Math.Log(prior / weights.Prior));
            weights = new LevelWeights(prior, m, Chance(weights));
            if (moved < 1e-4)
                break;
        }

        return weights;
    }

    private double[] Initial()
    {
        var m = new double[fields * Levels];
        for (var at = 0; at < m.Length; at++)
            m[at] = Expected[at % Levels];
        return m;
    }

    private (double[] M, double Matches) Matches(LevelWeights weights)
    {
        var counts = new double[fields * Levels];
        double matches = 0;
        for (var pair = 0; pair < candidates.Count; pair++)
        {
            var levels = candidates[pair];
            var probability = Probability(weights.Sum(levels) + candidates.RarityBits[pair]);
            if (probability < 1e-6)
                continue;
            matches += probability;
            Count(counts, levels, probability);
        }

        return (Shares(counts, PriorPairs, Expected), matches);
    }

    private double[] Chance(LevelWeights? weights)
    {
        var counts = new double[fields * Levels];
        for (var pair = 0; pair < random.Count; pair++)
        {
            var levels = random[pair];
            Count(counts, levels, weights is null ? 1 : 1 - Probability(weights.Sum(levels) + random.RarityBits[pair]));
        }

        return Shares(counts, 0.5, [0, 0.96, 0.01, 0.01, 0.01, 0.01]);
    }

    private static void Count(double[] counts, ReadOnlySpan<byte> levels, double weight)
    {
        for (var field = 0; field < levels.Length; field++)
            counts[field * Levels + levels[field]] += weight;
    }

    private static double[] Shares(double[] counts, double strength, double[] expected)
    {
        var shares = new double[counts.Length];
        for (var field = 0; field < counts.Length; field += Levels)
        {
            double total = strength;
            for (var level = 1; level < Levels; level++)
                total += counts[field + level];
            for (var level = 1; level < Levels; level++)
                shares[field + level] = (counts[field + level] + strength * expected[level]) / total;
        }

        return shares;
    }

    private static double Probability(double bits) => 1 / (1 + Math.Exp(-bits * 0.6931471805599453));
}
