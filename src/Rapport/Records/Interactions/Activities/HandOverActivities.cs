using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Trust.Identity;
using Rapport.Trust.Identity.Users;

namespace Rapport.Records.Interactions.Activities;

/// <summary>Gives the open activities of somebody who left to whoever takes over, in the transaction that shuts them out.</summary>
internal sealed class HandOverActivities(RapportDb db, Func<Changes> running, TimeProvider clock) : IFollowChanges, IHeldByUser
{
    private static readonly Sql Open = Sql.Raw("status in ('pending', 'in_progress')");

    public async Task Follow(IReadOnlyList<DomainEvent> events, Batch batch, CancellationToken ct)
    {
        foreach (var left in events.OfType<UserDeactivated>())
        {
            if (left.SuccessorId is not { } next || !await db.Users.AnyAsync(u => u.Id == next && u.Status == UserStatus.Active, ct))
                continue;
            var moved = await db.Execute(
                $"""
                update activities set assigned_to_id = {next}, updated_at = {clock.Now()}, version = version + 1
                where organization_id = {db.TenantId} and assigned_to_id = {left.UserId} and {Open}
                """,
                ct
            );
            if (moved == 0)
                continue;
            await using var told = await running().Begin(ct);
            running().Raise(new ActivitiesHandedOver(left.UserId, next, moved));
            await told.Save(ct);
        }
    }

    public async Task<IReadOnlyList<Holding>> Of(Guid user, CancellationToken ct) =>
        [
            new(
                "open_tasks",
                (
                    await db.Rows(
                        $"select count(*) from activities where organization_id = {db.TenantId} and assigned_to_id = {user} and {Open}",
                        row => row.Long(0),
                        ct
                    )
                )[0],
                HoldingFate.HandedOver
            ),
        ];
}
