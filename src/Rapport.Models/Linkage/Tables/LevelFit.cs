namespace Rapport.Models.Linkage.Tables;

/// <summary>Finds m, u and the share of matches without labels.</summary>
/// <remarks>Expectation-maximisation after Dempster, Laird and Rubin (1977) as Winkler (1988) applies it to linkage; u is counted in random
/// pairs, each by how little it looks like a match.</remarks>
/// <param name="known">Pairs that are known to match and not among the candidates.</param>
internal sealed class LevelFit(PairSample candidates, PairSample random, PairSample known, LinkageTable table)
{
    private const int Levels = LevelWeights.Levels;
    private const int Passes = 40;
    private const double PriorPairs = 4;
    private const double MostDifferent = 0.5;
    private const int RivalLimit = 3;
    private const double RivalGain = 2;
    private const double FurtherGain = 0.9;
    private const double NearlyMost = 0.95;
    private const double LeastRivals = 0.1;
    private const double MostRivals = 1.5;
    private const double LeastUnlike = 0.33;
    private static readonly double[] Expected = [0, 0.10, 0.05, 0.07, 0.13, 0.65];

    private readonly int fields = candidates.Fields;
    private readonly double possiblePairs = table.PossiblePairs;
    private bool[] telling = [];

    /// <param name="isTelling">For each field whether few pairs agree in it by chance: those fields alone find the first matches, so that a
    /// group of columns that
    /// depend on each other, such as the kind of customer and its price list, is not mistaken for one.</param>
    public LevelWeights Run(bool[] isTelling)
    {
        var firstShare = Math.Min(0.1, 0.3 * table.Rows / possiblePairs);
        var mostShare = Math.Min(0.5, 25.0 * table.Rows / possiblePairs);
        telling = isTelling;
        var weights = new LevelWeights(
            firstShare,
            Initial(fields),
            ChanceTree.Of(random, Apart(null), ChanceTree.Independent(fields)),
            isTelling
        );
        // Dependences among columns come first, from pairs that look like no match by what is usual; else who shares postcode and town
        // would seem the same.
        var chance = ChanceTree.Of(random, Apart(weights), null);
        weights = Converge(
            new LevelWeights(firstShare, Initial(fields), chance, isTelling),
            mostShare,
            w => ChanceTree.Of(random, Apart(w), chance.Parents),
            isTelling
        );
        chance = ChanceTree.Of(random, Apart(weights), null);
        weights = Converge(new LevelWeights(weights.Prior, Matches(weights).M, chance), mostShare, _ => chance, null);
        for (var round = 0; round < RivalLimit && WithRival(weights, isTelling) is { } better; round++)
            weights = better;
        return weights;
    }

    // Accepted only when the pairs that contradict in the field are many and unlike matches elsewhere: a typing error in one field is no
    // other person.
    private LevelWeights? WithRival(LevelWeights weights, bool[] isTelling)
    {
        var fit = new RivalFit(candidates, weights, possiblePairs, Places(weights.Parents));
        var accepted = new List<RivalFit.Outcome>();
        for (var field = 0; field < fields; field++)
        {
            if (!isTelling[field] || table.Columns[field].Filled < table.Rows / 2 || fit.With(field, weights) is not { } outcome)
                continue;
            var isFurther = weights.Rivals.OfType<LearnedRival>().Any(rival => rival.Decider == field);
            if (
                outcome.Gain > 0
                && outcome.Gain >= (isFurther ? FurtherGain : RivalGain) * outcome.Pairs
                && outcome.Unlike >= LeastUnlike
                && outcome.Rival.Share >= LeastRivals * outcome.Prior
                && outcome.Rival.Share <= MostRivals * outcome.Prior
            )
                accepted.Add(outcome);
        }

        if (accepted.Count == 0)
            return null;

        // Of fields that explain nearly the same, the one whose pairs are least like matches: namesakes by their birthday, not by the town
        // they do not share either.
        var most = accepted.Max(outcome => outcome.Gain);
        var best = accepted.Where(outcome => outcome.Gain >= NearlyMost * most).MaxBy(outcome => outcome.Unlike)!;
        return weights.With(best.Prior, best.M, [.. weights.Rivals, best.Rival]);
    }

    // The parts of an address, and the town or region that depends on one.
    private bool[] Places(int[] parents)
    {
        var isPlace = table.Columns.Select(column => column.Kind is ColumnKind.Address or ColumnKind.Postcode).ToArray();
        var places = (bool[])isPlace.Clone();
        for (var field = 0; field < fields; field++)
        {
            if (parents[field] < 0)
                continue;
            var parent = parents[field];
            places[field] |= isPlace[parent] && (table.Columns[field].Kind is ColumnKind.Name or ColumnKind.Category);
            places[parent] |= isPlace[field] && (table.Columns[parent].Kind is ColumnKind.Name or ColumnKind.Category);
        }

        return places;
    }

    private LevelWeights Converge(LevelWeights weights, double mostShare, Func<LevelWeights, ChanceTree> chance, bool[]? isTelling)
    {
        for (var pass = 0; pass < Passes; pass++)
        {
            var (m, matches) = Matches(weights);
            var prior = Math.Clamp((matches + 0.5) / (possiblePairs + 1), 1e-12, mostShare);
            var moved = Math.Abs(Math.Log(prior / weights.Prior));
            weights = new LevelWeights(prior, m, chance(weights), isTelling);
            if (moved < 1e-4)
                break;
        }

        return weights;
    }

    private double[] Apart(LevelWeights? weights)
    {
        var apart = new double[random.Kinds];
        for (var kind = 0; kind < apart.Length; kind++)
            apart[kind] = random.Count(kind) * (weights is null ? 1 : 1 - Probability(weights.Sum(random[kind]) + random.RarityBits(kind)));
        return apart;
    }

    public static double[] Initial(int fields)
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
        for (var kind = 0; kind < candidates.Kinds; kind++)
        {
            var levels = candidates[kind];
            var probability = candidates.Count(kind) * Probability(weights.Sum(levels) + candidates.RarityBits(kind));
            matches += probability;
            Count(counts, levels, probability);
        }

        for (var kind = 0; kind < known.Kinds; kind++)
        {
            matches += known.Count(kind);
            Count(counts, known[kind], known.Count(kind));
        }

        var m = Shares(counts, PriorPairs, Expected);
        for (var field = 0; field < fields; field++)
        {
            if (telling[field])
                Bound(m.AsSpan(field * Levels, Levels));
        }

        return (m, matches);
    }

    // Matches agree in a telling column more often than not; without the bound a class of pairs that share one thing alone, such as the
    // town, would pass for them.
    private static void Bound(Span<double> m)
    {
        if (m[1] <= MostDifferent)
            return;
        var scale = (1 - MostDifferent) / (1 - m[1]);
        for (var level = 2; level < Levels; level++)
            m[level] *= scale;
        m[1] = MostDifferent;
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
