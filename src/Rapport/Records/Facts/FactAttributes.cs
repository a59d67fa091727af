using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

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
public sealed class FactFormatAttribute(string type, string route, Area area) : TimelineKindAttribute(type)
{
    public string Route => route;
    public Area Area => area;
    public override string Table => route.Replace('/', '_').Replace('-', '_');
    public override Permission Read => Enum.Parse<Permission>("Read" + area);
    public Permission Write => Enum.Parse<Permission>("Write" + area);

    public override string? Pages(Type record) => record.IsDefined(typeof(FactPageAttribute), false) ? "/" + route : null;

    /// <summary>Facts that are not on the timeline although their kind is, as a condition on <c>f</c>, which may not be null.</summary>
    public string? Unshown { get; init; }

    /// <summary>True of what people write by hand, with routes of the module's own.</summary>
    public bool HasOwnRoutes { get; init; }

    /// <summary>True where changing one is a use case of the module, which brings the route of PATCH.</summary>
    public bool HasOwnEdit { get; init; }
}

/// <summary>A kind of fact that has a list and a page of its own.</summary>
/// <param name="group">The group of the navigation it is listed in.</param>
/// <param name="order">Where in the navigation.</param>
/// <param name="one">What one is called, such as "Order".</param>
/// <param name="many">What several are called.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FactPageAttribute(string group, int order, string one, string many, string icon) : Attribute
{
    public string Group => group;
    public int Order => order;
    public string One => one;
    public string Many => many;
    public string Icon => icon;

    /// <summary>The fields a fact is called by, separated by spaces; the first that is filled in counts.</summary>
    public string Titles { get; init; } = "number";

    /// <summary>Fields that a list shows between name and status, separated by spaces.</summary>
    public string Columns { get; init; } = "";

    /// <summary>The heading of its page, such as "Order {number}"; where a field in it is empty, and without it, the title.</summary>
    public string Heading { get; init; } = "";

    /// <summary>What its lines are called.</summary>
    public string Lines { get; init; } = "Lines";

    /// <summary>True where setting its status is a use case of its own, with a form that the module brings.</summary>
    public bool HasOwnStatusForm { get; init; }
}

/// <summary>What people call the field, where that is not its name with spaces.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LabelAttribute(string text) : Attribute
{
    public string Text => text;
}

/// <summary>The time at which a status was reached: noted when somebody sets one of these on the page.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotedAtAttribute(params string[] statuses) : Attribute
{
    public IReadOnlyList<string> Statuses => statuses;
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

/// <summary>
/// What people work with here, such as a ticket's status: once changed through its page or its resource, it stays when the fact is sent
/// again. The kind has a derived text <c>KeptFields</c> that stays and names the fields so changed.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SetByPeopleAttribute : Attribute;

/// <summary>The most characters of a text, or the bounds of a number.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LimitAttribute(double most) : Attribute
{
    public double Most => most;
    public double Least { get; init; }
}
