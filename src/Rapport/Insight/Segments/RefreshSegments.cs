using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Records.Customers.Criteria;

namespace Rapport.Insight.Segments;

/// <summary>
/// Brings the members of dynamic segments to what their criteria say: of all customers, of some who changed, or of those for whom a
/// boundary in time was passed. Everything happens inside the running change.
/// </summary>
public sealed class RefreshSegments(RapportDb db, CriteriaFields fields, CustomerQuery query, MoveMembers move, TimeProvider clock)
{
    private static readonly BatchSize Together = new(2_000, 500);

    /// <summary>From here on looking at everybody costs less than looking at each.</summary>
    private const int Many = 50_000;

    /// <param name="Displaced">How many match and are in a segment before it of the same exclusive group.</param>
    public sealed record Refreshed(long Members, int Entered, int Left, long Displaced);

    private SegmentOrder? order;

    /// <summary>Goes through all customers for one segment, then through those who moved for the segments that depend on it.</summary>
    public async Task<Refreshed> Full(Guid id, string cause, CancellationToken ct)
    {
        await Begin(ct);
        if (order!.Named(id) is not { } segment)
            return new Refreshed(0, 0, 0, 0);
        var (refreshed, moved) = await Full(segment, cause, ct);
        await Follow(segment.Id, moved, cause, ct);
        return refreshed;
    }

    /// <summary>Looks again at customers who changed.</summary>
    /// <param name="subjects">What changed about them; null for anything.</param>
    public async Task Changed(IReadOnlyCollection<Guid> customers, IReadOnlySet<string>? subjects, string cause, CancellationToken ct)
    {
        await Begin(ct);
        foreach (var some in customers.Chunk(Together.On(db)))
            await Evaluate(
                order!
                    .All.Where(s => s.IsContinuous && (subjects is null || s.Subjects.Overlaps(subjects)))
                    .ToDictionary(s => s.Id, _ => some.ToHashSet()),
                cause,
                ct
            );
    }

    /// <summary>Looks again at those for whom a boundary in time was passed since the last time.</summary>
    public async Task Time(CancellationToken ct)
    {
        await Begin(ct);
        var now = new CriteriaMoment(clock.Now(), await query.Zone(ct));
        var passed = new Dictionary<Guid, HashSet<Guid>>();
        foreach (var segment in order!.All.Where(s => s.IsContinuous && s.MovedTo is not null && CriteriaTimes.Moves(s.Criteria)))
        {
            var customers = await Passed(segment, now, ct);
            if (customers.Count > 0)
                passed[segment.Id] = customers;
        }
        foreach (var segment in order.All.Where(s => passed.GetValueOrDefault(s.Id)?.Count > Many).ToList())
        {
            passed.Remove(segment.Id);
            var (_, moved) = await Full(segment, "As time passed", ct);
            await Follow(segment.Id, moved, "As time passed", ct);
        }
        await Evaluate(passed, "As time passed", ct);
        await db.Execute(
            $"""
            update segments set moved_to = {now.Now}, last_calculated_at = {now.Now}
            where organization_id = {db.TenantId} and {Sql.In("id", order.All.Where(s => s.IsContinuous).Select(s => s.Id).ToList())}
            """,
            ct
        );
    }

    /// <summary>When the clock alone may next change anything; null when it cannot.</summary>
    public async Task<DateTimeOffset?> NextDue(CancellationToken ct)
    {
        await Begin(ct);
        var now = new CriteriaMoment(clock.Now(), await query.Zone(ct));
        return order!.All.Select(s => SegmentDue.Of(s, now)).Min();
    }

    /// <summary>The segments that their schedule asks to go through anew.</summary>
    public async Task<IReadOnlyList<Guid>> DueInFull(CancellationToken ct)
    {
        await Begin(ct);
        var now = new CriteriaMoment(clock.Now(), await query.Zone(ct));
        return [.. order!.All.Where(s => SegmentDue.InFull(s, now) <= now.Now).Select(s => s.Id)];
    }

    public async Task<IReadOnlyList<Guid>> Dependents(IReadOnlySet<string> subjects, CancellationToken ct)
    {
        await Begin(ct);
        return [.. order!.All.Where(s => s.IsContinuous && s.Subjects.Overlaps(subjects)).Select(s => s.Id)];
    }

    /// <summary>After a segment was written in this change.</summary>
    public void Forget()
    {
        order = null;
        fields.Forget();
    }

    /// <summary>One refresh of an organization at a time: two would enter the same customer twice.</summary>
    private async Task Begin(CancellationToken ct)
    {
        if (order is not null)
            return;
        await db.Lock("segments", ct);
        order = await SegmentOrder.Of(db, await fields.All(ct), ct);
    }

    private async Task<(Refreshed Refreshed, HashSet<Guid> Moved)> Full(OrderedSegment segment, string cause, CancellationToken ct)
    {
        await db.ExpectMany(ct);
        var now = new CriteriaMoment(clock.Now(), await query.Zone(ct));
        var matching = await Matching(segment, now, null, ct);
        var before = (
            await db.Rows(
                $"select customer_id from segment_members where organization_id = {db.TenantId} and segment_id = {segment.Id}",
                row => row.Id(0),
                ct
            )
        ).ToHashSet();
        var fits = matching.Where(m => !m.IsTaken).Select(m => m.Customer).ToHashSet();
        var entered = fits.Where(id => !before.Contains(id)).Order(Ids.Order).ToList();
        var left = before.Where(id => !fits.Contains(id)).Order(Ids.Order).ToList();
        await move.Run(segment, entered, left, cause, now, ct);
        var displaced = matching.Count - fits.Count;
        await db.Execute(
            $"""
            update segments set member_count = {(long)fits.Count}, displaced_count = {(long)displaced}, last_calculated_at = {now.Now},
              last_full_at = {now.Now}, moved_to = {now.Now}
            where organization_id = {db.TenantId} and id = {segment.Id}
            """,
            ct
        );
        return (new Refreshed(fits.Count, entered.Count, left.Count, displaced), [.. entered, .. left]);
    }

    /// <summary>Whoever moved is looked at again for the segments that ask about this one.</summary>
    private async Task Follow(Guid segment, HashSet<Guid> moved, string cause, CancellationToken ct)
    {
        if (moved.Count > 0)
            await Changed(moved, new HashSet<string> { CriteriaSubjects.Segment(segment) }, cause, ct);
    }

    private async Task Evaluate(Dictionary<Guid, HashSet<Guid>> asked, string cause, CancellationToken ct)
    {
        if (asked.Count == 0)
            return;
        var now = new CriteriaMoment(clock.Now(), await query.Zone(ct));
        foreach (var level in order!.Levels)
        {
            var these = level.Where(s => asked.GetValueOrDefault(s.Id)?.Count > 0).ToList();
            if (these.Count == 0)
                continue;
            var (fits, members) = await Read(these, asked, now, ct);
            foreach (var segment in these)
            {
                var entered = fits[segment.Id].Except(members[segment.Id]).Order(Ids.Order).ToList();
                var left = members[segment.Id].Except(fits[segment.Id]).Order(Ids.Order).ToList();
                await move.Run(segment, entered, left, cause, now, ct);
                foreach (var dependent in order.All.Where(s => s.IsContinuous && s.Subjects.Contains(CriteriaSubjects.Segment(segment.Id))))
                    if (entered.Count + left.Count > 0)
                        Ask(asked, dependent.Id).UnionWith([.. entered, .. left]);
            }
        }
    }

    private static HashSet<Guid> Ask(Dictionary<Guid, HashSet<Guid>> asked, Guid segment) =>
        asked.TryGetValue(segment, out var known) ? known : asked[segment] = [];

    /// <summary>The segments of one level in one round trip: who fits now, and who is a member.</summary>
    private async Task<(Dictionary<Guid, HashSet<Guid>> Fits, Dictionary<Guid, HashSet<Guid>> Members)> Read(
        IReadOnlyList<OrderedSegment> segments,
        Dictionary<Guid, HashSet<Guid>> asked,
        CriteriaMoment now,
        CancellationToken ct
    )
    {
        var fits = segments.ToDictionary(s => s.Id, _ => new HashSet<Guid>());
        var members = segments.ToDictionary(s => s.Id, _ => new HashSet<Guid>());
        var statements = new List<Statement>();
        foreach (var segment in segments)
        {
            Guid[] these = [.. asked[segment.Id]];
            statements.Add(new Statement(Fitting(segment, now, these), row => Note(fits[segment.Id], row)));
            statements.Add(
                new Statement(
                    $"""
                    select customer_id from segment_members
                    where organization_id = {db.TenantId} and segment_id = {segment.Id} and {Sql.In("customer_id", these)}
                    """,
                    row => members[segment.Id].Add(row.Id(0))
                )
            );
        }
        await db.Run(ct, [.. statements]);
        return (fits, members);
    }

    private static void Note(HashSet<Guid> fits, Row row)
    {
        if (!row.Truth(1))
            fits.Add(row.Id(0));
    }

    private Task<List<(Guid Customer, bool IsTaken)>> Matching(
        OrderedSegment segment,
        CriteriaMoment now,
        IReadOnlyCollection<Guid>? these,
        CancellationToken ct
    ) => db.Rows(Fitting(segment, now, these), row => (row.Id(0), row.Truth(1)), ct);

    /// <summary>Who matches, and whether a segment before it in its exclusive group has them.</summary>
    private Sql Fitting(OrderedSegment segment, CriteriaMoment now, IReadOnlyCollection<Guid>? these)
    {
        var matching = query.Matching(segment.Criteria, now, these);
        return segment.Before.Count == 0
            ? $"select n.id, false from ({matching}) n"
            : (Sql)
                $"""
                    select n.id, exists (select 1 from segment_members m where m.organization_id = {db.TenantId}
                      and {Sql.In("m.segment_id", segment.Before)} and m.customer_id = n.id) from ({matching}) n
                    """;
    }

    private async Task<HashSet<Guid>> Passed(OrderedSegment segment, CriteriaMoment now, CancellationToken ct)
    {
        var before = now with { Now = segment.MovedTo!.Value };
        Sql Rows(Sql joins, Sql where) => $"select c.id from customers c {joins} where c.organization_id = {db.TenantId} and {where}";
        var customers = new HashSet<Guid>();
        var statements = CriteriaTimes
            .Passed(segment.Criteria, db.TenantId, before, now, Rows)
            .Select(sql => new Statement(sql, row => customers.Add(row.Id(0))))
            .ToArray();
        if (statements.Length > 0)
            await db.Run(ct, statements);
        return customers;
    }
}
