using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Duplicates;

/// <summary>
/// The queue of pairs that wait for a decision, likeliest first; pairs with a customer out of the caller's reach are left out, and all of
/// them for whom contact data is hidden: that two are alike tells whose an e-mail is.
/// </summary>
public sealed class FindDuplicates(Reads reads, CustomerAccess customers, Access access)
{
    private const int CountedTo = 10_000;

    public sealed record Question(Paging Paging, PairStatus Status = PairStatus.Open, double? Above = null)
    {
        public static Question Read(QueryReader query) =>
            new(Paging.ReadPages(query), query.Word<PairStatus>("status") ?? PairStatus.Open, query.Share("min_probability"));
    }

    public sealed record Party(Guid Id, CustomerType Type, string DisplayName, string? Email, string? Phone, DateTimeOffset CreatedAt);

    public sealed record Pair(
        Guid Id,
        double Probability,
        PairStatus Status,
        DateTimeOffset FoundAt,
        DateTimeOffset? DecidedAt,
        IReadOnlyList<Party> Customers,
        IReadOnlyList<CandidateEvidence> Evidence
    );

    public async Task<Page<Pair>> Run(Question question, CancellationToken ct)
    {
        access.Require(Permission.ReadCustomers);
        var (pairs, counts) = (new List<Pair>(), new List<int>());
        var (paging, from) = (question.Paging, From(question));
        await reads.Run(
            ct,
            Statement.InOrder(
                pairs,
                $"""
                select p.id, p.probability, p.status, p.found_at, p.decided_at, p.evidence,
                  a.id, a.type, a.display_name, a.email, a.phone, a.created_at, b.id, b.type, b.display_name, b.email, b.phone, b.created_at
                from {from} order by p.probability desc, p.id desc limit {paging.Limit} offset {paging.Offset}
                """,
                PairOf
            ),
            Statement.Count($"select count(*) from (select 1 from {from} limit {CountedTo}) counted", count => counts.Add((int)count))
        );
        return new Page<Pair>(pairs, counts[0], paging.Page, paging.Limit, paging.Offset + pairs.Count < counts[0], null)
        {
            TotalIsEstimate = counts[0] == CountedTo,
        };
    }

    private Sql From(Question question)
    {
        // Of a decided pair one may be merged away; it is shown as it was.
        var live = Sql.Raw(
            question.Status == PairStatus.Open
                ? "a.archived_at is null and a.merged_into_id is null and b.archived_at is null and b.merged_into_id is null"
                : "true"
        );
        return $"""
            duplicate_pairs p
            {Sql.LookUp("customers", "a", $"a.organization_id = p.organization_id and a.id = p.low_id")}
            {Sql.LookUp("customers", "b", $"b.organization_id = p.organization_id and b.id = p.high_id")}
            where p.organization_id = {reads.Tenant} and p.status = {question.Status} and p.probability >= {question.Above ?? 0} and {live}
              and {customers.Visible(Permission.ReadCustomers, "a")} and {customers.Visible(Permission.ReadCustomers, "b")}
              and {Sql.Raw(access.Sees(Mask.ContactData) ? "true" : "false")}
            """;
    }

    private Pair PairOf(Row row)
    {
        var evidence = JsonSerializer.Deserialize<List<CandidateEvidence>>(row.Text(5), ApiJson.Options) ?? [];
        return new Pair(
            row.Id(0),
            row.Double(1),
            Words.Parse<PairStatus>(row.Text(2)),
            row.Time(3),
            row.TimeOrNull(4),
            [PartyOf(row, 6), PartyOf(row, 12)],
            evidence.ConvertAll(piece => piece.SeenBy(access))
        );
    }

    private static Party PartyOf(Row row, int at) =>
        new(
            row.Id(at),
            Words.Parse<CustomerType>(row.Text(at + 1)),
            row.Text(at + 2),
            row.TextOrNull(at + 3),
            row.TextOrNull(at + 4),
            row.Time(at + 5)
        );
}
