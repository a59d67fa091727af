namespace Rapport.Models.Linkage;

/// <summary>How often every level of every field is seen among matches (m) and among others (u), and the bits that follow.</summary>
/// <remarks>
/// Fellegi and Sunter (1969), "A Theory for Record Linkage", JASA 64, with u conditional on one other field each (Chow and Liu 1968,
/// "Approximating discrete
/// probability distributions with dependence trees"): two records with the same postcode mostly share the town as well.
/// </remarks>
internal sealed class LevelWeights
{
    public const int Levels = (int)Agreement.Equal + 1;
    private const int Table = Levels * Levels;
    private readonly double[] m;
    private readonly ChanceTree? conditionalM;
    private readonly ChanceTree u;
    private readonly double[] bits;

    /// <param name="prior">The share of matches among the pairs to be compared.</param>
    /// <param name="m">For each field a row of <see cref="Levels"/> shares among matches.</param>
    /// <param name="counts">Fields that weigh something; all when null.</param>
    /// <param name="conditionalM">m given the field that <paramref name="u"/> depends on as well, where it is known: who moves changes
    /// street, postcode and town at once.</param>
    public LevelWeights(double prior, double[] m, ChanceTree u, bool[]? counts = null, ChanceTree? conditionalM = null)
    {
        (Prior, this.m, this.u, this.conditionalM) = (prior, m, u, conditionalM);
        PriorBits = Math.Log2(prior / (1 - prior));
        bits = new double[u.Parents.Length * Table];
        for (var field = 0; field < u.Parents.Length; field++)
        {
            for (var given = 0; given < Levels && counts?[field] != false; given++)
                Rise(field, given);
        }
    }

    /// <summary>The share of matches among all possible pairs.</summary>
    public double Prior { get; }

    public double PriorBits { get; }

    public int[] Parents => u.Parents;

    /// <summary>What else than chance pairs of two may come from.</summary>
    public IReadOnlyList<Rival> Rivals { get; private init; } = [];

    private LevelWeights[] against = [];

    public LevelWeights With(double prior, double[] matches, Rival[] rivals) =>
        new(prior, matches, u, null, conditionalM)
        {
            Rivals = rivals,
            against = [.. rivals.Select(rival => new LevelWeights(prior / (prior + rival.Share), matches, ChanceTree.Of(rival.Levels)))],
        };

    public double[] AllM() => [.. m];

    /// <summary>How likely a pair of two shows these levels, by chance or as a rival.</summary>
    public double Others(ReadOnlySpan<byte> levels, double rarity)
    {
        double bits = 0;
        for (var field = 0; field < levels.Length; field++)
        {
            if (levels[field] > 0)
                bits += Math.Log2(u.Share(field, Given(field, levels), levels[field]));
        }

        var likelihood = (1 - Prior) * Math.Pow(2, bits - rarity);
        foreach (var rival in Rivals)
            likelihood += rival.Share * rival.Likelihood(levels);
        return likelihood;
    }

    /// <summary>The bits for a match against every other explanation together.</summary>
    public double Against(ReadOnlySpan<byte> levels, double rarity)
    {
        var bits = Sum(levels) + rarity;
        foreach (var rival in against)
        {
            var other = rival.Sum(levels);
            var least = Math.Min(bits, other);
            bits = least - Math.Log2(1 + Math.Pow(2, least - Math.Max(bits, other)));
        }

        return bits;
    }

    /// <summary>log2(m / u), never less for a higher level than for a lower one; 0 for an absent value.</summary>
    public double Bits(int field, ReadOnlySpan<byte> levels) => bits[field * Table + Given(field, levels) * Levels + levels[field]];

    /// <summary>The bits of a level when nothing is known of the other fields.</summary>
    public double Bits(int field, int level) => bits[field * Table + level];

    /// <summary>The part of a field's weight that the field it depends on has not said already, 0 to 1.</summary>
    public double Share(int field, ReadOnlySpan<byte> levels)
    {
        var alone = bits[field * Table + levels[field]];
        return alone <= 0 ? 0 : Math.Clamp(Bits(field, levels) / alone, 0, 1);
    }

    public double Sum(ReadOnlySpan<byte> levels)
    {
        var sum = PriorBits;
        for (var field = 0; field < levels.Length; field++)
            sum += Bits(field, levels);
        return sum;
    }

    private double M(int field, int given, int level) =>
        given > 0 && conditionalM is not null ? conditionalM.Share(field, given, level) : m[field * Levels + level];

    private int Given(int field, ReadOnlySpan<byte> levels) => u.Parents[field] is >= 0 and var parent ? levels[parent] : 0;

    // Neighbouring levels that stand in the wrong order share their weight (pool adjacent violators).
    private void Rise(int field, int given)
    {
        Span<(double M, double U, int Count)> pools = stackalloc (double, double, int)[Levels];
        var count = 0;
        for (var level = 1; level < Levels; level++)
        {
            pools[count++] = (M(field, given, level), u.Share(field, given, level), 1);
            while (count > 1 && pools[count - 2].M / pools[count - 2].U > pools[count - 1].M / pools[count - 1].U)
            {
                var (top, below) = (pools[count - 1], pools[count - 2]);
                pools[--count - 1] = (top.M + below.M, top.U + below.U, top.Count + below.Count);
            }
        }

        var at = field * Table + given * Levels + 1;
        foreach (var pool in pools[..count])
        {
            for (var i = 0; i < pool.Count; i++)
                bits[at++] = Math.Log2(pool.M / pool.U);
        }
    }
}
