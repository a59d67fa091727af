using Rapport.Platform.Data;

namespace Rapport.Records.Customers;

/// <summary>A word that customers are grouped by.</summary>
public sealed class Tag : VersionedEntity
{
    [NotPersonalData]
    public string Name { get; set; } = "";

    [NotPersonalData]
    public string NameKey { get; set; } = "";
    public DateTimeOffset CreatedAt { get; init; }
}

public sealed class CustomerTag : Entity
{
    public Guid CustomerId { get; internal set; }
    public Guid TagId { get; internal set; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What another system calls this customer; unique per organization and system.</summary>
public sealed class ExternalId : Entity
{
    public const string DefaultSystem = "default";

    public Guid CustomerId { get; internal set; }

    [NotPersonalData]
    public string System { get; init; } = DefaultSystem;

    [PersonalData]
    public string Value { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
}

public enum TeamRole
{
    Owner,

    [Word("csm")]
    Csm,
    Sales,
    Support,
    ExecutiveSponsor,
}

/// <summary>A user who looks after a customer beside its owner.</summary>
public sealed class TeamMember : Entity
{
    public Guid CustomerId { get; internal set; }
    public Guid UserId { get; init; }
    public TeamRole Role { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
}

public enum CustomFieldType
{
    Text,
    Number,
    Date,
    Choice,
    MultiChoice,
    Boolean,

    [Word("url")]
    Url,
    User,
}

/// <summary>A field that the organization added to its customers.</summary>
public sealed class CustomField : VersionedEntity
{
    [NotPersonalData]
    public string Key { get; init; } = "";

    [NotPersonalData]
    public string Label { get; set; } = "";
    public CustomFieldType Type { get; init; }

    /// <summary>The words of a choice, as a JSON list.</summary>
    [NotPersonalData]
    public string OptionsJson { get; set; } = "[]";
    public bool IsRequired { get; set; }
    public int Position { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; set; }
}

/// <summary>A customer's value of a custom field, kept as text that sorts as its type does; a multi-choice has a row per word.</summary>
public sealed class CustomFieldValue : Entity
{
    public Guid CustomerId { get; internal set; }
    public Guid FieldId { get; init; }

    [PersonalData]
    public string Value { get; set; } = "";
    public double? Number { get; init; }
}
