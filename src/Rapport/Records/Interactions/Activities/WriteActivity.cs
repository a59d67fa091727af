using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Jobs;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Interactions.Notifications;
using Rapport.Trust.Identity;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Activities;

/// <summary>
/// Puts the fields of a request into an activity, sets its reminder and tells whom it is given to. Planning and editing share it.
/// </summary>
public sealed class WriteActivity(RapportDb db, FlagPersonalData flags, Notify notify, Access access, TimeProvider clock)
{
    private sealed record Assignee(Guid Id, string TimeZone);

    internal async Task Fields(Activity activity, ActivityInput input, Errors errors, bool isNew, CancellationToken ct)
    {
        if (input.ActivityType.IsSet)
            activity.ActivityType = input.ActivityType.Value ?? ActivityType.Task;
        if (input.Description.IsSet)
            activity.Description = FreeText.Stored(
                "description",
                WriteInteraction.Text(errors, "description", input.Description.Value, 20_000),
                input.ConfirmsPersonalData
            );
        if (input.Priority.IsSet)
            activity.Priority = input.Priority.Value ?? ActivityPriority.Normal;
        if (input.Attendees.IsSet)
            activity.Attendees = input.Attendees.Value?.ToStored("attendees", errors);
        if (input.ReminderAt.IsSet)
            activity.ReminderAt = input.ReminderAt.Value;
        Subject(activity, input, errors, isNew);
        Status(activity, input, errors);
        var assignee = await Assign(activity, input, errors, isNew, ct);
        if (input.DueDate is { IsSet: true, Value: { } due })
            activity.DueDate = due;
        else if (input.DueDate.IsSet && !isNew)
            errors.Add("due_date", "It is required.");
        else if (isNew)
            activity.DueDate = Due(input, Zone(assignee?.TimeZone ?? access.Caller.TimeZone));
    }

    private static void Subject(Activity activity, ActivityInput input, Errors errors, bool isNew)
    {
        if (!input.Subject.IsSet && !isNew)
            return;
        var subject = input.Subject.Value ?? (isNew ? FirstLine(input.Text ?? input.Description.Value) : null);
        activity.Subject =
            FreeText.Stored("subject", WriteInteraction.Text(errors, "subject", subject, 300), input.ConfirmsPersonalData) ?? "";
        if (activity.Subject.Length == 0)
            errors.Add("subject", "It is required.");
    }

    private static void Status(Activity activity, ActivityInput input, Errors errors)
    {
        if (input.Status is not { IsSet: true, Value: { } status } || status == activity.Status)
            return;
        if (status == ActivityStatus.Completed)
            errors.Add("status", "Complete it with PUT /api/activities/{id}/completion, which writes what came of it.");
        else if (activity.Status == ActivityStatus.Completed)
            errors.Add("status", "It is completed. Reopen it with DELETE /api/activities/{id}/completion.");
        else
            activity.Status = status;
    }

    private async Task<Assignee?> Assign(Activity activity, ActivityInput input, Errors errors, bool isNew, CancellationToken ct)
    {
        if (!isNew && !input.AssignedTo.IsSet)
            return null;
        var wanted = input.AssignedTo.Value ?? access.Caller.UserId;
        var user = await db
            .Users.Where(u => u.Id == wanted && u.Status == UserStatus.Active)
            .Select(u => new Assignee(u.Id, u.TimeZone))
            .SingleOrDefaultAsync(ct);
        if (user is null)
            errors.Add("assigned_to", "It must be an active user.");
        else
            activity.AssignedToId = user.Id;
        return user;
    }

    /// <summary>From the words that were sent, most deliberate first; else tomorrow at nine.</summary>
    private DateTimeOffset Due(ActivityInput input, TimeZoneInfo zone) =>
        new[] { input.Text, input.Subject.Value, input.Description.Value }
            .Select(text => DueWords.Read(text, clock.Now(), zone))
            .FirstOrDefault(due => due is not null)
        ?? DueWords.Default(clock.Now(), zone);

    /// <summary>What goes along with it: its review, its reminder, and a word to whom it is given.</summary>
    internal async Task Settle(Activity activity, ActivityInput input, bool isNew, CancellationToken ct)
    {
        activity.UpdatedAt = clock.Now();
        if (activity.CustomerId is { } customer)
        {
            if (input.Subject.IsSet)
                await flags.Run(new(customer, null, "subject", "activity", activity.Id), input.Subject.Value, ct);
            if (input.Description.IsSet)
                await flags.Run(new(customer, null, "description", "activity", activity.Id), input.Description.Value, ct);
        }
        var entry = db.Entry(activity);
        if (activity is { ReminderAt: { } at, IsOpen: true } && (isNew || entry.Property(a => a.ReminderAt).IsModified))
            db.Add(Job.Of<RemindOfActivity, RemindOfActivity.Arguments>(db.TenantId, new(activity.Id, at), at));
        if (activity.AssignedToId == access.Caller.UserId || !(isNew || entry.Property(a => a.AssignedToId).IsModified))
            return;
        await notify.Run(
            new Notification
            {
                UserId = activity.AssignedToId,
                Kind = NotificationKind.Assigned,
                OnceKey = $"assigned:{activity.Id}",
                Title = $"{access.Caller.Name} gave you an activity",
                Body = activity.Subject,
                Url = $"/activities/{activity.Id}/edit",
                CustomerId = activity.CustomerId,
                CreatedAt = clock.Now(),
            },
            ct
        );
    }

    internal static TimeZoneInfo Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    private static string? FirstLine(string? text) =>
        text?.Trim().Split('\n')[0].Trim() is { Length: > 300 } line ? line[..300] : text?.Trim().Split('\n')[0].Trim();
}
