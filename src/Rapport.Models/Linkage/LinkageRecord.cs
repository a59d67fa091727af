namespace Rapport.Models.Linkage;

/// <summary>What a record stands for.</summary>
public enum PartyType
{
    /// <summary>A natural person.</summary>
    Individual,

    /// <summary>A company, association or public body.</summary>
    Organization,
}

/// <summary>A postal address as far as comparison needs it; every part may be missing.</summary>
/// <param name="Street">Street with house number, one line.</param>
/// <param name="Country">ISO 3166-1 alpha-2 code or name; only compared for contradiction.</param>
public sealed record PostalAddress(string? Street, string? City, string? Postcode, string? Country = null);

/// <summary>An identifier of a record in another system.</summary>
/// <param name="System">The name of the system, such as <c>salesforce</c>.</param>
/// <param name="Id">The identifier there, compared exactly.</param>
public sealed record ExternalId(string System, string Id);

/// <summary>The fields of a customer or contact that tell whether two records mean the same one. Immutable; values may be raw, comparison
/// normalises
/// them once and keeps the result.</summary>
public sealed class LinkageRecord
{
    private Traits? traits;

    /// <summary>The full name, given and family name in any order, or the organization's name; may be empty.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is a person or an organization.</summary>
    public PartyType Type { get; init; }

    /// <summary>E-mail addresses; the first <see cref="ValueLimit"/> count.</summary>
    public IReadOnlyList<string> Emails { get; init; } = [];

    /// <summary>Phone numbers, E.164 (+49…) or digits in any grouping; the first <see cref="ValueLimit"/> count.</summary>
    public IReadOnlyList<string> Phones { get; init; } = [];

    /// <summary>The birthday; 1 January of 1900 and 1970 count as unknown, since forms leave them behind.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>Postal addresses; the first <see cref="ValueLimit"/> count.</summary>
    public IReadOnlyList<PostalAddress> Addresses { get; init; } = [];

    /// <summary>Tax, VAT or registration number in any grouping.</summary>
    public string? TaxId { get; init; }

    /// <summary>Identifiers in other systems; the first <see cref="ValueLimit"/> count.</summary>
    public IReadOnlyList<ExternalId> ExternalIds { get; init; } = [];

    /// <summary>The most values of one field that are compared.</summary>
    public const int ValueLimit = 6;

    // Two threads may both compute it; the results are equal.
    internal Traits Traits => traits ??= new Traits(this);
}
