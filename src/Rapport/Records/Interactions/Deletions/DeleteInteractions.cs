using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Facts;
using Rapport.Records.Interactions.Notifications;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Deletions;

/// <summary>
/// Takes requests to delete many interactions, and carries them out once somebody else who answers for interactions agrees.
/// </summary>
public sealed class DeleteInteractions(
    RapportDb db,
    Changes changes,
    CustomerAccess customers,
    Notify notify,
    Access access,
    TimeProvider clock
)
{
    public const int Most = 1_000;

    public sealed record Request(List<Guid>? Ids, string? Reason);

    public async Task<Guid> Ask(Request request, CancellationToken ct)
    {
        access.Require(Permission.WriteInteractions);
        var ids = request.Ids?.Distinct().ToList() ?? [];
        var errors = new Errors();
        var reason = errors.Text("reason", request.Reason, 1000, required: true);
        if (ids.Count is 0 or > Most)
            errors.Add("ids", $"Name 1 to {Most:N0} interactions.");
        errors.ThrowInvalid();

        await using var change = await changes.Begin(ct);
        if ((await Reached(ids, Permission.WriteInteractions, ct)).Count < ids.Count)
            throw new Invalid("ids", "Some of these are not there, or not yours to delete.");
        var deletion = new InteractionDeletion
        {
            InteractionIds = string.Join(' ', ids),
            Count = ids.Count,
            Reason = reason!,
            RequestedById = access.Caller.UserId,
            RequestedAt = clock.Now(),
        };
        db.Add(deletion);
        changes.Raise(Moved(deletion));
        await change.Save(ct);
        return deletion.Id;
    }

    public async Task Approve(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var deletion = await Waiting(id, ct);
        if (deletion.RequestedById == access.Caller.UserId)
            throw new Refusal("second_person_needed", "Somebody else who manages interactions has to approve this.");
        var interactions = await db.Set<Interaction>().Where(i => deletion.Ids.Contains(i.Id)).ToListAsync(ct);
        await RequireAll([.. interactions.Select(i => i.Id)], ct);

        (deletion.State, deletion.Deleted) = (DeletionState.Done, interactions.Count);
        if (interactions.Count > 0)
        {
            db.RemoveRange(interactions);
            changes.Raise(
                new FactsWritten(
                    "interaction",
                    interactions[0].Id,
                    0,
                    0,
                    interactions.Count,
                    [.. interactions.Select(i => i.CustomerId).Distinct()]
                )
                {
                    RemovedIds = [.. interactions.Select(i => i.Id)],
                }
            );
        }
        await Decide(deletion, "was approved", ct);
        await change.Save(ct);
    }

    /// <summary>Whoever asked may take it back themself.</summary>
    public async Task Refuse(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var deletion = await Waiting(id, ct);
        if (deletion.RequestedById != access.Caller.UserId)
            await RequireAll(await db.Set<Interaction>().Where(i => deletion.Ids.Contains(i.Id)).Select(i => i.Id).ToListAsync(ct), ct);
        deletion.State = DeletionState.Refused;
        await Decide(deletion, "was refused", ct);
        await change.Save(ct);
    }

    /// <summary>Whoever decides answers for all of them.</summary>
    private async Task RequireAll(List<Guid> interactions, CancellationToken ct)
    {
        if ((await Reached(interactions, Permission.ManageInteractions, ct)).Count < interactions.Count)
            throw new Forbidden(Words.Of(Permission.ManageInteractions), Words.Of(access.Require(Permission.ManageInteractions)));
    }

    private async Task<InteractionDeletion> Waiting(Guid id, CancellationToken ct)
    {
        await db.Hold("interaction_deletions", id, RowLock.Update, ct);
        var deletion = await db.Set<InteractionDeletion>().SingleOrDefaultAsync(d => d.Id == id, ct) ?? throw new Missing("deletion");
        if (!access.Has(Permission.ManageInteractions) && deletion.RequestedById != access.Caller.UserId)
            throw new Forbidden(Words.Of(Permission.ManageInteractions));
        return deletion.State == DeletionState.Waiting ? deletion : throw new Refusal("already_decided", "This has been decided already.");
    }

    private async Task Decide(InteractionDeletion deletion, string said, CancellationToken ct)
    {
        (deletion.DecidedAt, deletion.DecidedById) = (clock.Now(), access.Caller.UserId);
        changes.Raise(Moved(deletion));
        if (deletion.RequestedById is not { } asked || asked == access.Caller.UserId)
            return;
        await notify.Run(
            new Notification
            {
                UserId = asked,
                Kind = NotificationKind.Approval,
                OnceKey = $"deletion:{deletion.Id}",
                Title = $"Your deletion of {deletion.Count:N0} interactions {said}",
                Url = "/interactions",
                CreatedAt = clock.Now(),
            },
            ct
        );
    }

    private async Task<List<Guid>> Reached(List<Guid> ids, Permission permission, CancellationToken ct)
    {
        var reached = new List<Guid>();
        foreach (var some in ids.Chunk(500))
            reached.AddRange(
                await db.Rows(
                    $"""
                    select i.id from interactions i join customers c on c.organization_id = i.organization_id and c.id = i.customer_id
                    where i.organization_id = {db.TenantId} and {Sql.In("i.id", some)} and {customers.Visible(permission, "c")}
                    """,
                    row => row.Id(0),
                    ct
                )
            );
        return reached;
    }

    private static InteractionDeletionMoved Moved(InteractionDeletion deletion) =>
        new(deletion.Id, deletion.State, deletion.RequestedById, deletion.Ids, deletion.Deleted);
}
