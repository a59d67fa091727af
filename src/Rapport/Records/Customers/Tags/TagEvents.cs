using System.Text.Json.Serialization;
using Rapport.Platform.Events;

namespace Rapport.Records.Customers.Tags;

/// <summary>Something about a tag itself.</summary>
public abstract record TagEvent(Guid TagId) : DomainEvent
{
    public override string SubjectType => "tag";
    public override Guid SubjectId => TagId;
    public override IEnumerable<string> Touches => ["tags", "customers"];
}

[EventName("tag.created")]
public sealed record TagCreated(Guid TagId, string Tag) : TagEvent(TagId);

[EventName("tag.renamed")]
public sealed record TagRenamed(Guid TagId, string From, string To) : TagEvent(TagId);

[EventName("tag.merged")]
public sealed record TagMerged(Guid TagId, string Tag, Guid IntoId, string Into) : TagEvent(TagId);

[EventName("tag.deleted")]
public sealed record TagDeleted(Guid TagId, string Tag) : TagEvent(TagId);

/// <summary>Part of the customers that a renaming, merging or deleting reached, so that what they are found by follows.</summary>
[EventName("tag.customers_changed")]
public sealed record TagCustomersChanged(Guid TagId, Guid[] CustomerIds) : TagEvent(TagId), IChangeCustomers
{
    [JsonIgnore]
    public IEnumerable<Guid> Customers => CustomerIds;
}
