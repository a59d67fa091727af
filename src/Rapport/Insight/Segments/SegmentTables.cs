using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Records.Customers;

namespace Rapport.Insight.Segments;

internal sealed class SegmentTables
    : IEntityTypeConfiguration<Segment>,
        IEntityTypeConfiguration<SegmentMember>,
        IEntityTypeConfiguration<SegmentChange>,
        IEntityTypeConfiguration<SegmentExport>,
        IEntityTypeConfiguration<SegmentExportPart>
{
    public void Configure(EntityTypeBuilder<Segment> segment)
    {
        segment.ToTable("segments");
        segment.Property(s => s.Name).HasMaxLength(Segment.MaxName);
        segment.Property(s => s.NameKey).HasMaxLength(Segment.MaxName).UseBinaryCollation();
        segment.Property(s => s.Description).HasMaxLength(2000);
        segment.Property(s => s.ExclusiveGroup).HasMaxLength(Segment.MaxName);
        segment.Property(s => s.Fault).HasMaxLength(1000);
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

    public void Configure(EntityTypeBuilder<SegmentChange> change)
    {
        change.ToTable("segment_changes");
        change.Property(c => c.Reason).HasMaxLength(SegmentChange.MaxReason);
        change.References<SegmentChange, Segment>(c => c.SegmentId);
        change.References<SegmentChange, Customer>(c => c.CustomerId);
        change.HasIndex(c => new
        {
            c.OrganizationId,
            c.SegmentId,
            c.Id,
        });
        change.HasIndex(c => new
        {
            c.OrganizationId,
            c.CustomerId,
            c.SegmentId,
            c.Id,
        });
    }

    public void Configure(EntityTypeBuilder<SegmentExport> export)
    {
        export.ToTable("segment_exports");
        export.References<SegmentExport, Segment>(e => e.SegmentId);
        export.HasIndex(e => new { e.OrganizationId, e.SegmentId });
    }

    public void Configure(EntityTypeBuilder<SegmentExportPart> part)
    {
        part.ToTable("segment_export_parts");
        part.References<SegmentExportPart, SegmentExport>(p => p.ExportId);
        part.HasIndex(p => new
            {
                p.OrganizationId,
                p.ExportId,
                p.Place,
            })
            .IsUnique();
    }
}

public static class SegmentDoors
{
    extension(RapportDb db)
    {
        public DbSet<Segment> Segments => db.Set<Segment>();
        public DbSet<SegmentMember> SegmentMembers => db.Set<SegmentMember>();
        public DbSet<SegmentExport> SegmentExports => db.Set<SegmentExport>();
    }
}
