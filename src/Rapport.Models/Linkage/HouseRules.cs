namespace Rapport.Models.Linkage;

/// <summary>What holds for customers whatever was learned; it bounds the probability and changes no weight.</summary>
/// <remarks>
/// In this order: a contradicting given name, birthday or tax number is never likely; an equal e-mail address or phone number with an
/// agreeing name always is; names, cities and company domains alone never are.
/// </remarks>
internal static class HouseRules
{
    /// <summary>The most that a contradicted pair reaches: the least line an organization can set, so that no line calls it
    /// likely.</summary>
    public const double ContradictedMost = 0.5;

    private const double SharedContactLeast = 0.81;

    public static double Bound(in Comparison comparison, double probability)
    {
        if (IsContradicted(comparison))
            return Math.Min(probability, ContradictedMost);
        if (HasEqualContact(comparison) && Name(comparison) >= Agreement.Contained)
            return SharedContactLeast + (1 - SharedContactLeast) * probability;

        return IsCorroborated(comparison) ? probability : Math.Min(probability, CustomerLinkage.Threshold);
    }

    public static bool IsContradicted(in Comparison comparison) =>
        comparison[LinkageField.GivenName].Agreement == Agreement.Different
        || comparison[LinkageField.BirthDate].Agreement == Agreement.Different
        || comparison[LinkageField.TaxId].Agreement == Agreement.Different;

    private static bool HasEqualContact(in Comparison comparison) =>
        comparison[LinkageField.Email].Agreement == Agreement.Equal || comparison[LinkageField.Phone].Agreement == Agreement.Equal;

    private static Agreement Name(in Comparison comparison) =>
        comparison[LinkageField.Name].Agreement is var name and not Agreement.Absent
            ? name
            : comparison[LinkageField.OrganizationName].Agreement;

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
