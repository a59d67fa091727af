namespace Rapport.Models.Linkage.Tables;

/// <summary>A class of pairs that the table itself showed.</summary>
/// <param name="Decider">The field that tells them apart: it always contradicts.</param>
/// <param name="Filled">For each field the share of them in which both have a value.</param>
internal sealed record LearnedRival(int Decider, double[] Levels, double Share, double[] Filled) : Rival(Levels, Share);

/// <summary>
/// Finds a third class between matches and chance, if the pairs that contradict in one field also differ from matches in the others.
/// </summary>
/// <remarks>Larsen and Rubin (2001), "Iterative Automated Record Linkage Using Mixture Models", JASA 96; Winkler (1993) has the same class
/// for households.</remarks>
internal sealed class RivalFit
{
    private const int Levels = LevelWeights.Levels;
    private const int Passes = 30;
    private const double Strength = 4;
    private static readonly double[] Contradicting = [0, 0.97, 0.02, 0.004, 0.003, 0.003];

    private readonly PairSample candidates;
    private readonly int[] live;
    private readonly double[] others;
    private readonly double possiblePairs;
    private readonly int fields;
    private readonly bool[] isPlace;
    private readonly double[] usual;

    public RivalFit(PairSample candidates, LevelWeights weights, double possiblePairs, bool[] isPlace)
    {
        (this.isPlace, usual) = (isPlace, LevelFit.Initial(candidates.Fields));
        (this.candidates, this.possiblePairs, fields) = (candidates, possiblePairs, candidates.Fields);
        live =
        [
            .. Enumerable.Range(0, candidates.Kinds).Where(pair => weights.Against(candidates[pair], candidates.RarityBits(pair)) > -12),
        ];
        others = [.. live.Select(pair => weights.Others(candidates[pair], candidates.RarityBits(pair)))];
    }

    public sealed record Outcome(double[] M, double Prior, LearnedRival Rival, double Gain, double Pairs, double Unlike);

    public Outcome? With(int decider, LevelWeights weights)
    {
        var (m, prior) = (weights.AllM(), weights.Prior);
        var rival = Start(decider, weights);
        if (rival is null)
            return null;
        double likelihood = 0;
        for (var pass = 0; pass < Passes; pass++)
            (m, prior, rival, likelihood) = Step(m, prior, rival);
        return new Outcome(m, prior, rival, likelihood - Likelihood(weights), rival.Share * possiblePairs, Unlike(m, rival));
    }

    private LearnedRival? Start(int decider, LevelWeights weights)
    {
        var counts = new double[fields * Levels];
        double mass = 0;
        foreach (var pair in live)
        {
            var levels = candidates[pair];
            if (levels[decider] != (byte)Agreement.Different)
                continue;
            var probability = candidates.Count(pair) / (1 + Math.Pow(2, -weights.Against(levels, candidates.RarityBits(pair))));
            mass += probability;
            for (var field = 0; field < fields; field++)
                counts[field * Levels + levels[field]] += probability;
        }

        return mass < 10
            ? null
            : new LearnedRival(decider, Divided(counts, weights.AllM(), decider), mass / possiblePairs, Filled(counts, mass));
    }

    private (double[] M, double Prior, LearnedRival Rival, double Likelihood) Step(double[] m, double prior, LearnedRival rival)
    {
        var ofMatches = new double[m.Length];
        var ofRivals = new double[m.Length];
        double matches = 0,
            rivals = 0,
            likelihood = 0;
        for (var at = 0; at < live.Length; at++)
        {
            var levels = candidates[live[at]];
            var match = prior * Math.Pow(2, Log(m, levels));
            var other = rival.Share * Math.Pow(2, Log(rival.Levels, levels));
            var total = match + other + others[at];
            var count = candidates.Count(live[at]);
            likelihood += count * Math.Log2(total);
            (match, other) = (count * match / total, count * other / total);
            (matches, rivals) = (matches + match, rivals + other);
            for (var field = 0; field < fields; field++)
            {
                ofMatches[field * Levels + levels[field]] += match;
                ofRivals[field * Levels + levels[field]] += other;
            }
        }

        return (
            Divided(ofMatches, usual, -1),
            (matches + 0.5) / (possiblePairs + 1),
            new LearnedRival(
                rival.Decider,
                Divided(ofRivals, m, rival.Decider),
                (rivals + 0.5) / (possiblePairs + 1),
                Filled(ofRivals, rivals)
            ),
            likelihood
        );
    }

    // How much less often the rivals agree than matches in the field, of another subject, in which they differ most: who moves changes
    // street, postcode and town
    // at once and stays the same.
    private double Unlike(double[] m, LearnedRival rival)
    {
        double most = 0;
        for (var field = 0; field < fields; field++)
        {
            if (field != rival.Decider && !(isPlace[field] && isPlace[rival.Decider]))
                most = Math.Max(most, rival.Filled[field] * (Agreeing(m, field) - Agreeing(rival.Levels, field)));
        }

        return most;
    }

    private static double Agreeing(double[] shares, int field) =>
        shares[field * Levels + (int)Agreement.Equal] + shares[field * Levels + (int)Agreement.Near];

    private double Likelihood(LevelWeights weights)
    {
        var m = weights.AllM();
        double sum = 0;
        for (var at = 0; at < live.Length; at++)
            sum += candidates.Count(live[at]) * Math.Log2(weights.Prior * Math.Pow(2, Log(m, candidates[live[at]])) + others[at]);
        return sum;
    }

    private static double[] Filled(double[] counts, double pairs)
    {
        var filled = new double[counts.Length / Levels];
        for (var at = 0; at < counts.Length; at++)
            filled[at / Levels] += at % Levels == 0 ? 0 : counts[at] / Math.Max(pairs, 1);
        return filled;
    }

    private static double Log(double[] shares, ReadOnlySpan<byte> levels)
    {
        double bits = 0;
        for (var field = 0; field < levels.Length; field++)
        {
            if (levels[field] > 0)
                bits += Math.Log2(shares[field * Levels + levels[field]]);
        }

        return bits;
    }

    private static double[] Divided(double[] counts, double[] expected, int decider)
    {
        var shares = new double[counts.Length];
        for (var field = 0; field < counts.Length; field += Levels)
        {
            double total = Strength;
            for (var level = 1; level < Levels; level++)
                total += counts[field + level];
            for (var level = 1; level < Levels; level++)
                shares[field + level] =
                    field / Levels == decider ? Contradicting[level] : (counts[field + level] + Strength * expected[field + level]) / total;
        }

        return shares;
    }
}
