using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Records.Customers;

namespace Rapport.Insight.Segments;

internal sealed class SegmentTables : IEntityTypeConfiguration<Segment>, IEntityTypeConfiguration<SegmentMember>
{
    public void Configure(EntityTypeBuilder<Segment> segment)
    {
        segment.ToTable("segments");
        segment.Property(s => s.Name).HasMaxLength(Segment.MaxName);
        segment.Property(s => s.NameKey).HasMaxLength(Segment.MaxName).UseBinaryCollation();
        segment.Property(s => s.Description).HasMaxLength(2000);
        segment.Property(s => s.Criteria).HasMaxLength(2000);
        segment.HasIndex(s => new { s.OrganizationId, s.NameKey }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<SegmentMember> member)
    {
        member.ToTable("segment_members");
        member.References<SegmentMember, Segment>(m => m.SegmentId);
        member.References<SegmentMember, Customer>(m => m.CustomerId);
        member
            .HasIndex(m => new
            {
                m.OrganizationId,
                m.SegmentId,
                m.CustomerId,
            })
            .IsUnique();
        member.HasIndex(m => new { m.OrganizationId, m.CustomerId });
    }
}

public static class SegmentDoors
{
    extension(RapportDb db)
    {
        public DbSet<Segment> Segments => db.Set<Segment>();
        public DbSet<SegmentMember> SegmentMembers => db.Set<SegmentMember>();
    }
}
