using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Identity;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Activities;

/// <summary>Plans something to be done, with a customer or without.</summary>
public sealed class PlanActivity(
    RapportDb db,
    Changes changes,
    CustomerParts parts,
    FindSubject subjects,
    WriteActivity write,
    Access access,
    TimeProvider clock
)
{
    public async Task<Guid> Run(ActivityInput input, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var errors = new Errors();
        var subject = await subjects.Run(input, new(null, null, null), errors, ct);
        errors.ThrowInvalid();
        if (subject.CustomerId is { } customer)
            await parts.Owner(customer, Permission.WriteInteractions, ct);
        var activity = await Add(input, subject, errors, ct);
        await change.Save(ct);
        return activity.Id;
    }

    /// <summary>Inside a change that has checked the right to the customer.</summary>
    internal async Task<Activity> Add(ActivityInput input, FindSubject.Response subject, Errors errors, CancellationToken ct)
    {
        var activity = new Activity
        {
            CustomerId = subject.CustomerId,
            ContactId = input.ContactId.Value,
            RelatedType = subject.RelatedType,
            RelatedId = subject.RelatedId,
            FollowsId = input.FollowsId,
            ActivityType = ActivityType.Task,
            CreatedById = access.Caller.UserId ?? await db.Users.Where(u => u.Status == UserStatus.System).Select(u => u.Id).FirstAsync(ct),
            CreatedAt = clock.Now(),
        };
        await write.Fields(activity, input, errors, isNew: true, ct);
        errors.ThrowInvalid();
        db.Add(activity);
        await write.Settle(activity, input, isNew: true, ct);
        activity.Raise(
            new ActivityPlanned(activity.Id, activity.CustomerId, [activity.AssignedToId], activity.ActivityType, activity.DueDate)
        );
        return activity;
    }
}
