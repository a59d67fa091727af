using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Find;

/// <summary>The list of customers: filtered, searched, sorted, a page at a time.</summary>
public sealed class FindCustomers(Reads reads, Access access, CustomerAccess customers, SearchCustomers search, CustomerTotals totals)
{
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

    /// <summary>What the search came to: the hits, or that they are so common that each row is looked at.</summary>
    private sealed record Found(SearchTerms? Terms, List<Guid>? Hits, bool IsApproximate);

    public async Task<Answer> Run(Question question, CancellationToken ct)
    {
        var (filter, paging) = (question.Filter, question.Paging);
        var found = await Search(filter, ct);
        var sort = question.Sort ?? (found.Hits is not null ? new CustomerSort(CustomerSort.Relevance, false) : CustomerSort.ByName);
        var list = $"{sort}|{filter.Key}";
        var cursor = Cursor.Decode(paging.Cursor, list);
        var conditions = Conditions(filter, found).ToList();
        var contactData = access.Sees(Mask.ContactData);

        var rows = new List<CustomerRow>();
        var where = Sql.Join(" and ", cursor is null ? conditions : conditions.Append(sort.After(cursor, found.Terms?.Typed)));
        var skip = cursor is null && paging.Offset > 0 ? Sql.Of($" offset {paging.Offset}") : Sql.Empty;
        var select = Statement.Into(rows, $"{CustomerRow.Select} where {where} order by {sort.Order(found.Terms?.Typed)} limit {paging.Limit + 1}{skip}", row => CustomerRow.Read(row, contactData));
        var total = await WithTotal(select, filter, paging, conditions, ct);

        var hasMore = rows.Count > paging.Limit;
        if (hasMore) rows.RemoveAt(rows.Count - 1);
        var next = hasMore ? new Cursor(list, sort.ValueOf(rows[^1], found.Terms?.Typed), rows[^1].Id).Encode() : null;
        var isEstimate = total > CustomerTotals.CountedTo && !IsWhole(filter) && !paging.ExactCount;
        return new Answer(new Page<CustomerRow>(rows, isEstimate ? CustomerTotals.CountedTo : total, cursor is null ? paging.Page : null, paging.Limit, hasMore, next) { TotalIsEstimate = isEstimate }, found.IsApproximate);
    }

    /// <summary>The conditions of a list as SQL on <c>customers c</c>, for exports and bulk actions.</summary>
    public async Task<Sql> Where(CustomerFilter filter, CancellationToken ct) => Sql.Join(" and ", Conditions(filter, await Search(filter, ct)));

    private async Task<Found> Search(CustomerFilter filter, CancellationToken ct)
    {
        if (filter.Search is null || SearchTerms.Of(filter.Search) is not { IsEmpty: false } terms) return new Found(null, null, false);
        if (terms.Long.Count == 0) return new Found(terms, null, false);
        var hits = await search.Hits(terms, !access.Sees(Mask.ContactData), ct);
        if (hits is not { Count: 0 }) return new Found(terms, hits, false);
        var alike = await search.Alike(terms.Typed, ct);
        return new Found(alike.Count > 0 ? terms with { Short = [] } : terms, alike, alike.Count > 0);
    }

    private IEnumerable<Sql> Conditions(CustomerFilter filter, Found found)
    {
        foreach (var condition in filter.Conditions(reads.Tenant)) yield return condition;
        if (access.Require(Permission.ReadCustomers) != Scope.All) yield return customers.Visible(Permission.ReadCustomers, "c");
        if (found.Terms is null)
        {
            // Only signs were typed, which no name is found by.
            if (filter.Search is not null) yield return Sql.Raw("false");
            yield break;
        }
        if (found.Hits is { } hits) yield return Sql.In("c.id", hits);
        else
            foreach (var condition in found.Terms.WalkConditions(reads.Tenant, !access.Sees(Mask.ContactData))) yield return condition;
        foreach (var condition in found.Terms.ShortConditions(reads.Tenant)) yield return condition;
    }

    private bool IsWhole(CustomerFilter filter) => filter.IsEmpty && access.Require(Permission.ReadCustomers) == Scope.All;

    private async Task<long> WithTotal(Statement select, CustomerFilter filter, Paging paging, List<Sql> conditions, CancellationToken ct)
    {
        var key = $"{access.Require(Permission.ReadCustomers)}|{access.Caller.UserId}|{access.Caller.BranchId}|{paging.ExactCount}|{filter.Key}";
        if (totals.Recall(reads.Tenant, key) is { } known)
        {
            await reads.Run(ct, select);
            return known;
        }
        var stamp = totals.Stamp(reads.Tenant);
        var counted = new List<long>();
        var where = Sql.Join(" and ", conditions);
        Sql count = IsWhole(filter) ? CustomerTotals.Whole(reads.Tenant, filter.IncludeArchived)
            : paging.ExactCount ? (Sql)$"select count(*) from customers c where {where}"
            : (Sql)$"select count(*) from (select 1 from customers c where {where} limit {CustomerTotals.CountedTo + 1}) counted";
        await reads.Run(ct, select, Statement.Into(counted, count, row => row.Long(0)));
        totals.Remember(reads.Tenant, key, stamp, counted[0]);
        return counted[0];
    }
}
