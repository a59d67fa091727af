using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Duplicates;

/// <summary>
/// What other settings would do, on pairs of this organization: how many of them would be shown, and some on either side of the line.
/// Nothing is written.
/// </summary>
public sealed class PreviewDuplicateSettings(RapportDb db, CustomerAccess customers, SearchDocuments images, Access access)
{
    // Of each kind: pairs that are stored on either side of the line, pairs that share a key, and neighbours by name, most of whom are two.
    private const int Stored = 100,
        Sampled = 300,
        Neighbours = 200,
        Keys = 5_000,
        Shown = 3;

    public sealed record Party(Guid Id, CustomerType Type, string DisplayName);

    public sealed record Example(double Probability, IReadOnlyList<Party> Customers, IReadOnlyList<CandidateEvidence> Evidence);

    /// <param name="Looked">Pairs that were compared: a sample, and those that wait near the line.</param>
    /// <param name="Now">Of them, those above the line as it is set.</param>
    /// <param name="Then">Those above it as asked.</param>
    public sealed record View(
        double ReviewAbove,
        IReadOnlyList<LinkageFieldName> IgnoredFields,
        int Looked,
        int Now,
        int Then,
        IReadOnlyList<Example> Above,
        IReadOnlyList<Example> Below
    );

    private sealed record Compared(SearchDocument A, SearchDocument B, double Now, double Then);

    /// <param name="reviewAbove">As it is set where it is null; the same for the fields.</param>
    public async Task<View> Run(double? reviewAbove, IReadOnlyList<LinkageFieldName>? ignored, CancellationToken ct)
    {
        access.Require(Permission.MergeCustomers);
        if (reviewAbove is < DuplicateSettings.Least or > DuplicateSettings.Most)
            throw new Invalid("review_above", $"It must lie between {DuplicateSettings.Least} and {DuplicateSettings.Most}.");
        var settings = await DuplicateSettings.Of(db, ct);
        var asked = new DuplicateSettings
        {
            ReviewAbove = reviewAbove ?? settings.ReviewAbove,
            IgnoredFields = ignored is null ? settings.IgnoredFields : DuplicateSettings.Words(ignored),
        };
        var pairs = await Pairs(asked.ReviewAbove, ct);
        var drawn = await images.Of(await Visible([.. pairs.SelectMany(p => new[] { p.Low, p.High }).Distinct()], ct), ct);
        var compared = (
            from pair in pairs
            where drawn.ContainsKey(pair.Low) && drawn.ContainsKey(pair.High)
            let a = drawn[pair.Low]
            let b = drawn[pair.High]
            select new Compared(a, b, settings.Probability(a.Linkage, b.Linkage), asked.Probability(a.Linkage, b.Linkage))
        ).ToList();
        return new View(
            asked.ReviewAbove,
            asked.Ignored,
            compared.Count,
            compared.Count(c => settings.IsLikely(c.Now)),
            compared.Count(c => asked.IsLikely(c.Then)),
            [.. compared.Where(c => asked.IsLikely(c.Then)).OrderBy(c => c.Then).Take(Shown).Select(c => Show(c, asked))],
            [.. compared.Where(c => !asked.IsLikely(c.Then)).OrderByDescending(c => c.Then).Take(Shown).Select(c => Show(c, asked))]
        );
    }

    private async Task<HashSet<(Guid Low, Guid High)>> Pairs(double line, CancellationToken ct)
    {
        var pairs = (
            await db.Rows(
                $"""
                select low_id, high_id from (select low_id, high_id from duplicate_pairs
                  where organization_id = {db.TenantId} and status = {PairStatus.Open} and probability >= {line} order by probability, id
                  limit {Stored}) above
                union all
                select low_id, high_id from (select low_id, high_id from duplicate_pairs
                  where organization_id = {db.TenantId} and status = {PairStatus.Open} and probability < {line}
                  order by probability desc, id limit {Stored}) below
                """,
                row => (row.Id(0), row.Id(1)),
                ct
            )
        ).ToHashSet();
        var (most, block, current) = (pairs.Count + Sampled, new List<Guid>(), (long?)null);
        // Keys are hashes: the first of them are people of every kind.
        foreach (
            var (key, customer) in await db.Rows(
                $"select key, customer_id from match_keys where organization_id = {db.TenantId} order by key, customer_id limit {Keys}",
                row => (row.Long(0), row.Id(1)),
                ct
            )
        )
        {
            if (key != current)
                (current, block) = (key, []);
            foreach (var earlier in block.Take(10))
                if (pairs.Count < most)
                    pairs.Add(Ids.Ordered(earlier, customer));
            block.Add(customer);
        }
        var names = await db.Rows(
            $"""
            select id from customers where organization_id = {db.TenantId} and archived_at is null and merged_into_id is null
            order by name_key, id limit {Neighbours}
            """,
            row => row.Id(0),
            ct
        );
        foreach (var (one, next) in names.Zip(names.Skip(1)))
            pairs.Add(Ids.Ordered(one, next));
        return pairs;
    }

    private Task<List<Guid>> Visible(List<Guid> ids, CancellationToken ct) =>
        ids.Count == 0 || !access.Sees(Mask.ContactData)
            ? Task.FromResult<List<Guid>>([])
            : db.Rows(
                $"""
                select c.id from customers c where c.organization_id = {db.TenantId} and {Sql.In(
                    "c.id",
                    ids
                )} and c.archived_at is null and c.merged_into_id is null and {customers.Visible(Permission.ReadCustomers, "c")}
                """,
                row => row.Id(0),
                ct
            );

    private Example Show(Compared pair, DuplicateSettings asked)
    {
        var evidence = CandidateEvidence.Of(asked.Compare(pair.A.Linkage, pair.B.Linkage)).Select(piece => piece.SeenBy(access));
        return new Example(Math.Round(pair.Then, 4), [Of(pair.A), Of(pair.B)], [.. evidence]);

        static Party Of(SearchDocument image) => new(image.Id, image.Type, image.Name);
    }
}
