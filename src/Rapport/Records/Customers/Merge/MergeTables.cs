using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Trust.Identity;

namespace Rapport.Records.Customers.Merge;

internal sealed class MergeTables
    : IEntityTypeConfiguration<CustomerMerge>,
        IEntityTypeConfiguration<MergedCustomer>,
        IEntityTypeConfiguration<MergeMove>
{
    public void Configure(EntityTypeBuilder<CustomerMerge> merge)
    {
        merge.ToTable("merges");
        merge.References<CustomerMerge, Customer>(m => m.SurvivorId);
        merge.References<CustomerMerge, User>(m => m.MergedById);
        merge.HasIndex(m => new
        {
            m.OrganizationId,
            m.SurvivorId,
            m.Id,
        });
        merge.StaysWhenMerged();
    }

    public void Configure(EntityTypeBuilder<MergedCustomer> merged)
    {
        merged.ToTable("merged_customers");
        merged.References<MergedCustomer, CustomerMerge>(m => m.MergeId);
        merged.References<MergedCustomer, Customer>(m => m.CustomerId);
        merged.HasIndex(m => new { m.OrganizationId, m.MergeId });
        merged.HasIndex(m => new { m.OrganizationId, m.CustomerId });
        merged.StaysWhenMerged();
    }

    public void Configure(EntityTypeBuilder<MergeMove> move)
    {
        move.ToTable("merge_moves");
        move.Property(m => m.Table).HasColumnName("table_name").HasMaxLength(60);
        move.Property(m => m.RowKey).HasMaxLength(200);
        move.References<MergeMove, CustomerMerge>(m => m.MergeId);
        move.HasIndex(m => new
            {
                m.OrganizationId,
                m.MergeId,
                m.Position,
            })
            .IsUnique();
        move.HasIndex(m => new { m.OrganizationId, m.RowKey });
    }
}

public static class MergeMapping
{
    internal const string Stays = "Rapport:StaysWhenMerged";

    /// <summary>
    /// A merge leaves these rows where they are: history that is never rewritten and is read through <c>merged_into_id</c>,
    /// or derived rows that follow their customer by themselves. All other rows that point at a customer move.
    /// </summary>
    public static void StaysWhenMerged<T>(this EntityTypeBuilder<T> entity)
        where T : class => entity.HasAnnotation(Stays, true);
}

public static class MergeDoors
{
    extension(RapportDb db)
    {
        public DbSet<CustomerMerge> Merges => db.Set<CustomerMerge>();
        public DbSet<MergedCustomer> MergedCustomers => db.Set<MergedCustomer>();
        public DbSet<MergeMove> MergeMoves => db.Set<MergeMove>();
    }
}
