using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Identity;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Team;

/// <summary>
/// Lets a user look after a customer beside its owner, or no longer. Who is on the team reaches the customer as an owner does.
/// </summary>
public sealed class EditTeam(RapportDb db, Changes changes, CustomerParts parts, TimeProvider clock)
{
    public sealed record Request
    {
        public Maybe<Guid> UserId { get; init; }
        public Maybe<TeamRole> Role { get; init; }
    }

    public sealed record Response(TeamMember Member, User User, bool IsNew);

    /// <summary>Adds the user, or gives a member another role.</summary>
    public async Task<Response> Run(Guid customerId, Request request, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var customer = await parts.Owner(customerId, Permission.AssignCustomers, ct);
        var errors = new Errors();
        if (!request.UserId.IsSet)
            errors.Add("user_id", "It is required.");
        if (!request.Role.IsSet)
            errors.Add("role", $"It is required: one of {string.Join(", ", Words.All<TeamRole>())}.");
        var user = request.UserId.IsSet
            ? await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == request.UserId.Value && u.Status == UserStatus.Active, ct)
            : null;
        if (request.UserId.IsSet && user is null)
            errors.Add("user_id", "Somebody on the team must be an active user.");
        errors.ThrowInvalid();

        var member = await db.TeamMembers.SingleOrDefaultAsync(m => m.CustomerId == customer.Id && m.UserId == user!.Id, ct);
        var isNew = member is null;
        if (member?.Role == request.Role.Value)
            return new Response(member, user!, false);
        if (member is null)
            db.Add(
                member = new TeamMember
                {
                    CustomerId = customer.Id,
                    UserId = user!.Id,
                    CreatedAt = clock.Now(),
                }
            );
        else
            member.Raise(new TeamMemberRemoved(customer.Id, member.Id, user!.Id, member.Role));
        member.Role = request.Role.Value;
        member.Raise(new TeamMemberAdded(customer.Id, member.Id, user.Id, member.Role));
        await change.Save(ct);
        return new Response(member, user, isNew);
    }

    public async Task Remove(Guid customerId, Guid userId, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var customer = await parts.Owner(customerId, Permission.AssignCustomers, ct);
        var member =
            await db.TeamMembers.SingleOrDefaultAsync(m => m.CustomerId == customer.Id && m.UserId == userId, ct)
            ?? throw new Missing("member of this team");
        db.Remove(member);
        member.Raise(new TeamMemberRemoved(customer.Id, member.Id, userId, member.Role));
        await change.Save(ct);
    }
}
