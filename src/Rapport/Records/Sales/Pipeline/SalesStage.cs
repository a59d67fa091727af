using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;

namespace Rapport.Records.Sales.Pipeline;

/// <summary>A step that a deal takes on its way; the board has a column for each.</summary>
public sealed class SalesStage : VersionedEntity
{
    [NotPersonalData]
    public string Name { get; set; } = "";
    public int Position { get; set; }

    /// <summary>What an organization begins with.</summary>
    public static IReadOnlyList<string> AtFirst { get; } = ["Qualification", "Offer", "Negotiation"];
}

internal sealed class SalesStageTable : IEntityTypeConfiguration<SalesStage>
{
    public void Configure(EntityTypeBuilder<SalesStage> stage)
    {
        stage.ToTable("sales_stages");
        stage.Property(s => s.Name).HasMaxLength(SalesStages.MaxName);
        stage.HasIndex(s => new { s.OrganizationId, s.Position }).IsUnique();
    }
}
