using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Activities;

/// <summary>
/// Completes an activity: what came of it becomes an interaction on the customer's timeline, once, and a follow-up may be planned at once.
/// Completing what is completed changes nothing; reopening takes the interaction back.
/// </summary>
public sealed class CompleteActivity(
    RapportDb db,
    Changes changes,
    OwnActivities own,
    LogInteraction log,
    EditInteraction interactions,
    PlanActivity plan,
    Access access,
    TimeProvider clock
)
{
    public sealed record Request
    {
        public string? Outcome { get; init; }
        public string? Description { get; init; }
        public int? DurationMinutes { get; init; }
        public Sentiment? Sentiment { get; init; }

        /// <summary>Now when left out.</summary>
        public DateTimeOffset? CompletedAt { get; init; }
        public NextStep? FollowUp { get; init; }

        [System.Text.Json.Serialization.JsonIgnore]
        public bool ConfirmsPersonalData { get; init; }
    }

    /// <summary>What is to be done next: all of it may be left out, and the due date is read from the text.</summary>
    public sealed record NextStep(string? Subject, DateTimeOffset? DueDate, string? Text, ActivityType? ActivityType, Guid? AssignedTo);

    public sealed record Response(Guid Id, Guid? InteractionId, Guid? FollowUpId);

    public async Task<Response> Run(Guid id, Request request, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var activity = await own.ForChange(id, seenVersion: null, ct);
        if (activity.Status == ActivityStatus.Completed)
        {
            var next = await db.Set<Activity>()
                .Where(a => a.FollowsId == id)
                .OrderBy(a => a.Id)
                .Select(a => (Guid?)a.Id)
                .FirstOrDefaultAsync(ct);
            return new Response(id, activity.ResultInteractionId, next);
        }
        Versions.Require(seenVersion, activity.Version);
        if (activity.Status == ActivityStatus.Cancelled)
            throw new Refusal("cancelled", "It was cancelled. Set its status to pending first.");
        var errors = new Errors();
        var at = request.CompletedAt ?? clock.Now();
        if (at > clock.Now() + TimeSpan.FromMinutes(5))
            errors.Add("completed_at", "It lies in the future.");
        errors.ThrowInvalid();

        (activity.Status, activity.CompletedAt, activity.UpdatedAt) = (ActivityStatus.Completed, at, clock.Now());
        var interaction = activity.CustomerId is { } customer ? await Result(activity, customer, request, at, errors, ct) : null;
        activity.ResultInteractionId = interaction?.Id;
        var followUp = request.FollowUp is { } step ? await Follow(activity, step, request, errors, ct) : null;
        activity.Raise(new ActivityCompleted(activity.Id, activity.CustomerId, [activity.AssignedToId], interaction?.Id));
        await change.Save(ct);
        return new Response(activity.Id, interaction?.Id, followUp?.Id);
    }

    public async Task Reopen(Guid id, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var activity = await own.ForChange(id, seenVersion, ct);
        if (activity.Status != ActivityStatus.Completed)
            return;
        if (
            activity.ResultInteractionId is { } result
            && await db.Set<Interaction>().SingleOrDefaultAsync(i => i.Id == result, ct) is { } interaction
        )
            await interactions.Remove(interaction, ct);
        (activity.Status, activity.CompletedAt, activity.ResultInteractionId, activity.UpdatedAt) = (
            ActivityStatus.Pending,
            null,
            null,
            clock.Now()
        );
        activity.Raise(new ActivityReopened(activity.Id, activity.CustomerId, [activity.AssignedToId]));
        await change.Save(ct);
    }

    private async Task<Interaction> Result(
        Activity activity,
        Guid customer,
        Request request,
        DateTimeOffset at,
        Errors errors,
        CancellationToken ct
    )
    {
        var interaction = await log.New(
            customer,
            new(customer, activity.RelatedType, activity.RelatedId),
            new InteractionInput
            {
                ExternalId = $"activity:{activity.Id}",
                InteractionType = activity.ResultType,
                Subject = activity.Subject,
                Description = request.Description ?? activity.Description,
                OccurredAt = at,
                DurationMinutes = request.DurationMinutes,
                Outcome = request.Outcome ?? Words.Of(Outcome.Completed),
                Sentiment = request.Sentiment is { } sentiment ? new Maybe<Sentiment?>(sentiment) : default,
                ContactId = activity.ContactId,
                Attendees = new Attendees(Facts.Attendees.Stored(activity.Attendees)),
                Source = InteractionSource.Manual,
                ConfirmsPersonalData = request.ConfirmsPersonalData,
            },
            errors,
            ct
        );
        interaction.ActivityId = activity.Id;
        return interaction;
    }

    private Task<Activity> Follow(Activity done, NextStep step, Request request, Errors errors, CancellationToken ct) =>
        plan.Add(
            new ActivityInput
            {
                Subject =
                    step.Subject
                    ?? step.Text?.Trim().Split('\n')[0]
                    ?? $"Follow up: {done.Subject}"[..Math.Min(300, done.Subject.Length + 11)],
                DueDate = step.DueDate,
                Text = step.Text ?? request.Description,
                ActivityType =
                    step.ActivityType
                    ?? (
                        done.ActivityType is ActivityType.Call or ActivityType.Email or ActivityType.Meeting
                            ? done.ActivityType
                            : ActivityType.FollowUp
                    ),
                AssignedTo = step.AssignedTo ?? access.Caller.UserId,
                ContactId = done.ContactId,
                FollowsId = done.Id,
                ConfirmsPersonalData = request.ConfirmsPersonalData,
            },
            new(done.CustomerId, done.RelatedType, done.RelatedId),
            errors,
            ct
        );
}
