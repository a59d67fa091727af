using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Duplicates;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>A customer that may be the same as another, and what speaks for and against it.</summary>
public sealed record Candidate(
    Guid Id,
    string? DisplayName,
    string? Email,
    string? Phone,
    double Probability,
    IReadOnlyList<CandidateEvidence> Evidence
)
{
    /// <summary>By what the organization calls likely.</summary>
    public bool IsLikely { get; init; }
}

public sealed record CandidateEvidence(string Field, string? Ours, string? Theirs, string Speaks, double Bits);

/// <summary>Looks for customers that may be the same: by the stored blocking keys, equality alone, then compared one by one.</summary>
public sealed class CheckDuplicates(RapportDb db, SearchDocuments images, Access access)
{
    private const int PerKey = 50,
        Shown = 10;

    public Task<List<Candidate>> Of(SearchDocument image, CancellationToken ct) => Of(image, [], ct);

    /// <summary>
    /// Before a customer is created: of equal ones that are created at once, each waits for the one before it and finds it.
    /// </summary>
    public Task<List<Candidate>> BeforeCreating(SearchDocument image, CancellationToken ct) =>
        Of(image, db.Engine == Engine.Postgres && BlockingKeys.Strict(image.Linkage) is { Count: > 0 } keys ? [Turn(keys)] : [], ct);

    // In one order, so that two that share several keys never wait for each other.
    private Statement Turn(IReadOnlyList<long> keys)
    {
        var tenant = BitConverter.ToInt64(db.TenantId.ToByteArray(), sizeof(long));
        return new Statement(
            $"select pg_advisory_xact_lock(k) from unnest({keys.Select(key => key ^ tenant).Distinct().Order().ToArray()}) k",
            _ => { }
        );
    }

    private async Task<List<Candidate>> Of(SearchDocument image, Statement[] first, CancellationToken ct)
    {
        var record = image.Linkage;
        var keys = BlockingKeys.Strict(record);
        if (keys.Count == 0)
            return [];
        // A key that many share, such as a switchboard's number, tells little: fifty of them are enough.
        var lookups = keys.Select(key =>
            Sql.Of(
                $"select * from (select customer_id from match_keys where organization_id = {db.TenantId} and key = {key} limit {PerKey}) k"
            )
        );
        var ids = new List<Guid>();
        await db.Run(ct, [.. first, Statement.Into(ids, Sql.Join(" union ", lookups), row => row.Id(0))]);
        ids.Remove(image.Id);
        ids = [.. ids.Except(await KeptApart(image.Id, ids, ct))];
        if (ids.Count == 0)
            return [];

        var settings = await DuplicateSettings.Of(db, ct);
        var candidates =
            from other in (await images.Of(ids, ct)).Values
            where other.Counts == CountedAs.Live
            let match = settings.Compare(record, other.Linkage)
            orderby match.Probability descending
            select Candidate(other, match) with
            {
                IsLikely = settings.IsLikely(match.Probability),
            };
        return candidates.Take(Shown).ToList();
    }

    /// <summary>What a person has said to be two stays two.</summary>
    private Task<List<Guid>> KeptApart(Guid customer, List<Guid> others, CancellationToken ct) =>
        others.Count == 0
            ? Task.FromResult(others)
            : db.Rows(
                $"""
                select high_id from duplicate_pairs where organization_id = {db.TenantId} and low_id = {customer} and {Sql.In(
                    "high_id",
                    others
                )} and status = {PairStatus.Dismissed}
                union all select low_id from duplicate_pairs where organization_id = {db.TenantId} and high_id = {customer} and {Sql.In(
                    "low_id",
                    others
                )} and status = {PairStatus.Dismissed}
                """,
                row => row.Id(0),
                ct
            );

    private Candidate Candidate(SearchDocument other, Match match)
    {
        // Somebody else's customer is named as existing, no more.
        var visible =
            access.Has(Permission.ReadCustomers)
            && access.Reaches(access.Require(Permission.ReadCustomers), other.OwnerId, other.BranchId, false);
        var contact = visible && access.Sees(Mask.ContactData);
        return new Candidate(
            other.Id,
            visible ? other.Name : null,
            contact ? other.Email : null,
            contact ? other.Phone : null,
            Math.Round(match.Probability, 4),
            [
                .. match
                    .Evidence.Where(e => e.Agreement != Agreement.Absent)
                    .Select(e => new CandidateEvidence(
                        Snake.Of(e.Field.ToString()),
                        contact ? e.A : null,
                        contact ? e.B : null,
                        e.Stance.ToString().ToLowerInvariant(),
                        Math.Round(e.Bits, 2)
                    )),
            ]
        );
    }
}
