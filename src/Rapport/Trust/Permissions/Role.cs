using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;

namespace Rapport.Trust.Permissions;

/// <summary>
/// A named set of permissions. The nine built-in ones come with each organization and cannot be changed; custom ones can.
/// </summary>
public sealed class Role : VersionedEntity
{
    private Role() { }

    public Role(string key, string name, Grants grants, bool isBuiltIn)
    {
        (Key, Name, IsBuiltIn) = (key, name, isBuiltIn);
        Grants = grants;
    }

    [NotPersonalData]
    public string Key { get; private set; } = "";

    [NotPersonalData]
    public string Name { get; set; } = "";

    [NotPersonalData]
    public string? Description { get; set; }
    public bool IsBuiltIn { get; private set; }

    [NotPersonalData]
    public string GrantsJson { get; private set; } = "{}";

    [NotPersonalData]
    public string MasksJson { get; private set; } = "[]";

    public Grants Grants
    {
        get => Grants.Read(GrantsJson, MasksJson);
        set => (GrantsJson, MasksJson) = value.Stored();
    }
}

/// <summary>A role that a user has.</summary>
public sealed class UserRole : Entity
{
    public Guid UserId { get; init; }
    public Guid RoleId { get; init; }
}

internal sealed class RoleTables : IEntityTypeConfiguration<Role>, IEntityTypeConfiguration<UserRole>
{
    public void Configure(EntityTypeBuilder<Role> role)
    {
        role.ToTable("roles");
        role.Property(r => r.Key).HasMaxLength(60);
        role.Property(r => r.Name).HasMaxLength(100);
        role.Property(r => r.Description).HasMaxLength(500);
        role.Ignore(r => r.Grants);
        role.HasIndex(r => new { r.OrganizationId, r.Key }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<UserRole> given)
    {
        given.ToTable("user_roles");
        given.References<UserRole, Identity.User>(g => g.UserId);
        given.References<UserRole, Role>(g => g.RoleId);
        given
            .HasIndex(g => new
            {
                g.OrganizationId,
                g.UserId,
                g.RoleId,
            })
            .IsUnique();
    }
}

public static class RoleDoors
{
    extension(RapportDb db)
    {
        public DbSet<Role> Roles => db.Set<Role>();
        public DbSet<UserRole> UserRoles => db.Set<UserRole>();
    }
}
