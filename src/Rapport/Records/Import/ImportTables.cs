using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Records.Customers.Intake;
using Rapport.Trust.Identity;

namespace Rapport.Records.Import;

internal sealed class ImportTables
    : IEntityTypeConfiguration<CustomerImport>,
        IEntityTypeConfiguration<ImportRow>,
        IEntityTypeConfiguration<RememberedMapping>,
        IEntityTypeConfiguration<ImportChange>
{
    public void Configure(EntityTypeBuilder<CustomerImport> import)
    {
        import.ToTable("imports");
        import.Property(i => i.FileName).HasMaxLength(300);
        import.Property(i => i.FactType).HasMaxLength(40);
        import.Property(i => i.FilePath).HasMaxLength(1000);
        import.Property(i => i.Error).HasMaxLength(1000);
        import.References<CustomerImport, User>(i => i.StartedById);
        // A second upload of the same file with the same options finds the first.
        import
            .HasIndex(i => new
            {
                i.OrganizationId,
                i.ContentHash,
                i.OptionsHash,
                i.Repetition,
            })
            .IsUnique();
        import.HasIndex(i => new
        {
            i.OrganizationId,
            i.CreatedAt,
            i.Id,
        });
    }

    public void Configure(EntityTypeBuilder<RememberedMapping> mapping)
    {
        mapping.ToTable("import_mappings");
        mapping.HasKey(m => new { m.OrganizationId, m.HeaderHash });
    }

    public void Configure(EntityTypeBuilder<ImportChange> change)
    {
        change.ToTable("import_changes");
        change.HasKey(c => new
        {
            c.OrganizationId,
            c.ImportId,
            c.Row,
            c.CustomerId,
        });
        change
            .HasOne<CustomerImport>()
            .WithMany()
            .HasForeignKey(c => new { c.OrganizationId, c.ImportId })
            .OnDelete(DeleteBehavior.ClientNoAction);
    }

    public void Configure(EntityTypeBuilder<ImportRow> row)
    {
        row.ToTable("import_rows");
        row.HasKey(r => new
        {
            r.OrganizationId,
            r.ImportId,
            r.Row,
        });
        row.HasIndex(r => new
        {
            r.OrganizationId,
            r.ImportId,
            r.Result,
            r.Row,
        });
    }
}

public static class ImportSets
{
    extension(RapportDb db)
    {
        public DbSet<CustomerImport> Imports => db.Set<CustomerImport>();
        public DbSet<ImportRow> ImportRows => db.Set<ImportRow>();
        public DbSet<ImportChange> ImportChanges => db.Set<ImportChange>();
    }
}
