using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;

namespace Rapport.Records.Interactions.Notifications;

/// <summary>Tells a user of something, once.</summary>
public sealed class Notify(RapportDb db, Changes changes)
{
    /// <summary>Inside the running change. False when they were told of it before.</summary>
    public async Task<bool> Run(Notification notification, CancellationToken ct)
    {
        if (await db.Set<Notification>().AnyAsync(n => n.UserId == notification.UserId && n.OnceKey == notification.OnceKey, ct))
            return false;
        db.Add(notification);
        changes.Raise(new NotificationSent(notification.Id, notification.UserId, notification.Kind));
        return true;
    }
}
