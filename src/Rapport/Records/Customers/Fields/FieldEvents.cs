using Rapport.Platform.Events;

namespace Rapport.Records.Customers.Fields;

/// <summary>Something about a custom field itself, not about a customer's value of it.</summary>
public abstract record CustomFieldEvent(Guid FieldId, string Key) : DomainEvent
{
    public override string SubjectType => "custom_field";
    public override Guid SubjectId => FieldId;
    public override IEnumerable<string> Touches => ["custom_fields"];
}

[EventName("custom_field.created")]
public sealed record CustomFieldCreated(Guid FieldId, string Key, CustomFieldType Type, string Label) : CustomFieldEvent(FieldId, Key);

[EventName("custom_field.updated")]
public sealed record CustomFieldUpdated(Guid FieldId, string Key, Dictionary<string, FieldChange> Changes) : CustomFieldEvent(FieldId, Key);

[EventName("custom_field.archived")]
public sealed record CustomFieldArchived(Guid FieldId, string Key) : CustomFieldEvent(FieldId, Key);

[EventName("custom_field.restored")]
public sealed record CustomFieldRestored(Guid FieldId, string Key) : CustomFieldEvent(FieldId, Key);
