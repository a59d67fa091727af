namespace Rapport.Models.Linkage;

/// <summary>How often every level of comparison is seen among records of two, given the level of the field on which it depends
/// most.</summary>
internal sealed class ChanceTree
{
    private const int Levels = LevelWeights.Levels;
    private const int Table = Levels * Levels;
    private const double Strength = 20;
    private const double LeastInformation = 1e-4;
    private static readonly double[] Expected = [0, 0.2, 0.2, 0.2, 0.2, 0.2];
    private readonly double[] shares;

    private ChanceTree(int[] parents, double[] shares) => (Parents, this.shares) = (parents, shares);

    /// <summary>The field each depends on, or −1.</summary>
    public int[] Parents { get; }

    public double Share(int field, int given, int level) => shares[field * Table + given * Levels + level];

    public static int[] Independent(int fields) => [.. Enumerable.Repeat(-1, fields)];

    /// <summary>Frequencies as they are given.</summary>
    /// <param name="parents">The field each depends on, or −1.</param>
    /// <param name="shares">For each field a table of <see cref="LevelWeights.Levels"/> rows, one for each level of the other field (0:
    /// whatever it is), with the share of each level.</param>
    public static ChanceTree Of(int[] parents, double[] shares) => new(parents, shares);

    /// <summary>Frequencies without dependence, one row of levels for each field.</summary>
    public static ChanceTree Of(ReadOnlySpan<double> levels)
    {
        var shares = new double[levels.Length * Levels];
        for (var at = 0; at < levels.Length; at++)
            shares[at / Levels * Table + at % Levels] = levels[at];
        return new ChanceTree(Independent(levels.Length / Levels), shares);
    }

    /// <summary>Counts the levels of random pairs.</summary>
    /// <param name="weights">How little each pair looks like a match, 0 to 1.</param>
    /// <param name="parents">The dependences, or null to find them.</param>
    public static ChanceTree Of(PairSample pairs, ReadOnlySpan<double> weights, int[]? parents)
    {
        parents ??= Dependences(pairs, weights);
        var counts = new double[pairs.Fields * Table];
        for (var pair = 0; pair < pairs.Kinds; pair++)
        {
            var levels = pairs[pair];
            for (var field = 0; field < levels.Length; field++)
            {
                if (levels[field] == 0)
                    continue;
                counts[field * Table + levels[field]] += weights[pair];
                var given = parents[field] < 0 ? 0 : levels[parents[field]];
                if (given > 0)
                    counts[field * Table + given * Levels + levels[field]] += weights[pair];
            }
        }

        for (var at = 0; at < counts.Length; at += Levels)
            Divide(
                counts.AsSpan(at, Levels),
                at % Table == 0 ? Expected : counts.AsSpan(at - at % Table, Levels),
                at % Table == 0 ? 1.5 : Strength
            );
        return new ChanceTree(parents, counts);
    }

    private static void Divide(Span<double> counts, ReadOnlySpan<double> expected, double strength)
    {
        var total = strength;
        for (var level = 1; level < Levels; level++)
            total += counts[level];
        for (var level = 1; level < Levels; level++)
            counts[level] = (counts[level] + strength * expected[level]) / total;
    }

    // The tree of the greatest mutual information (Prim), rooted where it starts.
    private static int[] Dependences(PairSample pairs, ReadOnlySpan<double> weights)
    {
        var fields = pairs.Fields;
        var information = Information(pairs, weights);
        var parents = new int[fields];
        var best = new double[fields];
        Array.Fill(parents, -1);
        var isIn = new bool[fields];
        for (var step = 0; step < fields; step++)
        {
            var next = -1;
            for (var field = 0; field < fields; field++)
            {
                if (!isIn[field] && (next < 0 || best[field] > best[next]))
                    next = field;
            }

            isIn[next] = true;
            for (var field = 0; field < fields; field++)
            {
                var shared = information[Math.Min(field, next) * fields + Math.Max(field, next)];
                if (!isIn[field] && shared > best[field] && shared > LeastInformation)
                    (best[field], parents[field]) = (shared, next);
            }
        }

        return parents;
    }

    private static double[] Information(PairSample pairs, ReadOnlySpan<double> weights)
    {
        var fields = pairs.Fields;
        var joint = new double[fields * fields * Table];
        for (var pair = 0; pair < pairs.Kinds; pair++)
        {
            var levels = pairs[pair];
            for (var a = 0; a < fields; a++)
            {
                if (levels[a] == 0)
                    continue;
                for (var b = a + 1; b < fields; b++)
                    joint[(a * fields + b) * Table + levels[a] * Levels + levels[b]] += weights[pair];
            }
        }

        var information = new double[fields * fields];
        for (var at = 0; at < information.Length; at++)
            information[at] = Mutual(joint.AsSpan(at * Table, Table), pairs.Pairs);
        return information;
    }

    // In bits per pair, over pairs in which both fields are filled.
    private static double Mutual(ReadOnlySpan<double> joint, double pairs)
    {
        Span<double> rows = stackalloc double[Levels];
        Span<double> columns = stackalloc double[Levels];
        double total = 0;
        for (var a = 1; a < Levels; a++)
        {
            for (var b = 1; b < Levels; b++)
            {
                rows[a] += joint[a * Levels + b];
                columns[b] += joint[a * Levels + b];
                total += joint[a * Levels + b];
            }
        }

        if (total < 100)
            return 0;
        double sum = 0;
        for (var a = 1; a < Levels; a++)
        {
            for (var b = 1; b < Levels; b++)
            {
                var both = joint[a * Levels + b];
                if (both > 0)
                    sum += both * Math.Log2(both * total / (rows[a] * columns[b]));
            }
        }

        return sum / pairs;
    }
}
