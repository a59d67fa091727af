using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Jobs;
using Rapport.Records.Interactions.Notifications;

namespace Rapport.Records.Interactions.Activities;

/// <summary>
/// Reminds whoever has an activity to do, at the set time and once: the job waits in the database, whatever restarts meanwhile, and the
/// word about one time is said once.
/// </summary>
public sealed class RemindOfActivity(RapportDb db, Changes changes, Notify notify, TimeProvider clock) : IJob<RemindOfActivity.Arguments>
{
    public sealed record Arguments(Guid ActivityId, DateTimeOffset At);

    public static string Kind => "remind_of_activity";

    public async Task Run(Arguments arguments, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var activity = await db.Set<Activity>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == arguments.ActivityId, ct);
        // Done meanwhile, or put off: the new time has a job of its own.
        if (activity is not { IsOpen: true, ReminderAt: { } at } || StoredValue.TimeText(at) != StoredValue.TimeText(arguments.At))
            return;
        await notify.Run(
            new Notification
            {
                UserId = activity.AssignedToId,
                Kind = NotificationKind.Reminder,
                OnceKey = $"reminder:{activity.Id}:{at.ToUnixTimeMilliseconds()}",
                Title = activity.Subject,
                Body = "Reminder",
                Url = $"/activities/{activity.Id}/edit",
                CustomerId = activity.CustomerId,
                CreatedAt = clock.Now(),
            },
            ct
        );
        await change.Save(ct);
    }
}
