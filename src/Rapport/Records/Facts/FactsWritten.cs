using System.Text.Json.Serialization;
using Rapport.Platform.Events;
using Rapport.Records.Customers;

namespace Rapport.Records.Facts;

/// <summary>
/// Facts of one kind were taken in, changed or removed together: one line of the log however many they are. It holds IDs and counts, no
/// personal data.
/// Whoever writes a fact raises it; timeline and summary follow in the same transaction.
/// </summary>
[EventName("facts.written")]
public sealed record FactsWritten(string Type, Guid FirstId, int Created, int Updated, int Removed, IReadOnlyList<Guid> CustomerIds)
    : DomainEvent
{
    private const int FewCustomers = 5_000;

    /// <summary>One fact that was made or changed here.</summary>
    public static FactsWritten One(CustomerFact fact, bool isNew) =>
        new(FactKind.Of(fact).Type, fact.Id, isNew ? 1 : 0, isNew ? 0 : 1, 0, [fact.CustomerId]) { Written = [fact] };

    public static FactsWritten Gone(CustomerFact fact) =>
        new(FactKind.Of(fact).Type, fact.Id, 0, 0, 1, [fact.CustomerId])
        {
            RemovedIds = [fact.Id],
            Taken = [fact],
            KeepsAudience = true,
        };

    public override string SubjectType => Type;
    public override Guid SubjectId => FirstId;

    /// <summary>Sections name a kind of fact of a customer, such as "order:…"; lists name the kind.</summary>
    public override IEnumerable<string> Touches
    {
        get
        {
            var narrowed = Narrowed();
            IEnumerable<string> Names(Guid id, Guid? only) => [LiveName.For($"{Type}:{id}", only), LiveName.For($"facts:{id}", only)];
            return CustomerIds
                .Take(FewCustomers)
                .SelectMany(id => narrowed.TryGetValue(id, out var few) ? few.SelectMany(only => Names(id, only)) : Names(id, null))
                .Append(FactKind.Named(Type)!.Table);
        }
    }

    /// <summary>
    /// The customers at whom this concerns certain users and branches alone, with those. What was taken from or opened to others is for
    /// everybody to see gone or come.
    /// </summary>
    private Dictionary<Guid, List<Guid>> Narrowed()
    {
        if (Removed + Updated > 0 && !KeepsAudience)
            return [];
        var facts = Written.Concat(Taken).OfType<CustomerFact>().ToList();
        if (facts.All(f => f.OnlyFor is null))
            return [];
        return facts
            .GroupBy(f => f.CustomerId)
            .Where(g => g.All(f => f.OnlyFor is not null))
            .ToDictionary(g => g.Key, g => g.SelectMany(f => f.OnlyFor!).Distinct().ToList());
    }

    /// <summary>True where nothing was there before.</summary>
    [JsonIgnore]
    public bool OnlyAdds => Updated + Removed == 0 && Written.Count == Created;

    [JsonIgnore]
    public IReadOnlyList<Fact> Written { get; init; } = [];

    [JsonIgnore]
    public IReadOnlyList<Guid> RemovedIds { get; init; } = [];

    /// <summary>Of those that were removed, the ones that are known.</summary>
    [JsonIgnore]
    public IReadOnlyList<CustomerFact> Taken { get; init; } = [];

    /// <summary>True where what was changed is for the same people as before.</summary>
    [JsonIgnore]
    public bool KeepsAudience { get; init; }

    /// <summary>Facts that belong to another customer than before, with whom they belonged to.</summary>
    [JsonIgnore]
    public IReadOnlyList<(CustomerFact Fact, Guid From)> Moved { get; init; } = [];
}
