using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Actions;

public enum BulkKind
{
    Assign,
    Tag,
    Untag,
    Archive,
    Restore,

    /// <summary>Into a segment whose members people choose.</summary>
    Segment,
    Unsegment,
}

/// <summary>One action on many customers, kept so that it can be taken back.</summary>
public sealed class BulkAction : Entity
{
    public BulkKind Kind { get; init; }

    /// <summary>Whom the customers were assigned to, the tag they got or lost, or the segment.</summary>
    public Guid? TargetId { get; set; }
    public int Changed { get; set; }
    public int Unchanged { get; set; }
    public int OutOfScope { get; set; }
    public int Missing { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? UndoneAt { get; set; }
}

/// <summary>
/// How a customer stood before: its owner, or its tagging (given or taken), or when it had been archived. There is no reference to the
/// customer,
/// which would move along in a merge: what was done to one customer must not be undone to another.
/// </summary>
public sealed class BulkActionRow
{
    public Guid OrganizationId { get; init; }
    public Guid ActionId { get; init; }
    public Guid CustomerId { get; init; }
    public Guid? BeforeId { get; init; }
    public DateTimeOffset? At { get; init; }
}

internal sealed class BulkActionTables : IEntityTypeConfiguration<BulkAction>, IEntityTypeConfiguration<BulkActionRow>
{
    public void Configure(EntityTypeBuilder<BulkAction> action) => action.ToTable("bulk_actions");

    public void Configure(EntityTypeBuilder<BulkActionRow> row)
    {
        row.ToTable("bulk_action_rows");
        row.HasKey(r => new
        {
            r.OrganizationId,
            r.ActionId,
            r.CustomerId,
        });
        row.HasOne<BulkAction>()
            .WithMany()
            .HasForeignKey(r => new { r.OrganizationId, r.ActionId })
            .OnDelete(DeleteBehavior.ClientNoAction);
    }
}

internal static class BulkActionDoors
{
    extension(RapportDb db)
    {
        public DbSet<BulkAction> BulkActions => db.Set<BulkAction>();
    }
}
