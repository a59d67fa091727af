namespace Rapport.Models.Linkage;

/// <summary>How often each level of agreement is seen: m among pairs of records of one customer, u among pairs of records of two.</summary>
/// <remarks>Fellegi and Sunter (1969), "A Theory for Record Linkage", JASA 64. The weight of a level is log2(m / u) bits.
/// Immutable.</remarks>
public sealed class MatchParameters
{
    internal const int Fields = (int)LinkageField.Type + 1;
    internal const int Levels = (int)Agreement.Equal + 1;

    private readonly double[] m = new double[Fields * Levels];
    private readonly double[] u = new double[Fields * Levels];
    private readonly double[] bits = new double[Fields * Levels];

    /// <summary>Parameters from frequencies of levels; a level not given weighs nothing.</summary>
    /// <param name="prior">The share of matches among the pairs compared, above 0 and below 1.</param>
    /// <param name="levels">For each field and level m and u, each above 0 and at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A probability lies outside its range.</exception>
    public MatchParameters(double prior, IEnumerable<LevelFrequency> levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        ThrowUnlessProbability(prior);
        ArgumentOutOfRangeException.ThrowIfEqual(prior, 1);
        Prior = prior;
        PriorBits = Math.Log2(prior / (1 - prior));
        foreach (var level in levels)
        {
            ThrowUnlessProbability(level.M);
            ThrowUnlessProbability(level.U);
            var at = At(level.Field, level.Agreement);
            (m[at], u[at], bits[at]) = (level.M, level.U, Math.Log2(level.M / level.U));
        }
    }

    /// <summary>The share of matches among the pairs compared.</summary>
    public double Prior { get; }

    /// <summary>The parameters that ship, for records of unknown origin.</summary>
    public static MatchParameters Default { get; } = DefaultParameters.Create();

    internal double PriorBits { get; }

    /// <summary>Every level given, in the order of fields and levels.</summary>
    public IEnumerable<LevelFrequency> All()
    {
        for (var at = 0; at < m.Length; at++)
        {
            if (m[at] > 0)
                yield return new LevelFrequency((LinkageField)(at / Levels), (Agreement)(at % Levels), m[at], u[at]);
        }
    }

    /// <summary>The weight of a level in bits, positive when it speaks for a match; 0 for an absent value.</summary>
    public double Bits(LinkageField field, Agreement agreement) => bits[At(field, agreement)];

    internal static int At(LinkageField field, Agreement agreement) => (int)field * Levels + (int)agreement;

    private static void ThrowUnlessProbability(double value)
    {
        if (!(value is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(value), value, "A probability above 0 and at most 1 is needed.");
    }
}

/// <summary>
/// The frequency of one level of agreement of one field among matches (<paramref name="M"/>) and among non-matches (<paramref name="U"/>).
/// </summary>
public readonly record struct LevelFrequency(LinkageField Field, Agreement Agreement, double M, double U);
