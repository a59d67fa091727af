using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Criteria;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Find;

/// <summary>The list of customers: filtered, searched, sorted, a page at a time.</summary>
public sealed class FindCustomers(
    Reads reads,
    Access access,
    CustomerAccess customers,
    SearchCustomers search,
    FindNumbers numbers,
    CustomerTotals totals,
    IEnumerable<SegmentDoor> doors,
    IEnumerable<StageDoor> stageDoors,
    CustomerQuery criteria
)
{
    private readonly SegmentDoor? segments = doors.SingleOrDefault();
    private readonly StageDoor? stages = stageDoors.SingleOrDefault();

    public sealed record Question(CustomerFilter Filter, CustomerSort? Sort, Paging Paging)
    {
        public static Question Read(HttpRequest request)
        {
            var query = QueryReader.Of(request);
            var question = new Question(CustomerFilter.Read(query, request.Query.Keys), CustomerSort.Read(query), Paging.Read(query));
            query.Done();
            return question;
        }
    }

    public sealed record Answer(Page<CustomerRow> Page, bool IsApproximate);

    /// <summary>What the search came to.</summary>
    /// <param name="Hits">At most one more than a list counts.</param>
    /// <param name="Numbered">Whose order or vehicle has the number that was typed.</param>
    private sealed record Found(SearchTerms? Terms, List<Guid> Hits, bool IsApproximate, List<Guid> Numbered)
    {
        public static readonly Found NotAsked = new(null, [], false, []);

        /// <summary>At most one more than a list counts, and those with the number.</summary>
        public IReadOnlyCollection<Guid> All => Numbered.Count == 0 ? Hits : [.. Hits.Union(Numbered)];
        public bool IsCut => Hits.Count > CustomerTotals.CountedTo;
    }

    public async Task<Answer> Run(Question question, CancellationToken ct)
    {
        var (filter, paging) = (question.Filter, question.Paging);
        var found = await Search(filter, ct);
        var sort = question.Sort ?? (found.Terms is null ? CustomerSort.ByName : CustomerSort.ByRelevance);
        if (sort == CustomerSort.ByRelevance && found.Terms is null)
            sort = CustomerSort.ByName;
        var list = $"{sort}|{filter.Key}";
        var cursor = Cursor.Decode(paging.Cursor, list);
        var memberships = await Memberships(filter, ct);
        var hits = found.Terms is null ? await First(filter, memberships, ct) : found.All;
        var isCut = hits?.Count > CustomerTotals.CountedTo;
        var asked = isCut && paging.ExactCount;
        var others = Conditions(filter).Concat(Rights(filter, sort)).ToList();
        var ranges = filter.Times().Concat(filter.Facts.Comparisons()).ToList();
        var few = hits?.Count <= SearchCustomers.Few ? hits : null;
        var query = new ListQuery(
            reads.Tenant,
            sort,
            [
                .. others,
                .. memberships.Select(m => m.Holds),
                .. ranges.Select(r => sort.IsOn(r) ? r.Asked : r.Checked),
                .. few is null && found.Terms is { } common ? [Named(found, search.Holds(common))] : Array.Empty<Sql>(),
            ],
            [
                .. others,
                .. memberships.Select(m => asked ? Sql.Among("c.id", m.Ids) : m.Holds),
                .. ranges.Select(r => r.Asked),
                .. asked && found.Terms is { } terms ? [Named(found, search.Among(terms))] : Array.Empty<Sql>(),
            ],
            found.Terms?.Typed
        )
        {
            Few = few,
            CountedAmong = asked ? null : hits,
            AsksForFacts = filter.Facts != FactFilter.None,
            IncludesArchived = filter.IncludeArchived,
        };

        var (rows, total) =
            sort == CustomerSort.ByRelevance && few is null
                ? await OfCommon(query, cursor, filter, paging, ct)
                : await OfPage(query, cursor, filter, paging, ct);

        var hasMore = rows.Count > paging.Limit;
        if (hasMore)
            rows.RemoveAt(rows.Count - 1);
        var next = hasMore ? new Cursor(list, sort.ValueOf(rows[^1], found.Terms?.Typed), rows[^1].Id).Encode() : null;
        var isEstimate = (total > CustomerTotals.CountedTo || isCut) && !IsWhole(filter) && !paging.ExactCount;
        var may = RowRights.Of(access);
        return new Answer(
            new Page<CustomerRow>(
                rows.ConvertAll(may.Mask),
                isEstimate ? Math.Min(total, CustomerTotals.CountedTo) : total,
                cursor is null ? paging.Page : null,
                paging.Limit,
                hasMore,
                next
            )
            {
                TotalIsEstimate = isEstimate,
            },
            found.IsApproximate
        );
    }

    /// <summary>The conditions of a list as SQL on <c>customers c</c>, for exports and bulk actions.</summary>
    public async Task<Sql> Where(CustomerFilter filter, CancellationToken ct)
    {
        var facts = filter.Facts.Comparisons().Select(c => c.Asked).ToList();
        Sql[] ofFacts =
            facts.Count == 0
                ? []
                :
                [
                    Sql.Among(
                        "c.id",
                        $"""
                        select s.customer_id from customer_summary s
                        where s.organization_id = {reads.Tenant} and {Sql.Join(" and ", facts)}
                        """
                    ),
                ];
        var found = await Search(filter, ct);
        Sql[] named = found switch
        {
            { Terms: null } => [],
            { IsCut: true, Terms: { } terms } => [Named(found, search.Among(terms))],
            _ => [Sql.In("c.id", found.All)],
        };
        var times = filter.Times().Select(c => c.Asked);
        var members = (await Memberships(filter, ct)).Select(m => Sql.Among("c.id", m.Ids));
        var rights = Rights(filter, CustomerSort.ByName);
        return Sql.Join(" and ", [.. Conditions(filter), filter.Kept, .. times, .. members, .. named, .. ofFacts, .. rights]);
    }

    /// <summary>
    /// Those that one of the conditions leaves, at most one more than a list counts: few are sorted and soon make a page; among many a walk
    /// in the order of the list soon fills one. Null when nothing is asked that has such an index.
    /// </summary>
    private async Task<List<Guid>?> First(CustomerFilter filter, IReadOnlyList<(Sql Ids, Sql Holds)> memberships, CancellationToken ct)
    {
        var (times, facts) = (filter.Times().ToList(), filter.Facts.Comparisons().ToList());
        if (memberships.Count + times.Count + facts.Count == 0)
            return null;
        Sql asked;
        if (memberships.Count > 0)
            asked = memberships[0].Ids;
        else if (facts.Count > 0)
            asked = $"""
                select s.customer_id from customer_summary s
                where s.organization_id = {reads.Tenant} and {Sql.Join(" and ", facts.Select(c => c.Asked))}
                """;
        else
            asked = $"""
                select c.id from customers c
                where c.organization_id = {reads.Tenant} and {filter.Kept} and {Sql.Join(" and ", times.Select(c => c.Asked))}
                """;
        var ids = new List<Guid>();
        await reads.Run(ct, Statement.InOrder(ids, $"{asked} limit {CustomerTotals.CountedTo + 1}", row => row.Id(0)));
        return ids;
    }

    /// <summary>What a customer belongs to, or passes, each as the IDs of all who do and as a condition on one.</summary>
    private async Task<List<(Sql Ids, Sql Holds)>> Memberships(CustomerFilter filter, CancellationToken ct)
    {
        List<(Sql Ids, Sql Holds)> found = [.. filter.Memberships(reads.Tenant)];
        if (filter.Segment is { } segment && segments is not null)
            found.Add((segments.Members(reads.Tenant, segment), $"c.id in ({segments.Members(reads.Tenant, segment)})"));
        if (filter.Stage is { } stage && stages is not null)
            found.Add((stages.Members(reads.Tenant, stage), stages.Holds(reads.Tenant, stage)));
        if (filter.Criteria is { } text)
        {
            var holds = await criteria.Where(await criteria.Read(text, "filter", ct), ct);
            found.Add(($"select c.id from customers c where c.organization_id = {reads.Tenant} and {filter.Kept} and {holds}", holds));
        }
        return found;
    }

    private async Task<Found> Search(CustomerFilter filter, CancellationToken ct)
    {
        await RequireFields(filter, ct);
        if (filter.Search is null || SearchTerms.Of(filter.Search) is not { IsEmpty: false } terms)
            return Found.NotAsked;
        var numbered = await numbers.Run(filter.Search, ct);
        var hits = await search.Hits(terms, ct);
        if (hits.Count + numbered.Count > 0)
            return new Found(terms, hits, false, numbered);
        var alike = await search.Alike(terms, ct);
        return new Found(terms, alike, alike.Count > 0, []);
    }

    /// <summary>A field that was archived may stand in a saved view; one that never was is a typing error.</summary>
    private async Task RequireFields(CustomerFilter filter, CancellationToken ct)
    {
        if (filter.Custom.Count == 0)
            return;
        var known = await reads.Rows(
            $"""
            select key from custom_fields where organization_id = {reads.Tenant}
            and {Sql.In("key", filter.Custom.Select(c => c.Key).Distinct().ToList())}
            """,
            row => row.Text(0),
            ct
        );
        if (filter.Custom.FirstOrDefault(c => !known.Contains(c.Key)) is { Key: { } unknown })
            throw new Unreadable($"custom.{unknown}", "There is no such custom field.");
    }

    private IEnumerable<Sql> Conditions(CustomerFilter filter)
    {
        foreach (var condition in filter.Conditions(reads.Tenant))
            yield return condition;
        if ((filter.Segment is not null && segments is null) || (filter.Stage is not null && stages is null))
            yield return Sql.Raw("false");
        if (access.Require(Permission.ReadCustomers) != Scope.All)
            yield return customers.Visible(Permission.ReadCustomers, "c");
        // Only signs were typed, which no name is found by.
        if (filter.Search is { } typed && SearchTerms.Of(typed).IsEmpty)
            yield return Sql.Raw("false");
    }

    /// <summary>Who is called what was typed, or has an order or a vehicle of that number.</summary>
    private static Sql Named(Found found, Sql called) =>
        found.Numbered.Count == 0 ? called : $"({called} or {Sql.In("c.id", found.Numbered)})";

    /// <summary>Who asks by what they may not read would learn it from the answer: refused, or kept to those of whom they may.</summary>
    private IEnumerable<Sql> Rights(CustomerFilter filter, CustomerSort sort)
    {
        if ((sort.IsOfPurchases || filter.Facts.AsksForPurchases) && access.Require(Permission.ReadSales) != Scope.All)
            yield return customers.Visible(Permission.ReadSales, "c");
        if (filter.Facts.Tier is not null && access.Require(Permission.ReadLoyalty) != Scope.All)
            yield return customers.Visible(Permission.ReadLoyalty, "c");
    }

    private bool IsWhole(CustomerFilter filter) => filter.IsEmpty && access.Require(Permission.ReadCustomers) == Scope.All;

    private async Task<(List<CustomerRow> Rows, long Total)> OfPage(
        ListQuery query,
        Cursor? cursor,
        CustomerFilter filter,
        Paging paging,
        CancellationToken ct
    )
    {
        var rows = new List<CustomerRow>();
        var select = query.Page(rows, cursor, cursor is null ? paging.Offset : 0, paging.Limit + 1);
        return (rows, await WithTotal(select, filter, paging, query, ct));
    }

    /// <summary>
    /// A common word by relevance: who begins with it stands together in the index of names, and most pages end there. One walk for both
    /// would pass all names before them.
    /// </summary>
    private async Task<(List<CustomerRow> Rows, long Total)> OfCommon(
        ListQuery query,
        Cursor? cursor,
        CustomerFilter filter,
        Paging paging,
        CancellationToken ct
    )
    {
        var (rows, skipped) = (new List<CustomerRow>(), cursor is null ? paging.Offset : 0);
        var wanted = skipped + paging.Limit + 1;
        var name = cursor is { Value: { Length: > 0 } value } ? cursor with { Value = value[1..] } : null;
        var isBehind = cursor is not null && cursor.Value?.StartsWith('0') != true;
        var first = query.Beginning.Page(rows, isBehind ? null : name, 0, isBehind ? 0 : wanted);
        var total = await WithTotal(first, filter, paging, query, ct);
        if (rows.Count < wanted)
            await reads.Run(ct, query.Otherwise.Page(rows, isBehind ? name : null, 0, wanted - rows.Count));
        rows.RemoveRange(0, Math.Min(skipped, rows.Count));
        return (rows, total);
    }

    private async Task<long> WithTotal(Statement select, CustomerFilter filter, Paging paging, ListQuery query, CancellationToken ct)
    {
        var key =
            $"{query.Sort.IsOfPurchases}|{access.Require(Permission.ReadCustomers)}|{access.Caller.UserId}|"
            + $"{access.Caller.BranchId}|{paging.ExactCount}|{filter.Key}";
        if (totals.Recall(reads.Tenant, key) is { } known)
        {
            await reads.Run(ct, select);
            return known;
        }
        var stamp = totals.Stamp(reads.Tenant);
        var counted = new List<long>();
        var count = IsWhole(filter)
            ? CustomerTotals.Whole(reads.Tenant, filter.IncludeArchived)
            : query.Count(paging.ExactCount ? null : CustomerTotals.CountedTo);
        await reads.Run(ct, select, Statement.Count(count, counted.Add));
        totals.Remember(reads.Tenant, key, stamp, counted[0]);
        return counted[0];
    }
}
