using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;

namespace Rapport.Records.Loyalty;

/// <summary>A level of the loyalty programme, reached by the points ever earned.</summary>
public sealed class LoyaltyTier : VersionedEntity
{
    [NotPersonalData]
    public string Name { get; set; } = "";

    /// <summary>How many points, ever earned, it takes.</summary>
    public int Points { get; set; }

    /// <summary>What an organization begins with.</summary>
    public static IReadOnlyList<(string Name, int Points)> AtFirst { get; } =
    [("Bronze", 0), ("Silver", 500), ("Gold", 1_500), ("Platinum", 5_000)];
}

internal sealed class LoyaltyTierTable : IEntityTypeConfiguration<LoyaltyTier>
{
    public void Configure(EntityTypeBuilder<LoyaltyTier> tier)
    {
        tier.ToTable("loyalty_tiers");
        tier.Property(t => t.Name).HasMaxLength(60);
        tier.HasIndex(t => new { t.OrganizationId, t.Points }).IsUnique();
    }
}
