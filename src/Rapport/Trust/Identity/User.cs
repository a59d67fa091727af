using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using PersonalDataAttribute = Rapport.Platform.Data.PersonalDataAttribute;

namespace Rapport.Trust.Identity;

/// <summary>
/// A sign-in: one e-mail, its password, codes and passkeys. It stands outside the tenants, since signing in names no organization.
/// </summary>
public sealed class Login : IdentityUser<Guid>
{
    public Guid OrganizationId { get; set; }
    public Guid UserId { get; set; }
}

public enum UserStatus
{
    Active,
    Invited,
    Deactivated,
    System,
}

/// <summary>A member of staff, in one organization.</summary>
public sealed class User : VersionedEntity
{
    public Guid? LoginId { get; set; }

    [PersonalData(DataSubject.User)]
    public string Name { get; set; } = "";

    [PersonalData(DataSubject.User)]
    public string Email { get; set; } = "";
    public UserStatus Status { get; set; }
    public Guid? BranchId { get; set; }
    public Guid? ManagerId { get; set; }

    [NotPersonalData]
    public string TimeZone { get; set; } = "UTC";

    [NotPersonalData]
    public string Locale { get; set; } = "en-GB";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastSignInAt { get; set; }

    public bool IsActive => Status == UserStatus.Active;
}

/// <summary>A unit of the organization: a garage, a shop, an office.</summary>
public sealed class Branch : VersionedEntity
{
    [NotPersonalData]
    public string Name { get; set; } = "";

    [NotPersonalData]
    public string? City { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; set; }
}

/// <summary>One signed-in browser or program. Only hashes of its tokens are kept.</summary>
public sealed class Session : Entity
{
    public Guid UserId { get; init; }

    [NotPersonalData]
    public byte[] TokenHash { get; set; } = [];

    [NotPersonalData]
    public byte[]? RefreshHash { get; set; }

    /// <summary>The refresh token before this one: whoever still uses it holds a stolen copy, or lost theirs to a thief.</summary>
    [NotPersonalData]
    public byte[]? PreviousRefreshHash { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? RefreshExpiresAt { get; set; }
    public DateTimeOffset LastSeenAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }

    [PersonalData(DataSubject.User)]
    public string? Ip { get; set; }

    [PersonalData(DataSubject.User)]
    public string? Device { get; set; }
}

/// <summary>A personal key for programs: part of its user's permissions, until it expires or is revoked.</summary>
public sealed class ApiKey : Entity
{
    public Guid UserId { get; init; }

    [NotPersonalData]
    public string Name { get; init; } = "";

    /// <summary>The first characters, to tell keys apart.</summary>
    [NotPersonalData]
    public string Prefix { get; init; } = "";

    [NotPersonalData]
    public byte[] TokenHash { get; init; } = [];

    /// <summary>Words of the permissions it is limited to, separated by spaces.</summary>
    [NotPersonalData]
    public string Scopes { get; init; } = "";

    /// <summary>How far these reached for its maker when it was made, and what was hidden from them; it never holds more.</summary>
    [NotPersonalData]
    public string GrantsJson { get; init; } = "{}";

    [NotPersonalData]
    public string MasksJson { get; init; } = "[]";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>A link that lets one person join, or choose a new password. Only its hash is kept.</summary>
public sealed class Invitation : Entity
{
    public Guid UserId { get; init; }

    [NotPersonalData]
    public byte[] TokenHash { get; init; } = [];
    public bool IsPasswordReset { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>A key of the framework's data protection, sealed with the master key, so that every node reads the same cookies.</summary>
public sealed class DataProtectionKey
{
    public Guid Id { get; init; } = Ids.Next();

    [NotPersonalData]
    public string FriendlyName { get; init; } = "";

    [NotPersonalData]
    public byte[] Sealed { get; init; } = [];
}

internal sealed class IdentityTables
    : IEntityTypeConfiguration<Login>,
        IEntityTypeConfiguration<IdentityUserClaim<Guid>>,
        IEntityTypeConfiguration<IdentityUserLogin<Guid>>,
        IEntityTypeConfiguration<IdentityUserToken<Guid>>,
        IEntityTypeConfiguration<IdentityUserPasskey<Guid>>,
        IEntityTypeConfiguration<User>,
        IEntityTypeConfiguration<Branch>,
        IEntityTypeConfiguration<Session>,
        IEntityTypeConfiguration<ApiKey>,
        IEntityTypeConfiguration<Invitation>,
        IEntityTypeConfiguration<DataProtectionKey>
{
    public void Configure(EntityTypeBuilder<Login> login)
    {
        login.ToTable("logins");
        login.Property(l => l.Id).ValueGeneratedNever();
        login.Property(l => l.Email).HasMaxLength(320);
        login.Property(l => l.NormalizedEmail).HasMaxLength(320);
        login.Property(l => l.UserName).HasMaxLength(320);
        login.Property(l => l.NormalizedUserName).HasMaxLength(320);
        login.Property(l => l.ConcurrencyStamp).IsConcurrencyToken();
        login.HasIndex(l => l.NormalizedEmail).IsUnique();
        login.HasIndex(l => l.NormalizedUserName).IsUnique();
    }

    public void Configure(EntityTypeBuilder<IdentityUserClaim<Guid>> claim)
    {
        claim.ToTable("login_claims");
        claim.HasKey(c => c.Id);
        claim.HasOne<Login>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<IdentityUserLogin<Guid>> provider)
    {
        provider.ToTable("login_providers");
        provider.HasKey(p => new { p.LoginProvider, p.ProviderKey });
        provider.HasOne<Login>().WithMany().HasForeignKey(p => p.UserId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<IdentityUserToken<Guid>> token)
    {
        token.ToTable("login_tokens");
        token.HasKey(t => new
        {
            t.UserId,
            t.LoginProvider,
            t.Name,
        });
        token.HasOne<Login>().WithMany().HasForeignKey(t => t.UserId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<IdentityUserPasskey<Guid>> passkey)
    {
        passkey.ToTable("login_passkeys");
        passkey.HasKey(p => p.CredentialId);
        passkey.Property(p => p.CredentialId).HasMaxLength(1024);
        passkey.OwnsOne(p => p.Data).ToJson("data");
        passkey.HasOne<Login>().WithMany().HasForeignKey(p => p.UserId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<User> user)
    {
        user.ToTable("users");
        user.Property(u => u.Name).HasMaxLength(200);
        user.Property(u => u.Email).HasMaxLength(320);
        user.Property(u => u.TimeZone).HasMaxLength(64);
        user.Property(u => u.Locale).HasMaxLength(20);
        user.References<User, Branch>(u => u.BranchId);
        user.References<User, User>(u => u.ManagerId);
        user.HasIndex(u => new { u.OrganizationId, u.Email }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<Branch> branch)
    {
        branch.ToTable("branches");
        branch.Property(b => b.Name).HasMaxLength(200);
        branch.Property(b => b.City).HasMaxLength(100);
        branch.HasIndex(b => new { b.OrganizationId, b.Name }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<Session> session)
    {
        session.ToTable("sessions");
        session.Property(s => s.Ip).HasMaxLength(64);
        session.Property(s => s.Device).HasMaxLength(300);
        session.References<Session, User>(s => s.UserId);
        session.HasIndex(s => new { s.OrganizationId, s.TokenHash });
        session.HasIndex(s => new { s.OrganizationId, s.RefreshHash });
    }

    public void Configure(EntityTypeBuilder<ApiKey> key)
    {
        key.ToTable("api_keys");
        key.Property(k => k.Name).HasMaxLength(100);
        key.Property(k => k.Prefix).HasMaxLength(20);
        key.References<ApiKey, User>(k => k.UserId);
        key.HasIndex(k => new { k.OrganizationId, k.TokenHash });
    }

    public void Configure(EntityTypeBuilder<Invitation> invitation)
    {
        invitation.ToTable("invitations");
        invitation.References<Invitation, User>(i => i.UserId);
        invitation.HasIndex(i => new { i.OrganizationId, i.TokenHash });
    }

    public void Configure(EntityTypeBuilder<DataProtectionKey> key)
    {
        key.ToTable("data_protection_keys");
        key.Property(k => k.Id).ValueGeneratedNever();
    }
}

public static class IdentityDoors
{
    extension(RapportDb db)
    {
        public DbSet<Login> Logins => db.Set<Login>();
        public DbSet<User> Users => db.Set<User>();
        public DbSet<Branch> Branches => db.Set<Branch>();
        public DbSet<Session> Sessions => db.Set<Session>();
        public DbSet<ApiKey> ApiKeys => db.Set<ApiKey>();
        public DbSet<Invitation> Invitations => db.Set<Invitation>();
    }
}
