using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Records.Customers.Criteria;

namespace Rapport.Insight.Segments;

/// <summary>
/// Takes customers into a dynamic segment and out of it: the rows, the log with a reason for each, the event, and the notifications of
/// owners.
/// </summary>
public sealed class MoveMembers(RapportDb db, Changes changes, CustomerQuery query, NotifySegmentOwners owners, TimeProvider clock)
{
    /// <summary>Up to here each customer's own reason is worked out; more at once are a recalculation.</summary>
    private const int OneByOne = 50;
    private const int AtOnce = 5_000;
    private const int MostPhrases = 3;

    internal async Task Run(
        OrderedSegment segment,
        IReadOnlyList<Guid> entered,
        IReadOnlyList<Guid> left,
        string cause,
        CriteriaMoment now,
        CancellationToken ct
    )
    {
        if (entered.Count + left.Count == 0)
            return;
        var reasons = entered.Count + left.Count <= OneByOne ? await Reasons(segment, [.. entered, .. left], cause, now, ct) : [];
        string Why(Guid customer, bool isIn) => reasons.TryGetValue(customer, out var why) ? (isIn ? why.In : why.Out) : cause;

        var at = clock.Now();
        foreach (var some in entered.Chunk(AtOnce))
        {
            var members = some.Select(id => Member(segment.Id, id, at)).ToList();
            await new Batch(db)
                .Insert(Members, members)
                .Insert(Log, [.. some.Select(id => Change(segment.Id, id, true, Why(id, true), at))])
                .Run(ct);
            foreach (var same in some.GroupBy(id => Why(id, true)))
                changes.Raise(new SegmentEntered(segment.Id, segment.Name, AssignedHow.Rule, same.Key, [.. same]));
        }
        foreach (var some in left.Chunk(AtOnce))
        {
            await new Batch(db)
                .Write(
                    $"""
                    delete from segment_members
                    where organization_id = {db.TenantId} and segment_id = {segment.Id} and {Sql.In("customer_id", some)}
                    """
                )
                .Insert(Log, [.. some.Select(id => Change(segment.Id, id, false, Why(id, false), at))])
                .Run(ct);
            foreach (var same in some.GroupBy(id => Why(id, false)))
                changes.Raise(new SegmentLeft(segment.Id, segment.Name, AssignedHow.Rule, same.Key, [.. same]));
        }
        await db.Execute(
            $"""
            update segments set member_count = member_count + {(long)(entered.Count - left.Count)}, last_calculated_at = {at}
            where organization_id = {db.TenantId} and id = {segment.Id}
            """,
            ct
        );
        if (segment.NotifiesOwners && entered.Count > 0)
            await owners.Run(segment.Id, segment.Name, entered, id => Why(id, true), ct);
    }

    private sealed record Reason(string In, string Out);

    /// <summary>Which conditions each of these meets, and which not.</summary>
    private async Task<Dictionary<Guid, Reason>> Reasons(
        OrderedSegment segment,
        IReadOnlyCollection<Guid> customers,
        string cause,
        CriteriaMoment now,
        CancellationToken ct
    )
    {
        var met = await db.Rows(query.Met(segment.Criteria, customers, now), query.ReadMet(segment.Criteria), ct);
        return met.ToDictionary(
            m => m.Customer,
            m => new Reason(
                Cut($"{cause}: {Listed(m.Conditions.Where(c => c.IsMet))}"),
                Cut(
                    m.IsLive
                        ? m.Conditions.Any(c => !c.IsMet)
                            ? $"{cause}: no longer so that {Listed(m.Conditions.Where(c => !c.IsMet))}"
                            : $"{cause}: in a segment of the same group that comes first"
                        : $"{cause}: archived or merged"
                )
            )
        );
    }

    private static string Listed(IEnumerable<(string Phrase, bool IsMet)> conditions)
    {
        var phrases = conditions.Select(c => c.Phrase).Take(MostPhrases).ToList();
        return phrases.Count == 0 ? "all customers belong to it" : string.Join(", ", phrases);
    }

    private static string Cut(string text) => text.Length > SegmentChange.MaxReason ? text[..(SegmentChange.MaxReason - 1)] + "…" : text;

    private SegmentMember Member(Guid segment, Guid customer, DateTimeOffset at) =>
        new()
        {
            OrganizationId = db.TenantId,
            SegmentId = segment,
            CustomerId = customer,
            AssignedAt = at,
            How = AssignedHow.Rule,
        };

    private SegmentChange Change(Guid segment, Guid customer, bool entered, string reason, DateTimeOffset at) =>
        new()
        {
            OrganizationId = db.TenantId,
            SegmentId = segment,
            CustomerId = customer,
            Entered = entered,
            How = AssignedHow.Rule,
            At = at,
            Reason = reason,
        };

    private static readonly TableInsert<SegmentMember> Members = new TableInsert<SegmentMember>("segment_members")
        .Column("organization_id", m => m.OrganizationId)
        .Column("id", m => m.Id)
        .Column("segment_id", m => m.SegmentId)
        .Column("customer_id", m => m.CustomerId)
        .Column("assigned_at", m => m.AssignedAt)
        .Column("assigned_by_id", m => m.AssignedById)
        .Column("how", m => m.How)
        .OnConflict("on conflict do nothing");

    internal static readonly TableInsert<SegmentChange> Log = new TableInsert<SegmentChange>("segment_changes")
        .Column("organization_id", c => c.OrganizationId)
        .Column("id", c => c.Id)
        .Column("segment_id", c => c.SegmentId)
        .Column("customer_id", c => c.CustomerId)
        .Column("entered", c => c.Entered)
        .Column("how", c => c.How)
        .Column("by_id", c => c.ById)
        .Column("at", c => c.At)
        .Column("reason", c => c.Reason);
}
