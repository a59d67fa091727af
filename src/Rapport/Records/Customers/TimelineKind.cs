using System.Collections.Frozen;
using System.Reflection;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>
/// Marks a class of records that a customer's timeline shows. It stands before the records themselves, so that timelines know what each
/// kind needs without naming one.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class TimelineKindAttribute(string type) : Attribute
{
    /// <summary>The type of its entries, such as "order".</summary>
    public string Type => type;

    /// <summary>True of what a role without payment data must not see.</summary>
    public bool IsPaymentData { get; init; }

    /// <summary>Types of events that are shown to those alone who may see such records.</summary>
    public string[] Events { get; init; } = [];

    public abstract string Table { get; }
    public abstract Permission Read { get; }

    /// <summary>Where the pages of its records begin, such as "/orders"; null where they have none.</summary>
    public abstract string? Pages(Type record);
}

/// <summary>What a timeline needs to know of a kind of record.</summary>
/// <param name="Table">Has the same IDs as the entries, and an index by customer and time.</param>
public sealed record TimelineKind(
    string Type,
    string Table,
    Permission Read,
    bool IsPaymentData,
    string? Pages,
    IReadOnlyList<string> Types
)
{
    private static readonly FrozenDictionary<string, TimelineKind> ByType = Find().ToFrozenDictionary(k => k.Type, StringComparer.Ordinal);

    public static IReadOnlyList<TimelineKind> All { get; } = [.. ByType.Values.OrderBy(k => k.Type, StringComparer.Ordinal)];

    public static TimelineKind? Named(string type) => ByType.GetValueOrDefault(type);

    public bool IsSeenBy(Access access) => access.Has(Read) && (!IsPaymentData || access.Sees(Mask.PaymentData));

    private static IEnumerable<TimelineKind> Find() =>
        from type in typeof(TimelineKind).Assembly.GetTypes()
        where !type.IsAbstract && typeof(ICustomerPart).IsAssignableFrom(type)
        let kind = type.GetCustomAttribute<TimelineKindAttribute>()
        where kind is not null
        select new TimelineKind(kind.Type, kind.Table, kind.Read, kind.IsPaymentData, kind.Pages(type), [kind.Type, .. kind.Events]);
}
