using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Activities;

/// <summary>Changes a planned activity, or takes it away.</summary>
public sealed class EditActivity(
    RapportDb db,
    Changes changes,
    OwnActivities own,
    CustomerParts parts,
    FindSubject subjects,
    WriteActivity write,
    FlagPersonalData flags
)
{
    public async Task Run(Guid id, ActivityInput input, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var activity = await own.ForChange(id, seenVersion, ct);
        var errors = new Errors();
        var (customerBefore, assigneeBefore) = (activity.CustomerId, activity.AssignedToId);
        var subject = await subjects.Run(input, new(activity.CustomerId, activity.RelatedType, activity.RelatedId), errors, ct);
        if (subject.CustomerId != activity.CustomerId && subject.CustomerId is { } other)
            await parts.Owner(other, Permission.WriteInteractions, ct);
        (activity.CustomerId, activity.RelatedType, activity.RelatedId) = (subject.CustomerId, subject.RelatedType, subject.RelatedId);
        if (input.ContactId.IsSet)
            activity.ContactId = input.ContactId.Value;
        await write.Fields(activity, input, errors, isNew: false, ct);
        errors.ThrowInvalid();

        db.ChangeTracker.DetectChanges();
        var fields = db.Entry(activity).Properties.Where(p => p.IsModified).Select(p => Snake.Of(p.Metadata.Name)).ToList();
        if (fields.Count > 0)
        {
            await write.Settle(activity, input, isNew: false, ct);
            foreach (var customer in new[] { activity.CustomerId, customerBefore }.Distinct())
                activity.Raise(
                    new ActivityUpdated(activity.Id, customer, [.. new[] { activity.AssignedToId, assigneeBefore }.Distinct()], fields)
                );
        }
        await change.Save(ct);
    }

    public async Task Remove(Guid id, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var activity = await own.ForChange(id, seenVersion, ct);
        db.Remove(activity);
        if (activity.CustomerId is { } customer)
            foreach (var field in new[] { "subject", "description" })
                await flags.Run(new(customer, null, field, "activity", id), null, ct);
        changes.Raise(new ActivityDeleted(activity.Id, activity.CustomerId, [activity.AssignedToId]));
        await change.Save(ct);
    }
}
