using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Merge;
using Rapport.Trust.Identity;

namespace Rapport.Insight.Lifecycle;

internal sealed class LifecycleTables
    : IEntityTypeConfiguration<LifecycleStage>,
        IEntityTypeConfiguration<StageMove>,
        IEntityTypeConfiguration<CustomerLifecycle>,
        IEntityTypeConfiguration<StageChange>,
        IEntityTypeConfiguration<StageMoveRequest>,
        IEntityTypeConfiguration<StageRule>,
        IEntityTypeConfiguration<StageSuggestion>,
        IEntityTypeConfiguration<LifecycleSettings>,
        IEntityTypeConfiguration<StageReport>,
        IEntityTypeConfiguration<Milestone>
{
    public void Configure(EntityTypeBuilder<LifecycleStage> stage)
    {
        stage.ToTable("lifecycle_stages");
        stage.Property(s => s.Name).HasMaxLength(LifecycleStage.MaxName);
        stage.Property(s => s.NameKey).HasMaxLength(LifecycleStage.MaxName);
        stage.Property(s => s.Color).HasMaxLength(7);
        stage.Property(s => s.Description).HasMaxLength(LifecycleStage.MaxDescription);
        stage.Ignore(s => s.Ring);
        stage.Ignore(s => s.Status);
        stage.HasIndex(s => new { s.OrganizationId, s.NameKey }).IsUnique().HasFilter("deleted_at is null");
        stage.HasIndex(s => new { s.OrganizationId, s.SystemKey }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<StageMove> move)
    {
        move.ToTable("stage_moves");
        move.References<StageMove, LifecycleStage>(m => m.FromStageId);
        move.References<StageMove, LifecycleStage>(m => m.ToStageId);
        move.HasIndex(m => new
            {
                m.OrganizationId,
                m.FromStageId,
                m.ToStageId,
            })
            .IsUnique();
    }

    public void Configure(EntityTypeBuilder<CustomerLifecycle> lifecycle)
    {
        lifecycle.ToTable("customer_lifecycles");
        lifecycle.HasKey(l => new { l.OrganizationId, l.CustomerId });
        lifecycle.HasOne<Customer>().WithMany().HasForeignKey(l => new { l.OrganizationId, l.CustomerId }).OnDelete(DeleteBehavior.Cascade);
        lifecycle
            .HasOne<LifecycleStage>()
            .WithMany()
            .HasForeignKey(l => new { l.OrganizationId, l.CurrentStageId })
            .OnDelete(DeleteBehavior.ClientNoAction);
        lifecycle.HasIndex(l => new
        {
            l.OrganizationId,
            l.CurrentStageId,
            l.CustomerId,
        });
        lifecycle.HasIndex(l => new { l.OrganizationId, l.EnteredStageAt });
        lifecycle.StaysWhenMerged();
    }

    public void Configure(EntityTypeBuilder<StageChange> change)
    {
        change.ToTable("stage_changes");
        OfCustomer(change);
        change.ReferencesUnchecked<StageChange, LifecycleStage>(c => c.FromStageId);
        change.ReferencesUnchecked<StageChange, LifecycleStage>(c => c.ToStageId);
        change.ReferencesUnchecked<StageChange, User>(c => c.ChangedById);
        change.ReferencesUnchecked<StageChange, User>(c => c.ApprovedById);
        change.Property(c => c.Reason).HasMaxLength(StageChange.MaxReason);
        change
            .HasIndex(c => new
            {
                c.OrganizationId,
                c.CustomerId,
                c.ChangedAt,
                c.Id,
            })
            .IsDescending(false, false, true, true);
        change.HasIndex(c => new
        {
            c.OrganizationId,
            c.ToStageId,
            c.ChangedAt,
        });
        change.StaysWhenMerged();
    }

    public void Configure(EntityTypeBuilder<StageMoveRequest> request)
    {
        request.ToTable("stage_move_requests");
        OfCustomer(request);
        request.References<StageMoveRequest, LifecycleStage>(r => r.FromStageId);
        request.References<StageMoveRequest, LifecycleStage>(r => r.ToStageId);
        request.References<StageMoveRequest, User>(r => r.RequestedById);
        request.References<StageMoveRequest, User>(r => r.DecidedById);
        request.Property(r => r.Reason).HasMaxLength(StageChange.MaxReason);
        request.HasIndex(r => new
        {
            r.OrganizationId,
            r.State,
            r.Id,
        });
        request.HasIndex(r => new { r.OrganizationId, r.CustomerId }).IsUnique().HasFilter("state = 'waiting'");
        request.StaysWhenMerged();
    }

    public void Configure(EntityTypeBuilder<StageRule> rule)
    {
        rule.ToTable("stage_rules");
        rule.Property(r => r.Name).HasMaxLength(LifecycleStage.MaxName);
        rule.References<StageRule, LifecycleStage>(r => r.ToStageId);
        rule.HasIndex(r => new { r.OrganizationId, r.Condition }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<StageSuggestion> suggestion)
    {
        suggestion.ToTable("stage_suggestions");
        OfCustomer(suggestion);
        suggestion.References<StageSuggestion, StageRule>(s => s.RuleId);
        suggestion.References<StageSuggestion, LifecycleStage>(s => s.FromStageId);
        suggestion.References<StageSuggestion, LifecycleStage>(s => s.ToStageId);
        suggestion.References<StageSuggestion, User>(s => s.DecidedById);
        suggestion.Property(s => s.Reason).HasMaxLength(StageChange.MaxReason);
        suggestion.HasIndex(s => new
        {
            s.OrganizationId,
            s.State,
            s.Id,
        });
        suggestion.HasIndex(s => new { s.OrganizationId, s.CustomerId }).IsUnique().HasFilter("state = 'open'");
        suggestion.HasIndex(s => new
        {
            s.OrganizationId,
            s.CustomerId,
            s.RuleId,
        });
        suggestion.StaysWhenMerged();
    }

    public void Configure(EntityTypeBuilder<LifecycleSettings> settings) => settings.ToTable("lifecycle_settings");

    public void Configure(EntityTypeBuilder<StageReport> report) => report.ToTable("stage_reports");

    public void Configure(EntityTypeBuilder<Milestone> milestone)
    {
        milestone.ToTable("milestones");
        OfCustomer(milestone);
        milestone.References<Milestone, User>(m => m.CreatedById);
        milestone.Property(m => m.Note).HasMaxLength(Milestone.MaxNote);
        milestone
            .HasIndex(m => new
            {
                m.OrganizationId,
                m.CustomerId,
                m.Type,
            })
            .IsUnique();
        milestone.HasIndex(m => new
        {
            m.OrganizationId,
            m.Type,
            m.OccurredAt,
        });
    }

    /// <summary>
    /// These rows go with their customer, as when an import is undone. A customer who exists never loses its history: the database sees
    /// to that.
    /// </summary>
    private static void OfCustomer<T>(EntityTypeBuilder<T> entity)
        where T : Entity =>
        entity.HasOne(typeof(Customer)).WithMany().HasForeignKey("OrganizationId", "CustomerId").OnDelete(DeleteBehavior.Cascade);
}

internal static class LifecycleDoors
{
    extension(RapportDb db)
    {
        public DbSet<LifecycleStage> Stages => db.Set<LifecycleStage>();
        public DbSet<StageMove> StageMoves => db.Set<StageMove>();
        public DbSet<StageRule> StageRules => db.Set<StageRule>();
        public DbSet<StageSuggestion> StageSuggestions => db.Set<StageSuggestion>();
        public DbSet<StageMoveRequest> StageMoveRequests => db.Set<StageMoveRequest>();
        public DbSet<Milestone> Milestones => db.Set<Milestone>();
    }
}
