using System.Text.Json.Serialization;
using Rapport.Platform.Events;

namespace Rapport.Records.Customers.Actions;

/// <summary>
/// The same happened to many customers at once. It holds their IDs alone, and so many that one line of the log stays a line.
/// </summary>
public abstract record BulkEvent(Guid ActionId, Guid[] CustomerIds) : DomainEvent, IOnTimeline
{
    /// <summary>Up to here each customer's open pages are told; beyond, lists are.</summary>
    private const int ToldOneByOne = 100;

    public override string SubjectType => "bulk_action";
    public override Guid SubjectId => ActionId;
    public override IEnumerable<string> Touches =>
        CustomerIds.Length <= ToldOneByOne ? ["customers", .. CustomerIds.Select(id => $"customer:{id}")] : ["customers"];

    [JsonIgnore]
    public IEnumerable<Guid> OnTimelineOf => CustomerIds;

    [JsonIgnore]
    public abstract string TimelineType { get; }

    [JsonIgnore]
    public abstract object? TimelineDetails { get; }
}

[EventName("customers.assigned")]
public sealed record CustomersAssigned(Guid ActionId, Guid[] CustomerIds, Guid? OwnerId) : BulkEvent(ActionId, CustomerIds)
{
    [JsonIgnore]
    public override string TimelineType => "customer.assigned";

    [JsonIgnore]
    public override object TimelineDetails => new { owner_id = OwnerId };
}

[EventName("customers.tagged")]
public sealed record CustomersTagged(Guid ActionId, Guid[] CustomerIds, Guid TagId, string Tag)
    : BulkEvent(ActionId, CustomerIds),
        IChangeCustomers
{
    [JsonIgnore]
    public IEnumerable<Guid> Customers => CustomerIds;

    [JsonIgnore]
    public override string TimelineType => "customer.tagged";

    [JsonIgnore]
    public override object TimelineDetails =>
        new { part_id = TagId, changes = new Dictionary<string, FieldChange> { ["tag"] = new(null, Tag) } };
}

[EventName("customers.untagged")]
public sealed record CustomersUntagged(Guid ActionId, Guid[] CustomerIds, Guid TagId, string Tag)
    : BulkEvent(ActionId, CustomerIds),
        IChangeCustomers
{
    [JsonIgnore]
    public IEnumerable<Guid> Customers => CustomerIds;

    [JsonIgnore]
    public override string TimelineType => "customer.untagged";

    [JsonIgnore]
    public override object TimelineDetails =>
        new { part_id = TagId, changes = new Dictionary<string, FieldChange> { ["tag"] = new(Tag, null) } };
}

[EventName("customers.archived")]
public sealed record CustomersArchived(Guid ActionId, Guid[] CustomerIds) : BulkEvent(ActionId, CustomerIds), IChangeCustomers
{
    [JsonIgnore]
    public IEnumerable<Guid> Customers => CustomerIds;

    [JsonIgnore]
    public override string TimelineType => "customer.archived";

    [JsonIgnore]
    public override object? TimelineDetails => null;
}

[EventName("customers.restored")]
public sealed record CustomersRestored(Guid ActionId, Guid[] CustomerIds) : BulkEvent(ActionId, CustomerIds), IChangeCustomers
{
    [JsonIgnore]
    public IEnumerable<Guid> Customers => CustomerIds;

    [JsonIgnore]
    public override string TimelineType => "customer.restored";

    [JsonIgnore]
    public override object? TimelineDetails => null;
}
