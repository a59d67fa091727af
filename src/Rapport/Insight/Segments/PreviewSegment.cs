using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Criteria;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Segments;

/// <summary>How many meet one of the conditions by itself.</summary>
public sealed record PreviewCondition(string Path, string Text, long Count, bool CountIsEstimate);

/// <param name="Matches">The conditions that they meet, in words.</param>
/// <param name="Misses">The conditions that they do not meet.</param>
public sealed record PreviewCustomer(
    Guid CustomerId,
    string? ExternalId,
    string DisplayName,
    IReadOnlyList<string> Matches,
    IReadOnlyList<string> Misses
);

public sealed record PreviewChange(long Count, bool CountIsEstimate, IReadOnlyList<PreviewCustomer> Sample);

/// <summary>What criteria come to, before they are saved. All counts are of customers in the caller's reach.</summary>
/// <param name="Of">How many customers there are to match.</param>
/// <param name="Enter">Who would come into the segment; null for a new one.</param>
/// <param name="Leave">Who would leave it.</param>
public sealed record SegmentPreview(
    long Count,
    bool CountIsEstimate,
    long Of,
    string Explanation,
    IReadOnlyList<PreviewCondition> Conditions,
    IReadOnlyList<PreviewCustomer> Sample,
    PreviewChange? Enter,
    PreviewChange? Leave
);

/// <summary>Shows what criteria would do: the count, a sample with the reasons, and who would enter and leave.</summary>
public sealed class PreviewSegment(Reads reads, Access access, CustomerAccess customers, CustomerQuery query)
{
    private const int CountedTo = 10_000,
        Sampled = 6,
        MostCounted = 12;

    private sealed class Counted
    {
        public long Number { get; set; }
        public List<Guid> Sample { get; } = [];
        public bool IsEstimate => Number > CountedTo;
        public long Shown => Math.Min(Number, CountedTo);
    }

    /// <param name="segment">The segment that the criteria are for; null for a new one.</param>
    public async Task<SegmentPreview> Run(Guid? segment, Criterion criteria, CancellationToken ct)
    {
        query.Require(criteria);
        var now = await query.Now(ct);
        var visible = FindSegments.Visible(access, customers);
        var matching = query.Matching(criteria, now);
        Sql Seen(Sql also) => $"from customers c where c.organization_id = {reads.Tenant} and {visible} and {also}";
        Sql Member(Guid id) =>
            $"""
                exists (select 1 from segment_members m
                  where m.organization_id = {reads.Tenant} and m.segment_id = {id} and m.customer_id = c.id)
                """;

        var (all, matched, enter, leave) = (new Counted(), new Counted(), new Counted(), new Counted());
        var statements = new List<Statement>
        {
            Count(all, Seen(Sql.Raw("true"))),
            Count(matched, Seen($"c.id in ({matching})")),
            Sample(matched, Seen($"c.id in ({matching})")),
        };
        if (segment is { } id)
        {
            foreach (
                var (counted, also) in new[]
                {
                    (enter, (Sql)$"c.id in ({matching}) and not {Member(id)}"),
                    (leave, (Sql)$"{Member(id)} and not c.id in ({matching})"),
                }
            )
                statements.AddRange([Count(counted, Seen(also)), Sample(counted, Seen(also))]);
        }
        var conditions = criteria.Conditions.Take(MostCounted).Select(c => (Condition: c, Counted: new Counted())).ToList();
        foreach (var (condition, counted) in conditions.Where(_ => conditions.Count > 1))
            statements.Add(Count(counted, Seen($"c.id in ({query.Matching(condition, now)})")));
        await reads.Run(ct, [.. statements]);

        var shown = await Reasons(criteria, now, [.. matched.Sample, .. enter.Sample, .. leave.Sample], ct);
        if (conditions.Count == 1)
            conditions[0].Counted.Number = matched.Number;
        return new SegmentPreview(
            matched.Shown,
            matched.IsEstimate,
            all.Shown,
            DescribeCriteria.Sentence(criteria),
            conditions.ConvertAll(c => new PreviewCondition(
                c.Condition.Path,
                DescribeCriteria.Phrase(c.Condition),
                c.Counted.Shown,
                c.Counted.IsEstimate
            )),
            Of(matched, shown),
            segment is null ? null : new PreviewChange(enter.Shown, enter.IsEstimate, Of(enter, shown)),
            segment is null ? null : new PreviewChange(leave.Shown, leave.IsEstimate, Of(leave, shown))
        );
    }

    private static Statement Count(Counted counted, Sql from) =>
        new($"select count(*) from (select 1 {from} limit {CountedTo + 1}) counted", row => counted.Number = row.Long(0));

    private static Statement Sample(Counted counted, Sql from) =>
        Statement.Into(counted.Sample, $"select c.id {from} order by c.name_key, c.id limit {Sampled}", row => row.Id(0));

    private async Task<Dictionary<Guid, PreviewCustomer>> Reasons(
        Criterion criteria,
        CriteriaMoment now,
        IReadOnlyCollection<Guid> these,
        CancellationToken ct
    )
    {
        if (these.Count == 0)
            return [];
        var met = await reads.Rows(query.Met(criteria, [.. these.Distinct()], now), query.ReadMet(criteria), ct);
        return met.ToDictionary(
            m => m.Customer,
            m => new PreviewCustomer(
                m.Customer,
                m.ExternalId,
                m.Name,
                [.. m.Conditions.Where(c => c.IsMet).Select(c => c.Phrase)],
                [.. m.Conditions.Where(c => !c.IsMet).Select(c => c.Phrase)]
            )
        );
    }

    private static IReadOnlyList<PreviewCustomer> Of(Counted counted, Dictionary<Guid, PreviewCustomer> shown) =>
        [.. counted.Sample.Where(shown.ContainsKey).Select(id => shown[id])];
}
