using System.Text.Json.Serialization;
using Rapport.Platform.Events;

namespace Rapport.Records.Customers;

/// <summary>An event after which these customers' search text, match keys, summary and counts may differ.</summary>
public interface IChangeCustomers
{
    IEnumerable<Guid> Customers { get; }
}

/// <summary>
/// An event that stands on customers' timelines. What the sentence is made of goes into the entry, the sentence is said when read.
/// </summary>
public interface IOnTimeline
{
    IEnumerable<Guid> OnTimelineOf { get; }
    string TimelineType { get; }
    object? TimelineDetails { get; }

    /// <summary>The day it happened on, where that is another than the one on which it is told.</summary>
    DateOnly? TimelineDay => null;
}

/// <summary>Something about one customer.</summary>
public abstract record CustomerEvent(Guid CustomerId) : DomainEvent
{
    public override string SubjectType => "customer";
    public override Guid SubjectId => CustomerId;
    public override Guid? PersonId => CustomerId;
    public override IEnumerable<string> Touches => [$"customer:{CustomerId}", "customers"];
}

[EventName("customer.created")]
public sealed record CustomerCreated(Guid CustomerId, Dictionary<string, object?> Values)
    : CustomerEvent(CustomerId),
        IChangeCustomers,
        IOnTimeline
{
    [JsonIgnore]
    public IEnumerable<Guid> Customers => [CustomerId];

    [JsonIgnore]
    public IEnumerable<Guid> OnTimelineOf => [CustomerId];

    [JsonIgnore]
    public string TimelineType => "customer.created";

    [JsonIgnore]
    public object? TimelineDetails => Values.TryGetValue("source", out var source) ? new { source } : null;
}

[EventName("customer.updated")]
public sealed record CustomerUpdated(Guid CustomerId, Dictionary<string, FieldChange> Changes)
    : CustomerEvent(CustomerId),
        IChangeCustomers,
        IOnTimeline
{
    private static readonly string[] Identifying =
    [
        "display_name",
        "email",
        "phone",
        "birth_date",
        "branch_id",
        "type",
        "external_id",
        "legal_name",
        "dba_name",
        "tax_id",
    ];

    [JsonIgnore]
    public IEnumerable<Guid> Customers => Changes.Keys.Any(Identifying.Contains) ? [CustomerId] : [];

    [JsonIgnore]
    public IEnumerable<Guid> OnTimelineOf => [CustomerId];

    [JsonIgnore]
    public string TimelineType => "customer.updated";

    [JsonIgnore]
    public object TimelineDetails => new { changes = Changes };
}

[EventName("customer.archived")]
public sealed record CustomerArchived(Guid CustomerId) : CustomerEvent(CustomerId), IChangeCustomers, IOnTimeline
{
    public override Guid? PersonId => null;

    [JsonIgnore]
    public IEnumerable<Guid> Customers => [CustomerId];

    [JsonIgnore]
    public IEnumerable<Guid> OnTimelineOf => [CustomerId];

    [JsonIgnore]
    public string TimelineType => "customer.archived";

    [JsonIgnore]
    public object? TimelineDetails => null;
}

[EventName("customer.restored")]
public sealed record CustomerRestored(Guid CustomerId) : CustomerEvent(CustomerId), IChangeCustomers, IOnTimeline
{
    public override Guid? PersonId => null;

    [JsonIgnore]
    public IEnumerable<Guid> Customers => [CustomerId];

    [JsonIgnore]
    public IEnumerable<Guid> OnTimelineOf => [CustomerId];

    [JsonIgnore]
    public string TimelineType => "customer.restored";

    [JsonIgnore]
    public object? TimelineDetails => null;
}

/// <summary>A row that belongs to a customer was added, changed or removed: a contact, an address, a tag …</summary>
public abstract record CustomerPartEvent(Guid CustomerId, string Part, Guid PartId, Dictionary<string, FieldChange>? Changes)
    : CustomerEvent(CustomerId),
        IChangeCustomers,
        IOnTimeline
{
    public override string SubjectType => Part;
    public override Guid SubjectId => PartId;

    [JsonIgnore]
    public IEnumerable<Guid> Customers => [CustomerId];

    [JsonIgnore]
    public virtual IEnumerable<Guid> OnTimelineOf => [CustomerId];

    [JsonIgnore]
    public string TimelineType => Name;

    [JsonIgnore]
    public virtual object TimelineDetails => new { part_id = PartId, changes = Changes };
}

[EventName("contact.added")]
public sealed record ContactAdded(Guid CustomerId, Guid PartId, Dictionary<string, FieldChange>? Changes)
    : CustomerPartEvent(CustomerId, "contact", PartId, Changes)
{
    public override Guid? PersonId => PartId;
}

[EventName("contact.updated")]
public sealed record ContactUpdated(Guid CustomerId, Guid PartId, Dictionary<string, FieldChange>? Changes)
    : CustomerPartEvent(CustomerId, "contact", PartId, Changes)
{
    public override Guid? PersonId => PartId;
}

[EventName("contact.archived")]
public sealed record ContactArchived(Guid CustomerId, Guid PartId) : CustomerPartEvent(CustomerId, "contact", PartId, null)
{
    public override Guid? PersonId => PartId;
}

[EventName("address.added")]
public sealed record AddressAdded(Guid CustomerId, Guid PartId, Dictionary<string, FieldChange>? Changes)
    : CustomerPartEvent(CustomerId, "address", PartId, Changes);

[EventName("address.updated")]
public sealed record AddressUpdated(Guid CustomerId, Guid PartId, Dictionary<string, FieldChange>? Changes)
    : CustomerPartEvent(CustomerId, "address", PartId, Changes);

[EventName("address.archived")]
public sealed record AddressArchived(Guid CustomerId, Guid PartId) : CustomerPartEvent(CustomerId, "address", PartId, null);

[EventName("customer.tagged")]
public sealed record CustomerTagged(Guid CustomerId, Guid PartId, string Tag)
    : CustomerPartEvent(CustomerId, "tag", PartId, new() { ["tag"] = new FieldChange(null, Tag) });

[EventName("customer.untagged")]
public sealed record CustomerUntagged(Guid CustomerId, Guid PartId, string Tag)
    : CustomerPartEvent(CustomerId, "tag", PartId, new() { ["tag"] = new FieldChange(Tag, null) });

/// <summary>Something about two customers, told on the timelines of both.</summary>
public abstract record RelationshipEvent(
    Guid CustomerId,
    Guid PartId,
    Guid OtherId,
    RelationshipType Type,
    Dictionary<string, FieldChange>? Changes
) : CustomerPartEvent(CustomerId, "relationship", PartId, Changes)
{
    public override IEnumerable<string> Touches => [.. base.Touches, $"customer:{OtherId}"];

    [JsonIgnore]
    public override IEnumerable<Guid> OnTimelineOf => [CustomerId, OtherId];

    [JsonIgnore]
    public override object TimelineDetails =>
        new
        {
            part_id = PartId,
            from = CustomerId,
            to = OtherId,
            type = Type,
            changes = Changes,
        };
}

[EventName("relationship.added")]
public sealed record RelationshipAdded(Guid CustomerId, Guid PartId, Guid OtherId, RelationshipType Type)
    : RelationshipEvent(CustomerId, PartId, OtherId, Type, null);

[EventName("relationship.updated")]
public sealed record RelationshipUpdated(
    Guid CustomerId,
    Guid PartId,
    Guid OtherId,
    RelationshipType Type,
    Dictionary<string, FieldChange>? Changes
) : RelationshipEvent(CustomerId, PartId, OtherId, Type, Changes);

[EventName("relationship.removed")]
public sealed record RelationshipRemoved(Guid CustomerId, Guid PartId, Guid OtherId, RelationshipType Type)
    : RelationshipEvent(CustomerId, PartId, OtherId, Type, null);

/// <summary>Somebody joined those who look after a customer, or left them.</summary>
public abstract record TeamEvent(Guid CustomerId, Guid PartId, Guid UserId, TeamRole Role)
    : CustomerPartEvent(CustomerId, "team_member", PartId, null)
{
    [JsonIgnore]
    public override object TimelineDetails =>
        new
        {
            part_id = PartId,
            user_id = UserId,
            role = Role,
        };
}

[EventName("team_member.added")]
public sealed record TeamMemberAdded(Guid CustomerId, Guid PartId, Guid UserId, TeamRole Role)
    : TeamEvent(CustomerId, PartId, UserId, Role);

[EventName("team_member.removed")]
public sealed record TeamMemberRemoved(Guid CustomerId, Guid PartId, Guid UserId, TeamRole Role)
    : TeamEvent(CustomerId, PartId, UserId, Role);
