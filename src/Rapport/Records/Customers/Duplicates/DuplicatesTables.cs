using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Trust.Identity;

namespace Rapport.Records.Customers.Duplicates;

internal sealed class DuplicatesTables : IEntityTypeConfiguration<DuplicateSettings>, IEntityTypeConfiguration<MassMerge>
{
    public void Configure(EntityTypeBuilder<DuplicateSettings> settings)
    {
        settings.ToTable("duplicate_settings");
        settings.Property(s => s.IgnoredFields).HasMaxLength(200);
        settings.HasIndex(s => s.OrganizationId).IsUnique();
    }

    public void Configure(EntityTypeBuilder<MassMerge> merge)
    {
        merge.ToTable("mass_merges");
        merge.References<MassMerge, User>(m => m.RequestedById);
        merge.References<MassMerge, User>(m => m.DecidedById);
        merge.HasIndex(m => new
        {
            m.OrganizationId,
            m.State,
            m.RequestedAt,
        });
    }
}
