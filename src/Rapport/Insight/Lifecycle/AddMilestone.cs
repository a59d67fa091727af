using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Lifecycle;

/// <summary>Adds a milestone by hand, or takes one back that was added so.</summary>
public sealed class AddMilestone(RapportDb db, Changes changes, CustomerAccess customers, Access access, TimeProvider clock)
{
    /// <param name="OccurredAt">Now when left out.</param>
    public sealed record Request(MilestoneType? Type, DateTimeOffset? OccurredAt = null, string? Note = null);

    public async Task<MilestoneView> Run(Guid customerId, Request request, CancellationToken ct)
    {
        var errors = new Errors();
        if (request.Type is null)
            errors.Add("type", $"It is required: one of {string.Join(", ", Words.All<MilestoneType>())}.");
        if (request.OccurredAt > clock.Now().AddDays(1))
            errors.Add("occurred_at", "A milestone lies in the past.");
        if (request.OccurredAt is { Year: < 1900 })
            errors.Add("occurred_at", "It must be a time after 1900.");
        var note = errors.Text("note", request.Note, Milestone.MaxNote);
        errors.ThrowInvalid();

        await using var change = await changes.Begin(ct);
        var customer = await customers.ForChange(customerId, Permission.MoveLifecycle, ct);
        if (await db.Milestones.AnyAsync(m => m.CustomerId == customer.Id && m.Type == request.Type, ct))
            throw new Refusal("milestone_exists", $"{customer.DisplayName} has this milestone already.");
        var milestone = new Milestone
        {
            OrganizationId = db.TenantId,
            CustomerId = customer.Id,
            Type = request.Type!.Value,
            OccurredAt = (request.OccurredAt ?? clock.Now()).ToUniversalTime(),
            Note = note,
            CreatedById = access.Caller.UserId,
            CreatedAt = clock.Now(),
        };
        await new Batch(db)
            .Insert(KeepMilestones.Table, [milestone])
            .Insert(KeepCustomersInStep.Timeline, [KeepMilestones.Entry(milestone)])
            .Run(ct);
        changes.Raise(new MilestoneReached(milestone.Id, customer.Id, milestone.Type, milestone.OccurredAt));
        await change.Save(ct);
        return new MilestoneView(milestone.Id, milestone.Type, milestone.OccurredAt, milestone.Note, false);
    }
}
