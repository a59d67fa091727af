namespace Rapport.Models.Linkage.Tables;

/// <summary>How often every level of every field is seen among matches (m) and among others (u), and the bits that follow.</summary>
/// <remarks>Fellegi and Sunter (1969), "A Theory for Record Linkage", JASA 64.</remarks>
internal sealed class LevelWeights
{
    public const int Levels = PairComparison.Levels;
    private readonly double[] m;
    private readonly double[] u;
    private readonly double[] bits;

    public LevelWeights(double prior, double[] m, double[] u)
    {
        (Prior, this.m, this.u) = (prior, m, u);
        PriorBits = Math.Log2(prior / (1 - prior));
        bits = new double[m.Length];
        for (var field = 0; field < m.Length; field += Levels)
            Rise(field);
    }

    /// <summary>The share of matches among all possible pairs.</summary>
    public double Prior { get; }

    public double PriorBits { get; }

    public double M(int field, int level) => m[field * Levels + level];

    public double U(int field, int level) => u[field * Levels + level];

    /// <summary>log2(m / u), never less for a higher level than for a lower one; 0 for an absent value.</summary>
    public double Bits(int field, int level) => bits[field * Levels + level];

    public double Sum(ReadOnlySpan<byte> levels)
    {
        var sum = PriorBits;
        for (var field = 0; field < levels.Length; field++)
            sum += bits[field * Levels + levels[field]];
        return sum;
    }

    // Neighbouring levels that stand in the wrong order share their weight (pool adjacent violators).
    private void Rise(int field)
    {
        Span<(double M, double U, int Count)> pools = stackalloc (double, double, int)[Levels];
        var count = 0;
        for (var level = 1; level < Levels; level++)
        {
            pools[count++] = (m[field + level], u[field + level], 1);
            while (count > 1 && pools[count - 2].M / pools[count - 2].U > pools[count - 1].M / pools[count - 1].U)
            {
                var (top, below) = (pools[count - 1], pools[count - 2]);
                pools[--count - 1] = (top.M + below.M, top.U + below.U, top.Count + below.Count);
            }
        }

        var at = field + 1;
        foreach (var pool in pools[..count])
        {
            for (var i = 0; i < pool.Count; i++)
                bits[at++] = Math.Log2(pool.M / pool.U);
        }
    }
}
