namespace Rapport.Models.Linkage;

/// <summary>The fields that are compared.</summary>
public enum LinkageField
{
    /// <summary>The name of a person.</summary>
    Name,

    /// <summary>The given names of two persons whose names agree in part or not at all: a family has the surname in common.</summary>
    GivenName,

    /// <summary>The name of an organization (either side is one).</summary>
    OrganizationName,

    /// <summary>E-mail addresses, the best pair.</summary>
    Email,

    /// <summary>Phone numbers, the best pair.</summary>
    Phone,

    /// <summary>The birthday.</summary>
    BirthDate,

    /// <summary>Street and house number of the best pair of addresses.</summary>
    Street,

    /// <summary>Postcode of the same pair of addresses.</summary>
    Postcode,

    /// <summary>City of the same pair of addresses.</summary>
    City,

    /// <summary>Tax, VAT or registration number.</summary>
    TaxId,

    /// <summary>Identifiers in a system both records are known to.</summary>
    ExternalId,

    /// <summary>Person against organization.</summary>
    Type,
}

/// <summary>The comparison level: how far two values of a field agree, from nothing known to equal. Not every field uses every
/// level.</summary>
public enum Agreement
{
    /// <summary>One side has no value: no evidence.</summary>
    Absent,

    /// <summary>Nothing in common.</summary>
    Different,

    /// <summary>A part agrees and the rest contradicts: one word of the name, two of year, month and day, the e-mail's company domain, the
    /// postal
    /// region.</summary>
    Partial,

    /// <summary>All that the shorter value says is in the longer: initials, a missing word, a street without its number, the same mailbox
    /// name at
    /// another domain.</summary>
    Contained,

    /// <summary>Equal but for spelling: a typing error, a nickname, a swapped day and month.</summary>
    Near,

    /// <summary>Equal once normalised.</summary>
    Equal,
}

/// <summary>Which way a piece of evidence points.</summary>
public enum Stance
{
    /// <summary>It makes the same customer less likely.</summary>
    Against,

    /// <summary>It weighs less than a tenth of a bit either way.</summary>
    Neutral,

    /// <summary>It makes the same customer more likely.</summary>
    For,
}

/// <summary>What one field says about a pair of records.</summary>
/// <param name="A">The first record's value that was compared.</param>
/// <param name="B">The second record's value that was compared.</param>
/// <param name="Bits">The match weight: log2 of how much more often this agreement is seen among records of one customer than among
/// records of
/// two.</param>
public sealed record Evidence(LinkageField Field, string A, string B, Agreement Agreement, double Bits)
{
    /// <summary>Whether the field speaks for or against the same customer.</summary>
    public Stance Stance =>
        Bits > 0.1 ? Stance.For
        : Bits < -0.1 ? Stance.Against
        : Stance.Neutral;
}

/// <summary>How likely two records mean the same customer, and why.</summary>
/// <param name="Probability">0 to 1.</param>
/// <param name="Evidence">One entry for each field both records fill, in the order of <see cref="LinkageField"/>; what given names say is
/// part of the
/// name.</param>
public sealed record Match(double Probability, IReadOnlyList<Evidence> Evidence);
