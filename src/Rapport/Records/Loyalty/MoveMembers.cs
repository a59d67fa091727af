using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Jobs;

namespace Rapport.Records.Loyalty;

/// <summary>After the levels changed, the last members came to theirs.</summary>
[EventName("loyalty_members.moved")]
public sealed record LoyaltyMembersMoved(Guid OrganizationId) : DomainEvent
{
    public override string SubjectType => "organization";
    public override Guid SubjectId => OrganizationId;
    public override IEnumerable<string> Touches => ["loyalty_tiers", "customers"];
}

/// <summary>
/// Brings members to the level that their points are worth, a thousand to a change, so that others write in between. Run again, it moves
/// whom it had not reached.
/// </summary>
public sealed class MoveMembers(RapportDb db, Changes changes) : IJob<MoveMembers.Arguments>
{
    private const int Lot = 1_000;

    public sealed record Arguments(Guid After);

    public static string Kind => "move_loyalty_members";

    public async Task Run(Arguments arguments, CancellationToken ct)
    {
        for (Guid? after = arguments.After; after is { } from; )
        {
            await using var change = await changes.Begin(ct);
            after = await Some(from, ct);
            if (after is null)
                changes.Raise(new LoyaltyMembersMoved(db.TenantId));
            await change.Save(ct);
        }
    }

    /// <summary>Moves the next thousand who stand elsewhere than they ought to, in the running change.</summary>
    /// <returns>The last of them, when there may be more.</returns>
    internal async Task<Guid?> Some(Guid after, CancellationToken ct)
    {
        // Whoever has a level is a member.
        Sql worth = $"""
            (select t.name from loyalty_tiers t where t.organization_id = {db.TenantId} and t.points <= s.lifetime_points
              order by t.points desc limit 1)
            """;
        var moving = await db.Rows(
            $"""
            select s.customer_id from customer_summary s where s.organization_id = {db.TenantId} and s.customer_id > {after}
              and s.tier is not null and s.tier <> {worth}
            order by s.customer_id limit {Lot}
            """,
            row => row.Id(0),
            ct
        );
        if (moving.Count > 0)
            await db.Execute(
                $"""
                update customer_summary as s set tier = {worth}
                where s.organization_id = {db.TenantId} and {Sql.In("s.customer_id", moving)}
                """,
                ct
            );
        return moving.Count < Lot ? null : moving[^1];
    }
}
