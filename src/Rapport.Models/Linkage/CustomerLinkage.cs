namespace Rapport.Models.Linkage;

/// <summary>Record linkage over the fields of a customer: how likely two records mean the same, with what speaks for and against.</summary>
/// <remarks>
/// The engine of <see cref="Tables.TableLinkage"/> over fixed fields: comparison levels, match weights log2(m / u) with u conditional on
/// one other field, households and branches as rivals (Fellegi and Sunter 1969; Larsen and Rubin 2001), the term frequency adjustment
/// (Winkler 1989). m, u and the rivals ship as data; the <see cref="HouseRules"/> stand above. Immutable, without allocation but for the
/// evidence.
/// </remarks>
/// <param name="frequencies">Word frequencies of the names compared, or null to weigh all names alike.</param>
public sealed class CustomerLinkage(TermFrequencies? frequencies = null)
{
    /// <summary>Above this probability a duplicate is put to the user.</summary>
    public const double Threshold = 0.80;

    internal const int Fields = (int)LinkageField.Type + 1;

    private static readonly LevelWeights Weights = ShippedWeights.Read();

    /// <summary>Without name frequencies.</summary>
    public static CustomerLinkage Default { get; } = new();

    /// <summary>The probability that two records mean the same customer, and what each field says. Symmetric but for the sides of the
    /// evidence.</summary>
    public Match Compare(LinkageRecord a, LinkageRecord b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var comparison = Comparison.Of(a.Traits, b.Traits, Weights, frequencies);
        Span<byte> levels = stackalloc byte[Fields];
        var probability = HouseRules.Bound(comparison, Learned(comparison, levels));
        var evidence = new List<Evidence>(6);
        for (var field = LinkageField.Name; field <= LinkageField.Type; field++)
        {
            var finding = comparison[field];
            if (finding.Agreement == Agreement.Absent || field == LinkageField.GivenName)
                continue;
            var bits = Weights.Bits((int)field, levels) + finding.RarityBits;
            // The given name is a part of the name and is shown with it.
            if (field == LinkageField.Name)
                bits += Weights.Bits((int)LinkageField.GivenName, levels);
            evidence.Add(new Evidence(field, Finding.Text(finding.A), Finding.Text(finding.B), finding.Agreement, bits));
        }

        return new Match(probability, evidence);
    }

    /// <summary>The probability alone, without allocating: for sweeps over many candidates.</summary>
    public double Probability(LinkageRecord a, LinkageRecord b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var comparison = Comparison.Of(a.Traits, b.Traits, Weights, frequencies);
        Span<byte> levels = stackalloc byte[Fields];
        return HouseRules.Bound(comparison, Learned(comparison, levels));
    }

    /// <summary>What the weights say before the rules of the house.</summary>
    internal double Learned(LinkageRecord a, LinkageRecord b)
    {
        Span<byte> levels = stackalloc byte[Fields];
        return Learned(Comparison.Of(a.Traits, b.Traits, Weights, frequencies), levels);
    }

    private static double Learned(in Comparison comparison, Span<byte> levels)
    {
        double rarity = 0;
        for (var field = 0; field < Fields; field++)
        {
            var finding = comparison[(LinkageField)field];
            levels[field] = (byte)finding.Agreement;
            rarity += finding.RarityBits;
        }

        return 1 / (1 + Math.Pow(2, -Weights.Against(levels, rarity)));
    }
}
