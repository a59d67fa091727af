using System.Text.Json.Serialization;

namespace Rapport.Records.Customers.Panels;

/// <summary>
/// All that is known of one customer: a field for each registered part. A part without data is null; one that the caller may not see is
/// null too and named in <see cref="Withheld"/>.
/// </summary>
public sealed class Customer360View
{
    private readonly RegisteredParts parts;
    private readonly IReadOnlyDictionary<string, object?> answers;

    internal Customer360View(
        RegisteredParts parts,
        CustomerView record,
        IReadOnlyDictionary<string, object?> answers,
        IReadOnlyList<string> withheld
    ) => (this.parts, Record, this.answers, Withheld) = (parts, record, answers, withheld);

    /// <summary>The record that the parts were read with.</summary>
    [JsonIgnore]
    public CustomerView Record { get; }

    /// <summary>Names of the parts that the caller's role may not see.</summary>
    public IReadOnlyList<string> Withheld { get; init; }

    internal object? this[string name] => answers.GetValueOrDefault(name);

    /// <summary>The part that comes to this type; null where there is nothing, where it is withheld, and where it was not read.</summary>
    public T? Of<T>()
        where T : class => (T?)this[parts.Of(typeof(T)).Name];
}
