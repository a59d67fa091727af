using Microsoft.AspNetCore.Identity;
using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Identity.SigningIn;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.Organizations;

/// <summary>
/// Founds an organization: its built-in roles, the system user that answers for what no person did, and its owner with a way to sign in.
/// </summary>
public sealed class CreateOrganization(
    RapportDb db,
    Changes changes,
    Organizations organizations,
    UserManager<Login> logins,
    TimeProvider clock
)
{
    public sealed record Request(string? Name, string? OwnerEmail, string? OwnerPassword)
    {
        public string? OwnerName { get; init; }
        public string? Country { get; init; }
        public string? TimeZone { get; init; }
        public string? Currency { get; init; }

        /// <summary>Only where there is none yet: of two nodes, or two people, at once one makes it.</summary>
        public bool IsFirst { get; init; }
    }

    public sealed record Response(Guid OrganizationId, Guid OwnerId, string OwnerEmail);

    public async Task<Response> Run(Request request, CancellationToken ct)
    {
        await Check(request, ct);
        EmailAddress.TryParse(request.OwnerEmail, out var address);
        var (now, email) = (clock.Now(), address.Normalized);
        var organization = new Organization(Ids.Next(), request.Name!.Trim(), request.TimeZone ?? "UTC", request.Currency ?? "EUR", now)
        {
            Country = request.Country,
        };
        db.Tenant.Enter(organization.Id);

        await using var change = await changes.Begin(ct);
        if (request.IsFirst)
            await RefuseSecond(ct);
        db.Add(organization);
        db.Add(
            new User
            {
                Name = "System",
                Email = "system",
                Status = UserStatus.System,
                TimeZone = organization.TimeZone,
                CreatedAt = now,
            }
        );
        var roles = BuiltInRoles.All().ToList();
        db.AddRange(roles);

        var owner = new User
        {
            Name = NameOf(request),
            Email = email,
            Status = UserStatus.Active,
            TimeZone = organization.TimeZone,
            CreatedAt = now,
            LoginId = Ids.Next(),
        };
        db.Add(owner);
        db.Add(new UserRole { UserId = owner.Id, RoleId = roles.Single(r => r.Key == BuiltInRoles.Owner).Id });
        changes.Raise(new OrganizationCreated(organization.Id, organization.Name));
        await AddLogin(owner, organization.Id, request.OwnerPassword!);
        await change.Save(ct);
        return new Response(organization.Id, owner.Id, email);
    }

    /// <summary>Those that come at once wait for each other.</summary>
    private async Task RefuseSecond(CancellationToken ct)
    {
        await db.LockInstallation(727747, ct);
        if (await organizations.Any(ct))
            throw new Refusal("set_up_done", "Rapport has been set up already. Sign in instead.");
    }

    private async Task AddLogin(User owner, Guid organization, string password)
    {
        var login = new Login
        {
            Id = owner.LoginId!.Value,
            OrganizationId = organization,
            UserId = owner.Id,
            UserName = owner.Email,
            Email = owner.Email,
            EmailConfirmed = true,
            LockoutEnabled = true,
        };
        var created = await logins.CreateAsync(login, password);
        if (created.Succeeded)
            return;
        throw created.Errors.Any(e => e.Code == "password")
            ? new Invalid("owner_password", created.Errors.First().Description)
            : new Refusal("email_in_use", "Somebody signs in with this e-mail address already.");
    }

    private async Task Check(Request request, CancellationToken ct)
    {
        var errors = new Errors();
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Trim().Length > 200)
            errors.Add("name", "Enter a name of up to 200 characters.");
        if (request.OwnerName is { Length: > 200 })
            errors.Add("owner_name", "Use at most 200 characters.");
        if (!EmailAddress.TryParse(request.OwnerEmail, out _))
            errors.Add("owner_email", "Enter an e-mail address such as ada@example.org.");
        if (PasswordRules.Fault(request.OwnerPassword, request.OwnerEmail) is { } fault)
            errors.Add("owner_password", fault);
        if (request.Country is { } country && !Countries.IsCode(country))
            errors.Add("country", "Use the country's two-letter code, such as DE.");
        if (request.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            errors.Add("time_zone", "Use a time zone such as Europe/Berlin.");
        if (request.Currency is { } currency && !(currency.Length == 3 && currency.All(char.IsAsciiLetterUpper)))
            errors.Add("currency", "Use a currency code such as EUR.");
        errors.ThrowInvalid();
        if (await organizations.Find(request.Name!, ct) is not null)
            throw new Refusal("organization_exists", $"There is an organization called {request.Name!.Trim()} already.");
    }

    private static string NameOf(Request request) =>
        string.IsNullOrWhiteSpace(request.OwnerName) ? request.OwnerEmail!.Split('@')[0].Trim() : request.OwnerName.Trim();
}
