using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Records.Import;

namespace Rapport.Records.Import.FactTables;

/// <summary>What a file did to one fact, kept so that it can be taken back.</summary>
public sealed class ImportedFact
{
    public Guid OrganizationId { get; init; }
    public Guid ImportId { get; init; }

    /// <summary>The last row of the batch that tells it.</summary>
    public long Row { get; init; }

    [PersonalData]
    public string ExternalId { get; init; } = "";

    /// <summary>Null of a fact that waited for its customer.</summary>
    public Guid? FactId { get; init; }

    /// <summary>What the file made of it; while the fact has it, nobody has changed it since.</summary>
    public long? ContentHash { get; init; }

    /// <summary>The fact as it stood before, null where there was none; of one that waited, as the file says it.</summary>
    [PersonalData]
    public string? Content { get; init; }

    internal static readonly TableInsert<ImportedFact> Rows = new TableInsert<ImportedFact>("imported_facts")
        .Column("organization_id", f => f.OrganizationId)
        .Column("import_id", f => f.ImportId)
        .Column("row", f => f.Row)
        .Column("external_id", f => f.ExternalId)
        .Column("fact_id", f => f.FactId)
        .Column("content_hash", f => f.ContentHash)
        .Column("content", f => f.Content);
}

internal sealed class ImportedFactTable : IEntityTypeConfiguration<ImportedFact>
{
    public void Configure(EntityTypeBuilder<ImportedFact> fact)
    {
        fact.ToTable("imported_facts");
        fact.HasKey(f => new
        {
            f.OrganizationId,
            f.ImportId,
            f.Row,
        });
        fact.Property(f => f.ExternalId).HasMaxLength(200).UseBinaryCollation();
        fact.HasOne<CustomerImport>()
            .WithMany()
            .HasForeignKey(f => new { f.OrganizationId, f.ImportId })
            .OnDelete(DeleteBehavior.ClientNoAction);
    }
}
