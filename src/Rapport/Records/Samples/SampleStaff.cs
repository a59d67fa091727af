using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Trust.Identity;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Samples;

/// <summary>
/// The sample garage's branches and the people who work there. Nobody knows their passwords; an administrator hands out links.
/// </summary>
internal sealed class SampleStaff
{
    public required Guid OrganizationId { get; init; }
    public Dictionary<string, Branch> Branches { get; } = [];
    public List<User> All { get; } = [];

    public IEnumerable<User> Of(string branch) => All.Where(u => u.BranchId == Branches[branch].Id);

    public static async Task<SampleStaff> Hire(RapportDb db, UserManager<Login> logins, DateTimeOffset now, CancellationToken ct)
    {
        var staff = new SampleStaff { OrganizationId = db.TenantId };
        foreach (var name in SampleWords.Towns.Keys)
        {
            staff.Branches[name] =
                await db.Branches.SingleOrDefaultAsync(b => b.Name == name, ct)
                ?? new Branch
                {
                    Name = name,
                    City = name,
                    CreatedAt = now,
                };
            if (db.Entry(staff.Branches[name]).State == EntityState.Detached)
                db.Add(staff.Branches[name]);
        }
        var roles = await db.Roles.ToDictionaryAsync(r => r.Key, ct);
        foreach (var (name, branch, role) in SampleWords.Staff)
        {
            var email = name.ToLowerInvariant().Replace(' ', '.') + "@hartley.example";
            var user = new User
            {
                Name = name,
                Email = email,
                Status = UserStatus.Active,
                BranchId = staff.Branches[branch].Id,
                TimeZone = "Europe/London",
                CreatedAt = now,
            };
            user.LoginId = await Login(logins, db.TenantId, user);
            db.Add(user);
            db.Add(new UserRole { UserId = user.Id, RoleId = roles[role].Id });
            staff.All.Add(user);
        }
        return staff;
    }

    /// <summary>
    /// An address signs in to one organization of the installation; the second garage's staff waits for addresses of its own.
    /// </summary>
    private static async Task<Guid?> Login(UserManager<Login> logins, Guid organization, User user)
    {
        if (await logins.FindByEmailAsync(user.Email) is not null)
            return null;
        var login = new Login
        {
            Id = Ids.Next(),
            OrganizationId = organization,
            UserId = user.Id,
            UserName = user.Email,
            Email = user.Email,
            EmailConfirmed = true,
            LockoutEnabled = true,
        };
        var created = await logins.CreateAsync(login, RandomNumberGenerator.GetHexString(40));
        return created.Succeeded ? login.Id : null;
    }
}
