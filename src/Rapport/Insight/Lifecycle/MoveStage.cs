using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Facts;
using Rapport.Records.Sales;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Lifecycle;

/// <summary>
/// Moves one customer: at once where the move is allowed, after an approval where it says so, and otherwise only with a reason and the
/// permission to override.
/// </summary>
public sealed class MoveStage(RapportDb db, Changes changes, CustomerAccess customers, Access access, IServiceProvider services)
{
    /// <param name="Stage">ID, name or system key.</param>
    /// <param name="From">The stage that the caller has seen; the move is refused when it is another by now.</param>
    /// <param name="CreateOpportunity">With a move to Opportunity; as the settings say when left out.</param>
    public sealed record Request(string? Stage, string? Reason = null, string? From = null, bool? CreateOpportunity = null);

    /// <param name="RequestId">Of a move that waits for an approval.</param>
    public sealed record Response(Guid CustomerId, StageRef From, StageRef To, Guid? RequestId)
    {
        public bool IsWaiting => RequestId is not null;
        public bool OffersOpportunity { get; init; }
        public Guid? OpportunityId { get; init; }
    }

    public async Task<Response> Run(Guid customerId, Request request, CancellationToken ct)
    {
        var reason = CheckedReason(request.Reason);
        await using var change = await changes.Begin(ct);
        var customer = await customers.ForChange(customerId, Permission.MoveLifecycle, ct);
        if (customer.IsArchived)
            throw new Refusal("archived", $"{customer.DisplayName} is archived. Restore it first.");
        await LifecycleRows.Ensure(db, [customerId], ct);
        var map = await StageMap.Load(db, ct);
        var to = map.Named(request.Stage);
        var from = map[await LifecycleRows.Current(db, customerId, ct)];
        if (!string.IsNullOrWhiteSpace(request.From) && map.Find(request.From)?.Id != from.Id)
            throw await MovedMeanwhile(customer, from, map, ct);
        if (from.Id == to.Id)
            throw new Refusal(
                "already_in_stage",
                $"{customer.DisplayName} is in {to.Name} already.",
                new Dictionary<string, object?> { ["allowed"] = map.AllowedFrom(from.Id) }
            );
        var response = await Move(customer, from, to, request with { Reason = reason }, map, ct);
        await change.Save(ct);
        return response;
    }

    private async Task<Response> Move(
        Customer customer,
        LifecycleStage from,
        LifecycleStage to,
        Request request,
        StageMap map,
        CancellationToken ct
    )
    {
        var reason = request.Reason;
        var needsApproval = map.Move(from.Id, to.Id);
        if (needsApproval is null && reason is null)
            throw map.NotAllowed(customer, from.Id, to);
        if (needsApproval is null)
            await customers.Require(Permission.OverrideLifecycle, customer, ct);
        var (source, target) = (StageRef.Of(from), StageRef.Of(to));
        if (needsApproval == true)
            return new(customer.Id, source, target, await Ask(customer, from, to, reason, ct));
        await services.GetRequiredService<WriteMoves>().Run([new(customer.Id, from.Id, [to.Id])], Cause(access, reason), map, ct);
        return new Response(customer.Id, source, target, null) is var moved && to.SystemKey == SystemStage.Opportunity
            ? await WithOpportunity(moved, customer, request.CreateOpportunity, map, ct)
            : moved;
    }

    internal static MoveCause Cause(Access access, string? reason) =>
        new(TriggerOf(access.Caller), reason) { ById = access.Caller.UserId, IsPersonal = true };

    /// <summary>A signed-in person's move is made by hand, by page or API; <c>api</c> means an API key.</summary>
    internal static MoveTrigger TriggerOf(Caller caller) =>
        caller.ApiKeyId is not null ? MoveTrigger.Api
        : caller.UserId is not null ? MoveTrigger.Manual
        : MoveTrigger.System;

    internal static string? CheckedReason(string? reason)
    {
        var errors = new Errors();
        var text = errors.Text("reason", reason, StageChange.MaxReason);
        errors.ThrowInvalid();
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private async Task<Guid> Ask(Customer customer, LifecycleStage from, LifecycleStage to, string? reason, CancellationToken ct)
    {
        if (await db.StageMoveRequests.AnyAsync(r => r.CustomerId == customer.Id && r.State == RequestState.Waiting, ct))
            throw new Refusal("already_requested", $"A move of {customer.DisplayName} waits for an approval already.");
        var request = new StageMoveRequest
        {
            CustomerId = customer.Id,
            FromStageId = from.Id,
            ToStageId = to.Id,
            Reason = reason,
            Trigger = TriggerOf(access.Caller),
            RequestedById = access.Caller.UserId,
            RequestedAt = services.GetRequiredService<TimeProvider>().Now(),
        };
        db.Add(request);
        changes.Raise(new StageMoveRequested(request.Id, customer.Id, from.Id, to.Id, RequestState.Waiting));
        await services.GetRequiredService<AlertOwners>().OfRequest(request, customer.DisplayName, to.Name, ct);
        return request.Id;
    }

    private async Task<Refusal> MovedMeanwhile(Customer customer, LifecycleStage now, StageMap map, CancellationToken ct)
    {
        var by = await db.Rows(
            $"""
            select u.name from stage_changes h join users u on u.organization_id = h.organization_id and u.id = h.changed_by_id
            where h.organization_id = {db.TenantId} and h.customer_id = {customer.Id} order by h.changed_at desc, h.id desc limit 1
            """,
            row => row.Text(0),
            ct
        );
        return new(
            "stage_changed",
            $"{by.FirstOrDefault() ?? "Rapport"} moved {customer.DisplayName} to {now.Name} meanwhile.",
            new Dictionary<string, object?> { ["current_stage"] = StageRef.Of(now), ["allowed"] = map.AllowedFrom(now.Id) }
        );
    }

    /// <summary>A qualified lead has an opportunity: made here where the organization wants that, else offered.</summary>
    private async Task<Response> WithOpportunity(Response moved, Customer customer, bool? wanted, StageMap map, CancellationToken ct)
    {
        if (wanted == true)
            await customers.Require(Permission.WriteSales, customer, ct);
        if (await db.Set<Opportunity>().AnyAsync(o => o.CustomerId == customer.Id && o.Status == OpportunityStatus.Open, ct))
            return moved;
        if (!(wanted ?? map.Settings.CreatesOpportunity) || !access.Has(Permission.WriteSales))
            return moved with { OffersOpportunity = true };
        var made = await services
            .GetRequiredService<WriteFact>()
            .Run("opportunity", customer.Id, ct, ("name", $"Opportunity with {customer.DisplayName}"), ("status", "open"));
        return moved with { OpportunityId = made };
    }
}
