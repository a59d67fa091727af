using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Interactions.Notifications;

/// <summary>Marks what the caller was told as read, or as still to be read.</summary>
public sealed class ReadNotifications(RapportDb db, Changes changes, Sight sight, TimeProvider clock)
{
    public async Task Run(Guid id, bool read, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var notification =
            await db.Set<Notification>().SingleOrDefaultAsync(n => n.Id == id && n.UserId == sight.Me, ct)
            ?? throw new Missing("notification");
        if (notification.ReadAt is not null == read)
            return;
        notification.ReadAt = read ? clock.Now() : null;
        changes.Raise(new NotificationsRead(sight.Me, 1, read));
        await change.Save(ct);
    }

    public async Task<int> All(CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var count = await db.Execute(
            $"""
            update notifications set read_at = {clock.Now()}
            where organization_id = {db.TenantId} and user_id = {sight.Me} and read_at is null
            """,
            ct
        );
        if (count > 0)
            changes.Raise(new NotificationsRead(sight.Me, count, true));
        await change.Save(ct);
        return count;
    }
}
