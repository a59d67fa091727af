using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rapport.Platform.Data;

/// <summary>The tenant: every row of its people belongs to it alone.</summary>
public sealed class Organization
{
    private Organization() { }

    public Organization(Guid id, string name, string timeZone, string currency, DateTimeOffset now) =>
        (Id, Name, NameKey, TimeZone, Currency, CreatedAt) = (id, name, name.Trim().ToLowerInvariant(), timeZone, currency, now);

    public Guid Id { get; private set; }

    [NotPersonalData]
    public string Name { get; private set; } = "";

    [NotPersonalData]
    public string NameKey { get; private set; } = "";

    [NotPersonalData]
    public string TimeZone { get; private set; } = "UTC";

    [NotPersonalData]
    public string Currency { get; private set; } = "EUR";

    /// <summary>ISO country that phones without a prefix are read in.</summary>
    [NotPersonalData]
    public string? Country { get; set; }
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Where its owner first signed in.</summary>
    [NotPersonalData]
    public string? PublicUrl { get; set; }
}

internal sealed class OrganizationTable : IEntityTypeConfiguration<Organization>
{
    public void Configure(EntityTypeBuilder<Organization> organization)
    {
        organization.ToTable("organizations");
        organization.Property(o => o.Id).ValueGeneratedNever();
        organization.Property(o => o.Name).HasMaxLength(200);
        organization.Property(o => o.NameKey).HasMaxLength(200);
        organization.Property(o => o.TimeZone).HasMaxLength(64);
        organization.Property(o => o.Currency).HasMaxLength(3);
        organization.Property(o => o.Country).HasMaxLength(2);
        organization.Property(o => o.PublicUrl).HasMaxLength(300);
        organization.HasIndex(o => o.NameKey).IsUnique();
    }
}
