using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Segments;

/// <summary>
/// Puts customers into a static segment by hand, or takes them out, at once. Who belongs to a dynamic one its criteria say.
/// </summary>
public sealed class AssignSegment(RapportDb db, Changes changes, Access access, CustomerAccess customers, TimeProvider clock)
{
    public const int Most = 1_000;
    private const string ByHand = "By hand";

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
        var segment = await Static(segmentId, ct);
        var owners = await customers.AllForChange(ids, Permission.WriteSegments, ct);
        var added = await Add(segment, [.. owners.Select(c => c.Id)], ct);
        await change.Save(ct);
        return new Response(added.Count, await db.SegmentMembers.CountAsync(m => m.SegmentId == segmentId, ct));
    }

    /// <summary>Inside the running change: takes in customers who are in reach and locked; gives those who were not members.</summary>
    public async Task<IReadOnlyList<Guid>> Add(Segment segment, IReadOnlyCollection<Guid> customers, CancellationToken ct)
    {
        var known = (
            await db.Rows(
                $"""
                select customer_id from segment_members
                where organization_id = {db.TenantId} and segment_id = {segment.Id} and {Sql.In("customer_id", customers)}
                """,
                row => row.Id(0),
                ct
            )
        ).ToHashSet();
        var (added, now) = (customers.Where(id => !known.Contains(id)).ToList(), clock.Now());
        if (added.Count == 0)
            return added;
        foreach (var id in added)
            db.Add(
                new SegmentMember
                {
                    SegmentId = segment.Id,
                    CustomerId = id,
                    AssignedAt = now,
                    AssignedById = access.Caller.UserId,
                    How = AssignedHow.Manual,
                }
            );
        changes.Raise(new SegmentEntered(segment.Id, segment.Name, AssignedHow.Manual, ByHand, added));
        await Note(segment.Id, added, isIn: true, now, ct);
        return added;
    }

    public async Task Remove(Guid segmentId, Guid customerId, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var segment = await Static(segmentId, ct);
        var customer = await customers.ForChange(customerId, Permission.WriteSegments, ct);
        if ((await Remove(segment, [customer.Id], ct)).Count == 0)
            throw new Missing("customer in this segment");
        await change.Save(ct);
    }

    /// <inheritdoc cref="Add"/>
    public async Task<IReadOnlyList<Guid>> Remove(Segment segment, IReadOnlyCollection<Guid> customers, CancellationToken ct)
    {
        var removed = await db.Rows(
            $"""
            delete from segment_members
            where organization_id = {db.TenantId} and segment_id = {segment.Id} and {Sql.In("customer_id", customers)}
            returning customer_id
            """,
            row => row.Id(0),
            ct
        );
        if (removed.Count == 0)
            return removed;
        changes.Raise(new SegmentLeft(segment.Id, segment.Name, AssignedHow.Manual, ByHand, removed));
        await Note(segment.Id, removed, isIn: false, clock.Now(), ct);
        return removed;
    }

    /// <summary>A segment that people choose the members of; 409 for another.</summary>
    public async Task<Segment> Static(Guid id, CancellationToken ct)
    {
        var segment = await db.Segments.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) ?? throw new Missing("segment");
        return segment.Type == SegmentType.Static
            ? segment
            : throw new Refusal(
                "dynamic_segment",
                $"The members of {segment.Name} follow from its criteria, so nobody is added or removed by hand."
            );
    }

    private async Task Note(Guid segment, IReadOnlyList<Guid> customers, bool isIn, DateTimeOffset now, CancellationToken ct)
    {
        var lines = customers
            .Select(id => new SegmentChange
            {
                OrganizationId = db.TenantId,
                SegmentId = segment,
                CustomerId = id,
                Entered = isIn,
                How = AssignedHow.Manual,
                ById = access.Caller.UserId,
                At = now,
                Reason = ByHand,
            })
            .ToList();
        await new Batch(db).Insert(MoveMembers.Log, lines).Run(ct);
        await db.Execute(
            $"""
            update segments set member_count = member_count + {(long)(isIn ? customers.Count : -customers.Count)}
            where organization_id = {db.TenantId} and id = {segment}
            """,
            ct
        );
    }
}
