using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Trust.Identity;

namespace Rapport.Records.Customers.FreeTexts;

/// <summary>
/// Open: nobody has looked. Dismissed: it may stand. Redacted: masked by whoever looked. Cleared: gone since the text was written anew.
/// </summary>
public enum FlagStatus
{
    Open,
    Dismissed,
    Redacted,
    Cleared,
}

/// <summary>
/// Free text that seems to hold personal data which does not belong there; waits for somebody to look. What it holds is read from the text,
/// never stored here.
/// </summary>
public sealed class PersonalDataFlag : VersionedEntity, ICustomerPart
{
    public Guid CustomerId { get; set; }

    /// <summary>The relation whose note it is; null for a field of the customer itself.</summary>
    public Guid? RelationshipId { get; init; }

    /// <summary>What else the text belongs to, such as "note"; null for the customer and its relations.</summary>
    [NotPersonalData]
    public string? RecordType { get; init; }
    public Guid? RecordId { get; init; }

    /// <summary>As the API names it, such as "notes" or "custom_fields.hobby".</summary>
    [NotPersonalData]
    public string Field { get; init; } = "";

    /// <summary>Words with commas between them, such as "card,iban".</summary>
    [NotPersonalData]
    public string Kinds { get; set; } = "";
    public FlagStatus Status { get; set; }
    public DateTimeOffset FoundAt { get; init; }
    public DateTimeOffset? DecidedAt { get; set; }
    public Guid? DecidedById { get; set; }
}

/// <summary>Somebody looked at personal data in a text and let it stand, or masked it.</summary>
[EventName("personal_data.reviewed")]
public sealed record PersonalDataReviewed(Guid CustomerId, Guid FlagId, string Field, FlagStatus Status) : DomainEvent
{
    public override string SubjectType => "personal_data_flag";
    public override Guid SubjectId => FlagId;
    public override IEnumerable<string> Touches => ["personal-data", $"customer:{CustomerId}"];
}

internal sealed class PersonalDataFlagTable : IEntityTypeConfiguration<PersonalDataFlag>
{
    public void Configure(EntityTypeBuilder<PersonalDataFlag> flag)
    {
        flag.ToTable("personal_data_flags");
        flag.Property(f => f.RecordType).HasMaxLength(40);
        flag.Property(f => f.Field).HasMaxLength(80);
        flag.Property(f => f.Kinds).HasMaxLength(100);
        flag.References<PersonalDataFlag, Customer>(f => f.CustomerId);
        flag.References<PersonalDataFlag, Relationship>(f => f.RelationshipId);
        flag.References<PersonalDataFlag, User>(f => f.DecidedById);
        flag.HasIndex(f => new
        {
            f.OrganizationId,
            f.Status,
            f.Id,
        });
        flag.HasIndex(f => new
        {
            f.OrganizationId,
            f.CustomerId,
            f.Status,
        });
    }
}
