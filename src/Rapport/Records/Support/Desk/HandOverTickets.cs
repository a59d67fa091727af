using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Trust.Identity;
using Rapport.Trust.Identity.Users;

namespace Rapport.Records.Support.Desk;

/// <summary>Open tickets of somebody who left were assigned to their successor, or to nobody.</summary>
[EventName("tickets.handed_over")]
public sealed record TicketsHandedOver(Guid UserId, Guid? SuccessorId, int Count) : DomainEvent
{
    public override string SubjectType => "user";
    public override Guid SubjectId => UserId;
    public override IEnumerable<string> Touches => ["tickets"];
}

/// <summary>Gives the open tickets of somebody who left to whoever takes over, in the transaction that shuts them out.</summary>
internal sealed class HandOverTickets(RapportDb db, Func<Changes> running, TimeProvider clock) : IFollowChanges, IHeldByUser
{
    private static readonly Sql Open = Sql.Raw("status in ('open', 'pending', 'on_hold')");

    public async Task Follow(IReadOnlyList<DomainEvent> events, Batch batch, CancellationToken ct)
    {
        foreach (var left in events.OfType<UserDeactivated>())
        {
            var next =
                left.SuccessorId is { } named && await db.Users.AnyAsync(u => u.Id == named && u.Status == UserStatus.Active, ct)
                    ? named
                    : (Guid?)null;
            var moved = await db.Execute(
                $"""
                update tickets set assignee_id = {next}, updated_at = {clock.Now()}, version = version + 1
                where organization_id = {db.TenantId} and assignee_id = {left.UserId} and {Open}
                """,
                ct
            );
            if (moved == 0)
                continue;
            await using var told = await running().Begin(ct);
            running().Raise(new TicketsHandedOver(left.UserId, next, moved));
            await told.Save(ct);
        }
    }

    public async Task<IReadOnlyList<Holding>> Of(Guid user, CancellationToken ct) =>
        [
            new(
                "open_tickets",
                (
                    await db.Rows(
                        $"select count(*) from tickets where organization_id = {db.TenantId} and assignee_id = {user} and {Open}",
                        row => row.Long(0),
                        ct
                    )
                )[0],
                HoldingFate.HandedOver
            ),
        ];
}
