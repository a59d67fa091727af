namespace Rapport.Records.Facts;

/// <summary>The parts of the business that facts tell of; each has a permission to read and one to write.</summary>
public enum Area
{
    Sales,
    Billing,
    Support,
    Loyalty,
    Marketing,
    Service,
    Behaviour,
    Interactions,
}

/// <summary>What a fact is called in the formats, and whom it concerns.</summary>
/// <param name="type">The word of <c>"type"</c>, such as "order".</param>
/// <param name="route">Where the API keeps it, such as "orders".</param>
/// <param name="area">The part of the business, by which permissions are given.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FactFormatAttribute(string type, string route, Area area) : Attribute
{
    public string Type => type;
    public string Route => route;
    public Area Area => area;

    /// <summary>True of what a role without payment data must not see.</summary>
    public bool IsPaymentData { get; init; }
}

/// <summary>An amount in minor units of the fact's currency; written and read as a decimal under the name without "Minor".</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MoneyAttribute : Attribute
{
    public bool MayBeNegative { get; init; }
}

/// <summary>
/// Names another fact, <c>{"external_id": …}</c> or <c>{"id": …}</c>; its external ID is kept, so that the two may come in any order.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RefersToAttribute(string type) : Attribute
{
    public string Type => type;
}

/// <summary>Somebody or some place of ours: text, or an object with a name, an e-mail or an external ID.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NamedAttribute : Attribute;

/// <summary>A list of those who took part, see <see cref="Attendees"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PeopleAttribute : Attribute;

/// <summary>Must be given, in a file and in a bulk.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredFieldAttribute : Attribute
{
    /// <summary>The moment or the day of writing.</summary>
    public const string Now = "now";

    /// <summary>What the fact itself makes of the rest.</summary>
    public const string Follows = "follows";

    /// <summary>What the organization counts in.</summary>
    public const string Ours = "ours";

    /// <summary>
    /// What a single fact that leaves the field out gets when it is posted by hand: one of the above, or a word of the field. Without it
    /// the field must be given there as well.
    /// </summary>
    public string? ByHand { get; init; }
}

/// <summary>Follows from other fields, is shown, and is never taken from outside.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DerivedAttribute : Attribute
{
    /// <summary>True of what people here add to a fact: it stays when the fact is sent again.</summary>
    public bool Stays { get; init; }
}

/// <summary>The most characters of a text, or the bounds of a number.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LimitAttribute(double most) : Attribute
{
    public double Most => most;
    public double Least { get; init; }
}
