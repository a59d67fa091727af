using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Records.Customers.Merge;
using Rapport.Records.Facts;
using Rapport.Trust.Identity;

namespace Rapport.Records.Customers;

internal sealed class DerivedTables
    : IEntityTypeConfiguration<CustomerSummary>,
        IEntityTypeConfiguration<TimelineEntry>,
        IEntityTypeConfiguration<SearchText>,
        IEntityTypeConfiguration<NameWord>,
        IEntityTypeConfiguration<NameSpelling>,
        IEntityTypeConfiguration<MatchKey>,
        IEntityTypeConfiguration<CustomerCountChange>,
        IEntityTypeConfiguration<CustomerCount>,
        IEntityTypeConfiguration<DuplicatePair>,
        IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<CustomerSummary> summary)
    {
        summary.ToTable("customer_summary");
        summary.HasKey(s => new { s.OrganizationId, s.CustomerId });
        summary.Property(s => s.Tier).HasMaxLength(60);
        summary.Property(s => s.Currency).HasMaxLength(3);
        summary.Property(s => s.SpentThousandths).HasComputedColumnSql(MinorUnits.ThousandthsOf("spent_minor", "currency"), stored: true);
        summary.HasIndex(s => new
        {
            s.OrganizationId,
            s.SpentThousandths,
            s.CustomerId,
        });
        summary.HasIndex(s => new
        {
            s.OrganizationId,
            s.LastPurchaseAt,
            s.CustomerId,
        });
        summary.HasIndex(s => new
        {
            s.OrganizationId,
            s.OrderCount,
            s.CustomerId,
        });
        summary
            .HasIndex(s => new
            {
                s.OrganizationId,
                s.Tier,
                s.CustomerId,
            })
            .HasFilter("tier is not null");
        summary.Property(s => s.ExternalId).HasMaxLength(200);
        summary.StaysWhenMerged();
    }

    public void Configure(EntityTypeBuilder<TimelineEntry> entry)
    {
        entry.ToTable("timeline_entries");
        entry.IsDerived();
        entry.Property(e => e.Type).HasMaxLength(60);
        entry.Property(e => e.SourceType).HasMaxLength(40);
        entry
            .HasIndex(e => new
            {
                e.OrganizationId,
                e.CustomerId,
                e.OccurredAt,
                e.Id,
            })
            .IsDescending(false, false, true, true);
        entry
            .HasIndex(e => new
            {
                e.OrganizationId,
                e.CustomerId,
                e.Pinned,
                e.OccurredAt,
                e.Id,
            })
            .IsDescending(false, false, false, true, true)
            .HasFilter("pinned = true");
        entry.StaysWhenMerged();
    }

    public void Configure(EntityTypeBuilder<SearchText> text)
    {
        text.ToTable("customer_search");
        text.HasKey(t => new { t.OrganizationId, t.CustomerId });
        text.Property(t => t.RowNumber).OnSqliteAlone();
    }

    public void Configure(EntityTypeBuilder<NameWord> word)
    {
        word.ToTable("name_words").IsItsOwnIndex();
        word.HasKey(w => new
        {
            w.OrganizationId,
            w.Word,
            w.CustomerId,
        });
        word.Property(w => w.Word).HasMaxLength(60).UseBinaryCollation();
        word.HasIndex(w => new { w.OrganizationId, w.CustomerId });
    }

    public void Configure(EntityTypeBuilder<NameSpelling> spelling)
    {
        spelling.ToTable("name_spellings").IsItsOwnIndex();
        spelling.HasKey(s => new
        {
            s.OrganizationId,
            s.Key,
            s.Word,
        });
        spelling.Property(s => s.Word).HasMaxLength(60).UseBinaryCollation();
    }

    public void Configure(EntityTypeBuilder<MatchKey> key)
    {
        key.ToTable("match_keys").IsItsOwnIndex();
        key.HasKey(k => new
        {
            k.OrganizationId,
            k.Key,
            k.CustomerId,
        });
    }

    public void Configure(EntityTypeBuilder<CustomerCountChange> change)
    {
        change.ToTable("customer_count_changes");
        change.HasKey(c => new { c.OrganizationId, c.Id });
    }

    public void Configure(EntityTypeBuilder<CustomerCount> count)
    {
        count.ToTable("customer_counts");
        count.HasKey(c => new { c.OrganizationId, c.BranchId });
    }

    public void Configure(EntityTypeBuilder<DuplicatePair> pair)
    {
        pair.ToTable("duplicate_pairs", t => t.HasCheckConstraint("ck_duplicate_pairs_order", "low_id < high_id"));
        pair.References<DuplicatePair, Customer>(p => p.LowId);
        pair.References<DuplicatePair, Customer>(p => p.HighId);
        pair.HasIndex(p => new
            {
                p.OrganizationId,
                p.LowId,
                p.HighId,
            })
            .IsUnique();
        pair.HasIndex(p => new { p.OrganizationId, p.HighId });
        pair.HasIndex(p => new
        {
            p.OrganizationId,
            p.Status,
            p.Probability,
            p.Id,
        });
    }

    public void Configure(EntityTypeBuilder<SavedView> view)
    {
        view.ToTable("saved_views");
        view.Property(v => v.Name).HasMaxLength(100);
        view.Property(v => v.Query).HasMaxLength(4000);
        view.Property(v => v.Columns).HasMaxLength(1000);
        view.References<SavedView, User>(v => v.UserId);
    }
}
