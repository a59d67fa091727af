using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Sales.Pipeline;

/// <summary>The deals in their stages, with counts and sums: for whoever may see them, of the customers that they may see.</summary>
public sealed class ReadBoard(Reads reads, Access access, CustomerAccess customers, FindFacts find, SalesStages stages, TimeProvider clock)
{
    public const int Cards = 50,
        MostCards = 500;
    private const int ClosedDays = 90,
        MostOthers = 12;
    private static readonly FactKind Kind = FactKind.Of<Opportunity>();

    /// <summary>Names and what they mean, beside what every address may have.</summary>
    public static readonly (string Name, string Meaning)[] Parameters =
    [
        ("owner", "Only deals of this owner"),
        ("branch_id", "Only deals of this branch's customers"),
        ("kind", "Only this pipeline: new, expansion or renewal"),
        ("customer_id", "Only this customer's deals"),
        ("column", "The column of which more cards are wanted, by its key"),
        ("cards", "How many, up to 500; 50 when left out"),
    ];

    /// <summary>A column before its deals are read.</summary>
    private sealed record Lane(BoardPlace Place, string Title, Sql Where)
    {
        public long Count { get; set; }
        public List<BoardSum> Sums { get; } = [];
        public List<Dictionary<string, object?>> Deals { get; } = [];
    }

    public async Task<OpportunityBoard> Run(HttpRequest request, CancellationToken ct)
    {
        find.Admit(Kind);
        var query = QueryReader.Of(request);
        var where = Sql.Join(" and ", Conditions(query));
        var (column, cards) = (query.Text("column", 100), query.Int("cards", 1, MostCards) ?? Cards);
        query.Done();
        var since = clock.Now().AddDays(-ClosedDays);
        var lanes = await Lanes(where, since, ct);
        await reads.Run(ct, [.. lanes.SelectMany(lane => Filling(lane, where, lane.Place.Key == column ? cards : Cards))]);
        return new OpportunityBoard(
            [
                .. lanes.Select(l => new BoardColumn(
                    l.Place.Key,
                    l.Title,
                    l.Place.Status,
                    l.Place.Stage,
                    l.Count,
                    [.. l.Sums.OrderByDescending(s => s.Amount)],
                    l.Deals
                )),
            ],
            since
        );
    }

    /// <summary>Who owns deals, for the filter.</summary>
    public Task<List<string>> Owners(CancellationToken ct)
    {
        find.Admit(Kind);
        return reads.Rows(
            $"""
            select f.owner from {FactView.From(Kind)} where f.organization_id = {reads.Tenant} and {customers.Visible(
                Kind.Read,
                "c"
            )} and f.status = {OpportunityStatus.Open} and f.owner is not null
            group by f.owner order by count(*) desc, f.owner limit {Cards}
            """,
            row => row.Text(0),
            ct
        );
    }

    /// <summary>Branches, for the filter of whoever sees more than their own.</summary>
    public Task<List<(Guid Id, string Name)>> Branches(CancellationToken ct) =>
        access.Require(Kind.Read) != Scope.All
            ? Task.FromResult(new List<(Guid, string)>())
            : reads.Rows(
                $"select id, name from branches where organization_id = {reads.Tenant} and archived_at is null order by name limit {Cards}",
                row => (row.Id(0), row.Text(1)),
                ct
            );

    private IEnumerable<Sql> Conditions(QueryReader query)
    {
        yield return $"f.organization_id = {reads.Tenant}";
        if (access.Require(Kind.Read) != Scope.All)
            yield return customers.Visible(Kind.Read, "c");
        if (query.Text("owner", 200) is { } owner)
            yield return $"f.owner = {owner}";
        if (query.Id("branch_id") is { } branch)
            yield return $"c.branch_id = {branch}";
        if (query.Word<OpportunityKind>("kind") is { } kind)
            yield return $"f.kind = {kind}";
        if (query.Id("customer_id") is { } customer)
            yield return $"f.customer_id = {customer}";
    }

    /// <summary>
    /// The organization's stages, then others that open deals stand in, then what has no stage if there is any, and the ways out.
    /// </summary>
    private async Task<List<Lane>> Lanes(Sql where, DateTimeOffset since, CancellationToken ct)
    {
        var own = await stages.All(ct);
        var used = await reads.Rows(
            $"""
            select f.stage from {FactView.From(
                Kind
            )} where {where} and f.status = {OpportunityStatus.Open} group by f.stage order by count(*) desc, f.stage
            limit {SalesStages.Most
                + MostOthers
                + Cards}
            """,
            row => row.TextOrNull(0),
            ct
        );
        var names = own.Concat(used.OfType<string>().Where(s => s.Trim().Length > 0))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(own.Count + MostOthers)
            .ToList();
        var lanes = new List<Lane>();
        var written = new List<string>();
        foreach (var name in names)
        {
            List<string> alike =
            [
                name,
                .. used.OfType<string>().Where(s => s != name && s.Equals(name, StringComparison.OrdinalIgnoreCase)),
            ];
            written.AddRange(alike);
            lanes.Add(Open(new BoardPlace(OpportunityStatus.Open, name), null, Sql.In("f.stage", alike)));
        }
        var isRest = used.Any(s => s is null || !written.Contains(s));
        if (isRest)
            lanes.Insert(
                0,
                Open(
                    new BoardPlace(OpportunityStatus.Open, null),
                    used.All(s => s is null || written.Contains(s)) ? null : "Other stages",
                    $"(f.stage is null or not ({Sql.In("f.stage", written)}))"
                )
            );
        lanes.Add(In(OpportunityStatus.Paused, $"f.status = {OpportunityStatus.Paused}"));
        lanes.Add(In(OpportunityStatus.Won, $"f.status = {OpportunityStatus.Won} and f.happened_at >= {since}"));
        lanes.Add(In(OpportunityStatus.Lost, $"f.status = {OpportunityStatus.Lost} and f.happened_at >= {since}"));
        return lanes;

        static Lane Open(BoardPlace place, string? title, Sql which) =>
            new(place, title ?? place.Title, $"f.status = {OpportunityStatus.Open} and {which}");
        static Lane In(OpportunityStatus status, Sql which) => new(new BoardPlace(status, null), new BoardPlace(status, null).Title, which);
    }

    private static IEnumerable<Statement> Filling(Lane lane, Sql where, int cards)
    {
        // The latest decision first; else what is to be decided first.
        var order = lane.Place.IsClosed
            ? Sql.Raw("f.happened_at desc, f.id desc")
            : Sql.Raw("case when f.expected_close is null then 1 else 0 end, f.expected_close, f.id");
        yield return new Statement(
            $"""
            select f.currency, count(*), cast(sum(f.amount_minor) as bigint),
              cast(round(sum(f.amount_minor * cast(f.probability as double precision)) / 100) as bigint)
            from {FactView.From(Kind)} where {where} and {lane.Where} group by f.currency
            """,
            row =>
            {
                lane.Count += row.Long(1);
                if (row.TextOrNull(0) is { } currency && !row.IsNull(2))
                    lane.Sums.Add(
                        new BoardSum(
                            currency,
                            MinorUnits.Amount(row.Long(2), currency),
                            row.IsNull(3) ? null : MinorUnits.Amount(row.Long(3), currency)
                        )
                    );
            }
        );
        yield return Statement.Into(
            lane.Deals,
            $"select {FactView.Columns(Kind)} from {FactView.From(Kind)} where {where} and {lane.Where} order by {order} limit {cards}",
            row => FactView.Read(Kind, row)
        );
    }
}
