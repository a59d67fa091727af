namespace Rapport.Models.Linkage;

/// <summary>Probabilistic record linkage: how likely two records mean the same customer.</summary>
/// <remarks>
/// Fellegi and Sunter (1969): each field's level of agreement adds log2(m / u) bits to the prior. Three departures from independence: the
/// parts of an
/// address count
/// as one event (people move, and a postcode says the city), a shared home counts little when the names contradict, and two rules of the
/// house bound
/// the result:
/// names and cities alone never exceed <see cref="Threshold"/>, an equal e-mail address or phone number always does.
/// </remarks>
public sealed partial class MatchModel
{
    /// <summary>Above this probability a duplicate is put to the user.</summary>
    public const double Threshold = 0.80;

    private const double SharedContactFloor = 0.81;
    private const double SharedHomeBits = 9;
    private const double MovedHomeBits = -4;

    private readonly TermFrequencies? frequencies;

    /// <param name="parameters">Frequencies of agreement, the default ones when null.</param>
    /// <param name="frequencies">Word frequencies of the names compared, or null to weigh all names alike.</param>
    public MatchModel(MatchParameters? parameters = null, TermFrequencies? frequencies = null)
    {
        Parameters = parameters ?? MatchParameters.Default;
        this.frequencies = frequencies;
    }

    /// <summary>The model with default parameters and without name frequencies.</summary>
    public static MatchModel Default { get; } = new();

    /// <summary>The frequencies of agreement in use.</summary>
    public MatchParameters Parameters { get; }

    /// <summary>The probability that two records mean the same customer, with the fields that speak for and against. Symmetric but for the
    /// sides of
    /// the evidence.</summary>
    public Match Compare(LinkageRecord a, LinkageRecord b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var comparison = Comparison.Of(a.Traits, b.Traits, Parameters, frequencies);
        Span<double> weights = stackalloc double[MatchParameters.Fields];
        var probability = Weigh(comparison, weights);
        var evidence = new List<Evidence>(6);
        for (var field = LinkageField.Name; field <= LinkageField.Type; field++)
        {
            var finding = comparison[field];
            if (finding.Agreement != Agreement.Absent)
                evidence.Add(new Evidence(field, Finding.Text(finding.A), Finding.Text(finding.B), finding.Agreement, weights[(int)field]));
        }

        return new Match(probability, evidence);
    }

    /// <summary>The probability alone, without allocating: for sweeps over many candidates.</summary>
    public double Probability(LinkageRecord a, LinkageRecord b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        Span<double> weights = stackalloc double[MatchParameters.Fields];
        return Weigh(Comparison.Of(a.Traits, b.Traits, Parameters, frequencies), weights);
    }

    private double Weigh(in Comparison comparison, Span<double> weights)
    {
        for (var field = LinkageField.Name; field <= LinkageField.Type; field++)
            weights[(int)field] = Parameters.Bits(field, comparison[field].Agreement) + comparison[field].RarityBits;

        var name = comparison[LinkageField.Name].Agreement;
        if (name == Agreement.Absent)
            name = comparison[LinkageField.OrganizationName].Agreement;
        BoundAddress(weights, namesAgree: name >= Agreement.Contained);

        var bits = Parameters.PriorBits;
        foreach (var weight in weights)
            bits += weight;

        var probability = 1 / (1 + Math.Pow(2, -bits));
        if (comparison[LinkageField.Email].Agreement == Agreement.Equal || comparison[LinkageField.Phone].Agreement == Agreement.Equal)
            return SharedContactFloor + (1 - SharedContactFloor) * probability;

        return IsCorroborated(comparison) ? probability : Threshold * probability;
    }

    // The city adds nothing to an agreeing postcode, nor does a postcode to an agreeing city that weighs more; together with the street
    // they are one home.
    private static void BoundAddress(Span<double> weights, bool namesAgree)
    {
        ref var street = ref weights[(int)LinkageField.Street];
        ref var postcode = ref weights[(int)LinkageField.Postcode];
        ref var city = ref weights[(int)LinkageField.City];
        if (postcode > 0 && city > 0)
        {
            if (postcode >= city)
                city = 0;
            else
                postcode = 0;
        }

        var total = street + postcode + city;
        var most = namesAgree ? double.PositiveInfinity : SharedHomeBits;
        if (total >= MovedHomeBits && total <= most)
            return;

        var scale = (total < 0 ? MovedHomeBits : most) / total;
        street *= scale;
        postcode *= scale;
        city *= scale;
    }

    // The same city, region or company says little more than a name does.
    private static bool IsCorroborated(in Comparison comparison) =>
        comparison[LinkageField.Email].Agreement >= Agreement.Contained
        || comparison[LinkageField.Phone].Agreement >= Agreement.Near
        || comparison[LinkageField.BirthDate].Agreement >= Agreement.Near
        || comparison[LinkageField.Street].Agreement >= Agreement.Contained
        || comparison[LinkageField.Postcode].Agreement == Agreement.Equal
        || comparison[LinkageField.TaxId].Agreement >= Agreement.Near
        || comparison[LinkageField.ExternalId].Agreement == Agreement.Equal;
}
