using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Panels;

/// <summary>A part as it is registered.</summary>
/// <param name="Name">The name of its field in the answer.</param>
/// <param name="Part">The class that reads it.</param>
/// <param name="Answer">What it comes to.</param>
/// <param name="Permission">Without it, for this customer, the part is null and named as withheld.</param>
/// <param name="Mask">The same for whoever this kind of data is hidden from.</param>
/// <param name="IsInAnswer">False of a part that only panels read.</param>
public sealed record CustomerPartKind(string Name, Type Part, Type Answer, Permission? Permission, Mask? Mask, bool IsInAnswer)
{
    /// <summary>It is never null: nobody lacks a permission for it, and it always has an answer.</summary>
    internal bool IsAlwaysThere { get; } =
        Permission is null
        && Mask is null
        && new NullabilityInfoContext().Create(Part.GetMethod(nameof(CustomerPart<object>.Answer))!.ReturnParameter).ReadState
            == NullabilityState.NotNull;

    /// <summary>The caller could see the part of some customer.</summary>
    internal bool IsGranted(Access access) =>
        (Permission is not { } needed || access.Has(needed)) && (Mask is not { } mask || access.Sees(mask));
}

/// <summary>All registered parts, by name and by what they come to.</summary>
public sealed class RegisteredParts(IEnumerable<CustomerPartKind> kinds)
{
    private readonly IReadOnlyList<CustomerPartKind> all = [.. kinds];
    private readonly Dictionary<string, CustomerPartKind> byName = kinds.ToDictionary(kind => kind.Name);
    private readonly Dictionary<Type, CustomerPartKind> byAnswer = kinds.ToDictionary(kind => kind.Answer);

    /// <summary>Those of the answer, in the order in which modules registered them.</summary>
    public IEnumerable<CustomerPartKind> InAnswer => all.Where(kind => kind.IsInAnswer);

    public CustomerPartKind? Find(string name) => byName.GetValueOrDefault(name);

    internal CustomerPartKind Named(string name) =>
        Find(name) ?? throw new InvalidOperationException($"No module has registered the part {name} of a customer.");

    internal CustomerPartKind Of(Type answer) =>
        byAnswer.TryGetValue(answer, out var kind)
            ? kind
            : throw new InvalidOperationException($"No registered part of a customer comes to {answer}.");

    private sealed record MayBeNull(object? Part);

    /// <summary>Gives the answer a field for each part, so that its JSON and its schema follow from what is registered.</summary>
    internal void Describe(JsonTypeInfo answer)
    {
        if (answer.Type != typeof(Customer360View))
            return;
        var place = 0;
        foreach (var kind in InAnswer)
        {
            var field = answer.CreateJsonPropertyInfo(kind.Answer, kind.Name);
            field.Get = view => ((Customer360View)view)[kind.Name];
            field.Set = static (_, _) => { };
            field.IsRequired = kind.IsAlwaysThere;
            // The schema learns from the property behind a field whether it may be null.
            field.AttributeProvider = kind.IsAlwaysThere ? null : typeof(MayBeNull).GetProperty(nameof(MayBeNull.Part));
            answer.Properties.Insert(place++, field);
        }
    }
}
