using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Segments;

/// <summary>Puts customers into a static segment by hand, or takes them out, at once. Who belongs to a dynamic one its rule says.</summary>
public sealed class AssignSegment(RapportDb db, Changes changes, Access access, CustomerAccess customers, TimeProvider clock)
{
    public const int Most = 1_000;

    public sealed record Request(IReadOnlyList<Guid>? CustomerIds);

    /// <param name="Added">How many of them did not belong to it before.</param>
    public sealed record Response(int Added, int Members);

    public async Task<Response> Run(Guid segmentId, Request request, CancellationToken ct)
    {
        if (request.CustomerIds is not { Count: > 0 } ids)
            throw new Invalid("customer_ids", "Name at least one customer.");
        if (ids.Count > Most)
            throw new Invalid("customer_ids", $"At most {Most:N0} customers at a time.");
        await using var change = await changes.Begin(ct);
        var segment = await ByHand(segmentId, ct);
        var owners = await customers.AllForChange(ids, Permission.WriteCustomers, ct);
        var known = (
            await db.Rows(
                $"select customer_id from segment_members where organization_id = {db.TenantId} and segment_id = {segmentId} and {Sql.In("customer_id", ids)}",
                row => row.Id(0),
                ct
            )
        ).ToHashSet();
        var added = owners.Select(c => c.Id).Where(id => !known.Contains(id)).ToList();
        var now = clock.Now();
        foreach (var id in added)
            db.Add(
                new SegmentMember
                {
                    SegmentId = segmentId,
                    CustomerId = id,
                    AssignedAt = now,
                    AssignedById = access.Caller.UserId,
                    How = AssignedHow.Manual,
                }
            );
        if (added.Count > 0)
            changes.Raise(new SegmentEntered(segmentId, segment.Name, AssignedHow.Manual, added));
        await change.Save(ct);
        return new Response(added.Count, await db.SegmentMembers.CountAsync(m => m.SegmentId == segmentId, ct));
    }

    public async Task Remove(Guid segmentId, Guid customerId, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var segment = await ByHand(segmentId, ct);
        var customer = await customers.ForChange(customerId, Permission.WriteCustomers, ct);
        var member =
            await db.SegmentMembers.SingleOrDefaultAsync(m => m.SegmentId == segmentId && m.CustomerId == customer.Id, ct)
            ?? throw new Missing("customer in this segment");
        db.Remove(member);
        changes.Raise(new SegmentLeft(segmentId, segment.Name, AssignedHow.Manual, [customer.Id]));
        await change.Save(ct);
    }

    private async Task<Segment> ByHand(Guid id, CancellationToken ct)
    {
        var segment = await db.Segments.SingleOrDefaultAsync(s => s.Id == id, ct) ?? throw new Missing("segment");
        return segment.Type == SegmentType.Static
            ? segment
            : throw new Refusal(
                "dynamic_segment",
                $"Who belongs to {segment.Name} follows from its rule, so nobody is added or removed by hand."
            );
    }
}
