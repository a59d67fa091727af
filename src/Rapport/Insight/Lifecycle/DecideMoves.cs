using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Interactions.Notifications;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Lifecycle;

/// <summary>Decides moves that wait for a second person, and moves that rules suggest.</summary>
public sealed class DecideMoves(
    RapportDb db,
    Changes changes,
    CustomerAccess customers,
    Access access,
    IServiceProvider services,
    TimeProvider clock
)
{
    public async Task Approve(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var request = await Waiting(id, ct);
        var customer = await customers.ForChange(request.CustomerId, Permission.OverrideLifecycle, ct);
        if (request.RequestedById is { } asked && asked == access.Caller.UserId)
            throw new Refusal("second_person_needed", "Somebody else who may override stages has to approve this.");
        var map = await StageMap.Load(db, ct);
        Decide(request, RequestState.Approved);
        await db.SaveChangesAsync(ct);
        var cause = new MoveCause(request.Trigger, request.Reason)
        {
            ById = request.RequestedById,
            ApprovedById = access.Caller.UserId,
            IsPersonal = true,
        };
        var moved = await services
            .GetRequiredService<WriteMoves>()
            .Run([new(customer.Id, request.FromStageId, [request.ToStageId])], cause, map, ct);
        if (moved.Count == 0)
            throw new Refusal("stage_changed", $"{customer.DisplayName} was moved otherwise meanwhile. The request is out of date.");
        await Tell(request, customer, $"was approved: {map[request.ToStageId].Name}", ct);
        await change.Save(ct);
    }

    /// <summary>Who asked may withdraw the request.</summary>
    public async Task Refuse(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var request = await Waiting(id, ct);
        var isOwn = request.RequestedById is { } asked && asked == access.Caller.UserId;
        var permission = isOwn ? Permission.MoveLifecycle : Permission.OverrideLifecycle;
        var customer = await customers.ForChange(request.CustomerId, permission, ct);
        Decide(request, isOwn ? RequestState.Withdrawn : RequestState.Refused);
        if (!isOwn)
            await Tell(request, customer, "was refused", ct);
        await change.Save(ct);
    }

    public async Task Accept(Guid suggestionId, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var (suggestion, customer) = await Open(suggestionId, ct);
        var map = await StageMap.Load(db, ct);
        if (map.Move(suggestion.FromStageId, suggestion.ToStageId) is not false)
            await customers.Require(Permission.OverrideLifecycle, customer, ct);
        Decide(suggestion, SuggestionState.Accepted);
        await db.SaveChangesAsync(ct);
        var cause = MoveStage.Cause(access, suggestion.Reason) with { IsPersonal = false };
        var moved = await services
            .GetRequiredService<WriteMoves>()
            .Run([new(customer.Id, suggestion.FromStageId, [suggestion.ToStageId])], cause, map, ct);
        if (moved.Count == 0)
            throw new Refusal("stage_changed", $"{customer.DisplayName} was moved otherwise meanwhile.");
        await change.Save(ct);
    }

    public async Task Dismiss(Guid suggestionId, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var (suggestion, _) = await Open(suggestionId, ct);
        Decide(suggestion, SuggestionState.Dismissed);
        await change.Save(ct);
    }

    private async Task<StageMoveRequest> Waiting(Guid id, CancellationToken ct)
    {
        await db.Hold("stage_move_requests", id, RowLock.Update, ct);
        var request = await db.StageMoveRequests.SingleOrDefaultAsync(r => r.Id == id, ct) ?? throw new Missing("request");
        return request.State == RequestState.Waiting
            ? request
            : throw new Refusal("already_decided", "This request has been decided already, or is out of date.");
    }

    private async Task<(StageSuggestion, Customer)> Open(Guid id, CancellationToken ct)
    {
        await db.Hold("stage_suggestions", id, RowLock.Update, ct);
        var suggestion = await db.StageSuggestions.SingleOrDefaultAsync(s => s.Id == id, ct) ?? throw new Missing("suggestion");
        var customer = await customers.ForChange(suggestion.CustomerId, Permission.MoveLifecycle, ct);
        return suggestion.State == SuggestionState.Open
            ? (suggestion, customer)
            : throw new Refusal("already_decided", "This suggestion has been decided already, or is out of date.");
    }

    private void Decide(StageMoveRequest request, RequestState state)
    {
        (request.State, request.DecidedAt, request.DecidedById) = (state, clock.Now(), access.Caller.UserId);
        changes.Raise(new StageMoveRequested(request.Id, request.CustomerId, request.FromStageId, request.ToStageId, state));
    }

    private void Decide(StageSuggestion suggestion, SuggestionState state)
    {
        (suggestion.State, suggestion.DecidedAt, suggestion.DecidedById) = (state, clock.Now(), access.Caller.UserId);
        changes.Raise(new StageMoveSuggested(state, null, suggestion.ToStageId, [suggestion.CustomerId]));
    }

    private async Task Tell(StageMoveRequest request, Customer customer, string said, CancellationToken ct)
    {
        if (request.RequestedById is { } asked)
            await services
                .GetRequiredService<Notify>()
                .Run(
                    new Notification
                    {
                        UserId = asked,
                        Kind = NotificationKind.Approval,
                        OnceKey = $"stage-move:{request.Id}",
                        Title = $"Your stage change of {Short(customer.DisplayName)} {said}",
                        Url = $"/customers/{customer.Id}?tab=lifecycle",
                        CustomerId = customer.Id,
                        CreatedAt = clock.Now(),
                    },
                    ct
                );
    }

    private static string Short(string name) => name.Length > 100 ? name[..100] + "…" : name;
}
