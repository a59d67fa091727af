using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Trust.Identity;
using Rapport.Trust.Identity.Users;

namespace Rapport.Records.Customers.Team;

/// <summary>Customers of somebody who left fell to another, or to the pool of their branch.</summary>
[EventName("customers.handed_over")]
public sealed record CustomersHandedOver(Guid UserId, Guid? SuccessorId, Guid[] CustomerIds) : DomainEvent, IChangeCustomers, IOnTimeline
{
    public override string SubjectType => "user";
    public override Guid SubjectId => UserId;
    public override IEnumerable<string> Touches => ["customers"];

    [JsonIgnore]
    public IEnumerable<Guid> Customers => CustomerIds;

    [JsonIgnore]
    public IEnumerable<Guid> OnTimelineOf => CustomerIds;

    [JsonIgnore]
    public string TimelineType => "customer.handed_over";

    [JsonIgnore]
    public object TimelineDetails => new { from = UserId, to = SuccessorId };
}

/// <summary>Somebody who left is no longer on the teams of these customers.</summary>
[EventName("customers.team_left")]
public sealed record CustomersTeamLeft(Guid UserId, Guid[] CustomerIds) : DomainEvent
{
    public override string SubjectType => "user";
    public override Guid SubjectId => UserId;
    public override IEnumerable<string> Touches => ["customers"];
}

/// <summary>
/// Hands over what a deactivated user owned, in the transaction that deactivates: no customer has an owner who cannot sign in.
/// It asks for the running changes late, since these are made with all that follows them.
/// </summary>
public sealed class HandOver(RapportDb db, Func<Changes> running, TimeProvider clock) : IFollowChanges
{
    private const int Chunk = 500;

    public async Task Follow(IReadOnlyList<DomainEvent> events, Batch batch, CancellationToken ct)
    {
        foreach (var left in events.OfType<UserDeactivated>())
            await Run(left.UserId, left.SuccessorId, left.BranchId, ct);
    }

    public async Task Run(Guid user, Guid? successor, Guid? branch, CancellationToken ct)
    {
        if (successor is { } next && !await db.Users.AnyAsync(u => u.Id == next && u.Status == UserStatus.Active, ct))
            successor = null;
        while (await Owned(user, ct) is { Length: > 0 } customers)
        {
            // Without an owner, the branch is where a customer is found: the leaver's, when it has none.
            var pool = successor is null ? branch : null;
            await db.Execute(
                $"""
                update customers set owner_id = {successor}, branch_id = coalesce(branch_id, {pool}), updated_at = {clock.Now()},
                  version = version + 1
                where organization_id = {db.TenantId} and {Sql.In("id", customers)}
                """,
                ct
            );
            await Tell(new CustomersHandedOver(user, successor, customers), ct);
        }
        var teams = await db.Rows(
            $"delete from team_members where organization_id = {db.TenantId} and user_id = {user} returning customer_id",
            row => row.Id(0),
            ct
        );
        foreach (var customers in teams.Chunk(Chunk))
            await Tell(new CustomersTeamLeft(user, customers), ct);
    }

    private async Task<Guid[]> Owned(Guid user, CancellationToken ct) =>
        [
            .. await db.Rows(
                $"select id from customers where organization_id = {db.TenantId} and owner_id = {user} order by id limit {Chunk}",
                row => row.Id(0),
                ct
            ),
        ];

    private async Task Tell(DomainEvent happened, CancellationToken ct)
    {
        var changes = running();
        await using var part = await changes.Begin(ct);
        changes.Raise(happened);
        await part.Save(ct);
    }
}
