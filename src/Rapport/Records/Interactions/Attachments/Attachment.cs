using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Customers;

namespace Rapport.Records.Interactions.Attachments;

/// <summary>A file beside a customer, or beside something of theirs; or the address of one that lies elsewhere.</summary>
public sealed class Attachment : Entity, ICustomerPart
{
    /// <summary>The word for the customer itself, among those of <see cref="RelatedRecords"/>.</summary>
    public const string OfCustomer = "customer";

    public Guid CustomerId { get; set; }

    [NotPersonalData]
    public string RelatedType { get; init; } = "";
    public Guid RelatedId { get; init; }

    [PersonalData]
    public string Name { get; init; } = "";

    [NotPersonalData]
    public string ContentType { get; init; } = "";
    public long Size { get; init; }

    /// <summary>SHA-256 in hexadecimal, by which the file is stored; null for an address.</summary>
    [NotPersonalData]
    public string? ContentHash { get; init; }

    [PersonalData]
    public string? Url { get; init; }
    public Guid? CreatedById { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A file came to a customer or went. Its name stays in its row: people write names into it.</summary>
[EventName("attachment.changed")]
public sealed record AttachmentChanged(Guid AttachmentId, Guid CustomerId, string RelatedType, Guid RelatedId, bool IsRemoved) : DomainEvent
{
    public override string SubjectType => "attachment";
    public override Guid SubjectId => AttachmentId;
    public override IEnumerable<string> Touches => [$"attachment:{CustomerId}"];
}

internal sealed class AttachmentTable : IEntityTypeConfiguration<Attachment>
{
    public void Configure(EntityTypeBuilder<Attachment> attachment)
    {
        attachment.ToTable("attachments");
        attachment.Property(a => a.RelatedType).HasMaxLength(40);
        attachment.Property(a => a.Name).HasMaxLength(300);
        attachment.Property(a => a.ContentType).HasMaxLength(120);
        attachment.Property(a => a.ContentHash).HasMaxLength(64).UseBinaryCollation();
        attachment.Property(a => a.Url).HasMaxLength(2000);
        attachment.References<Attachment, Customer>(a => a.CustomerId);
        attachment.HasIndex(a => new
        {
            a.OrganizationId,
            a.CustomerId,
            a.CreatedAt,
            a.Id,
        });
        attachment.HasIndex(a => new
        {
            a.OrganizationId,
            a.CreatedAt,
            a.Id,
        });
        attachment.HasIndex(a => new { a.OrganizationId, a.RelatedId });
        attachment.HasIndex(a => new { a.OrganizationId, a.ContentHash });
    }
}
