using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Duplicates;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>A customer that may be the same as another, and what speaks for and against it.</summary>
public sealed record Candidate(
    Guid Id,
    string DisplayName,
    string? Email,
    string? Phone,
    double Probability,
    IReadOnlyList<CandidateEvidence> Evidence
)
{
    /// <summary>By what the organization calls likely.</summary>
    public bool IsLikely { get; init; }
}

/// <summary>What two customers have in common in one field, or do not.</summary>
public sealed record CandidateEvidence(string Field, string? Ours, string? Theirs, string Speaks, double Bits)
{
    private static readonly string TaxId = Snake.Of(nameof(LinkageFieldName.TaxId));

    /// <param name="isOrdered">Whether the first of the two is ours.</param>
    internal static IEnumerable<CandidateEvidence> Of(Match match, bool isOrdered = true) =>
        match
            .Evidence.Where(e => e.Agreement != Agreement.Absent)
            .Select(e => new CandidateEvidence(
                Snake.Of(e.Field.ToString()),
                isOrdered ? e.A : e.B,
                isOrdered ? e.B : e.A,
                e.Stance.ToString().ToLowerInvariant(),
                Math.Round(e.Bits, 2)
            ));

    /// <summary>As it is kept in the database: a tax ID is sealed there, so that two are equal is all that is kept.</summary>
    internal CandidateEvidence Kept() => Field == TaxId ? WithoutValues() : this;

    /// <summary>As the caller may see it.</summary>
    internal CandidateEvidence SeenBy(Access access) =>
        access.Sees(Mask.ContactData) && (Field != TaxId || access.Sees(Mask.TaxId)) ? this : WithoutValues();

    private CandidateEvidence WithoutValues() => this with { Ours = null, Theirs = null };
}

/// <summary>
/// Looks for customers that may be the same: by the stored blocking keys, equality alone, then compared one by one. Whom the caller does
/// not
/// see is not among them: the pair waits for those who see both.
/// </summary>
public sealed class CheckDuplicates(RapportDb db, SearchDocuments images, Access access)
{
    private const int PerKey = 50,
        Shown = 10;

    public Task<List<Candidate>> Of(SearchDocument image, CancellationToken ct) => Of(image, [], ct);

    /// <summary>
    /// Before a customer is created: of equal ones that are created at once, each waits for the one before it and finds it.
    /// </summary>
    public Task<List<Candidate>> BeforeCreating(SearchDocument image, CancellationToken ct) =>
        Of(image, db.LocksOf(BlockingKeys.Strict(image.Linkage)), ct);

    private async Task<List<Candidate>> Of(SearchDocument image, Statement[] first, CancellationToken ct)
    {
        var record = image.Linkage;
        var keys = BlockingKeys.Strict(record);
        // Whom e-mails are hidden from would learn by this whose they are.
        if (keys.Count == 0 || !access.Has(Permission.ReadCustomers) || !access.Sees(Mask.ContactData))
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
            where other.Counts == CountedAs.Live && IsSeen(other)
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

    private bool IsSeen(SearchDocument other) =>
        access.Reaches(access.Require(Permission.ReadCustomers), other.OwnerId, other.BranchId, false);

    private Candidate Candidate(SearchDocument other, Match match) =>
        new(
            other.Id,
            other.Name,
            other.Email,
            other.Phone,
            Math.Round(match.Probability, 4),
            [.. CandidateEvidence.Of(match).Select(e => e.SeenBy(access))]
        );
}
