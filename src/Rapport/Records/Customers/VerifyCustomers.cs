using Rapport.Models.Linkage;
using Rapport.Platform.Data;

namespace Rapport.Records.Customers;

/// <summary>
/// Draws every customer's derived rows anew and tells where what is stored differs: search text, words, match keys, summary, counts, and
/// what follows from facts.
/// </summary>
public sealed class VerifyCustomers(RapportDb db, Changes changes, SearchDocuments images, CustomerIndex index, IEnumerable<IVerify> others)
{
    private const int ChunkSize = 500,
        MostShown = 50;

    /// <param name="Notes">What is no fault, and worth a look.</param>
    public sealed record Result(long Customers, long Differences, IReadOnlyList<string> First, IReadOnlyList<string> Notes);

    public async Task<Result> Run(CancellationToken ct)
    {
        // One snapshot: whoever writes meanwhile must not look like a difference.
        await using var change = await changes.Begin(ct);
        await db.ReadOneSnapshot(ct);
        var (differences, shown, customers) = (0L, new List<string>(), 0L);
        for (Guid? last = null; ; )
        {
            var ids = await Next(last, ct);
            if (ids.Count == 0)
                break;
            var now = await images.Of(ids, ct);
            var stored = await index.Stored(ids, ct);
            var keyed = await Keyed(now.Values, ct);
            var spelled = await Spelled(now.Values, ct);
            foreach (var (id, image) in now)
            foreach (var fault in Faults(image, stored[id], keyed, spelled))
            {
                differences++;
                if (shown.Count < MostShown)
                    shown.Add($"customer {id}: {fault}");
            }
            (customers, last) = (customers + ids.Count, ids[^1]);
        }
        foreach (var fault in (await CountFaults(ct)).Concat(await KeyFaults(ct)).Concat(await SpellingFaults(ct)))
        {
            differences++;
            shown.Add(fault);
        }
        foreach (var other in others)
        foreach (var (count, says) in await other.Run(ct))
        {
            differences += count;
            shown.Add(says);
        }
        return new Result(customers, differences, shown, await SizesAsWritten(ct));
    }

    /// <summary>Accounts whose size was none of the five words when those became the only ones.</summary>
    private async Task<List<string>> SizesAsWritten(CancellationToken ct)
    {
        var written = await db.Rows(
            $"""
            select v.customer_id, v.value from custom_field_values v
            join custom_fields f on f.organization_id = v.organization_id and f.id = v.field_id
            where v.organization_id = {db.TenantId} and f.key = {Account.SizeAsWritten} order by v.customer_id
            """,
            row => (Customer: row.Id(0), Size: row.Text(1)),
            ct
        );
        return written.Count == 0
            ? []
            :
            [
                $"{written.Count} accounts keep a size that is none of {string.Join(", ", Words.All<AccountSize>())}"
                    + $" in the custom field {Account.SizeAsWritten}",
                .. written.Take(MostShown).Select(w => $"customer {w.Customer}: {w.Size}"),
            ];
    }

    private Task<List<Guid>> Next(Guid? after, CancellationToken ct) =>
        db.Rows(
            $"select id from customers where organization_id = {db.TenantId} and id > {after ?? Guid.Empty} order by id limit {ChunkSize}",
            row => row.Id(0),
            ct
        );

    private async Task<HashSet<(Guid Customer, long Key)>> Keyed(IReadOnlyCollection<SearchDocument> images, CancellationToken ct) =>
        [
            .. await db.Rows(
                $"""
                select customer_id, key from match_keys
                where organization_id = {db.TenantId} and {Sql.In(
                    "key",
                    images.SelectMany(i => i.MatchKeys).Distinct().ToList()
                )} and {Sql.In("customer_id", images.Select(i => i.Id).ToList())}
                """,
                row => (row.Id(0), row.Long(1)),
                ct
            ),
        ];

    private async Task<HashSet<(long Key, string Word)>> Spelled(IReadOnlyCollection<SearchDocument> images, CancellationToken ct) =>
        [
            .. await db.Rows(
                $"""
                select key, word from name_spellings
                where organization_id = {db.TenantId} and {Sql.In(
                    "key",
                    images.SelectMany(Spellings).Select(s => s.Key).Distinct().ToList()
                )}
                """,
                row => (row.Long(0), row.Text(1)),
                ct
            ),
        ];

    private static IEnumerable<(long Key, string Word)> Spellings(SearchDocument image) =>
        image.IsMerged ? [] : image.Words.Where(Spelling.Tolerates).SelectMany(word => Spelling.Keys(word).Select(key => (key, word)));

    private static IEnumerable<string> Faults(
        SearchDocument image,
        CustomerIndex.StoredRows stored,
        HashSet<(Guid, long)> keyed,
        HashSet<(long, string)> spelled
    )
    {
        var isFound = !image.IsMerged;
        if (stored.Names != (isFound ? image.SearchNames : null) || stored.Details != (isFound ? image.SearchDetails : null))
            yield return "the search text differs";
        if (!stored.Words.SetEquals(isFound ? image.Words : []))
            yield return "the name words differ";
        if (!spelled.IsSupersetOf(Spellings(image)))
            yield return "a word of the name is not spelled";
        if (!stored.Keys.SetEquals(image.MatchKeys) || image.MatchKeys.Any(key => !keyed.Contains((image.Id, key))))
            yield return "the match keys differ";
        if (!stored.HasSummary)
            yield return "the summary is missing";
        else if (stored.ContactCount != image.Contacts.Count)
            yield return $"the summary counts {stored.ContactCount} contacts instead of {image.Contacts.Count}";
        if (stored.HasSummary && (stored.Tags != image.ShownTags || stored.ExternalId != image.ExternalId))
            yield return "the summary shows other tags or another external ID";
        if (stored.HasSummary && (stored.CountedAs != image.Counts || stored.CountedBranchId != image.BranchId))
            yield return "it is counted under another branch or state";
    }

    /// <summary>Keys beyond those that each customer is known to have.</summary>
    private async Task<List<string>> KeyFaults(CancellationToken ct)
    {
        var (stored, known) = (
            await db.Rows(
                $"""
                select (select count(*) from match_keys where organization_id = {db.TenantId}),
                  (select coalesce(sum(length(match_keys)), 0) from customer_search where organization_id = {db.TenantId})
                """,
                row => (row.Long(0), Convert.ToInt64(row.DecimalOrNull(1)) / sizeof(long)),
                ct
            )
        ).Single();
        return stored == known ? [] : [$"{stored} match keys are stored, {known} are known of the customers"];
    }

    /// <summary>Spellings of words that no customer has.</summary>
    private async Task<List<string>> SpellingFaults(CancellationToken ct) =>
        (
            await db.Rows(
                $"""
                select count(distinct s.word) from name_spellings s where s.organization_id = {db.TenantId}
                  and not exists (select 1 from name_words w where w.organization_id = s.organization_id and w.word = s.word)
                """,
                row => row.Long(0),
                ct
            )
        ).Single()
            is var unused
                and > 0
            ? [$"{unused} words are spelled that no customer has"]
            : [];

    private async Task<List<string>> CountFaults(CancellationToken ct)
    {
        var counted = await db.Rows(
            $"""
            select branch_id, sum(live), sum(archived) from (
              select branch_id, live, archived from customer_counts where organization_id = {db.TenantId}
              union all select branch_id, live, archived from customer_count_changes where organization_id = {db.TenantId}) c
            group by branch_id
            """,
            row => (Branch: row.Id(0), Live: Convert.ToInt64(row.DecimalOrNull(1)), Archived: Convert.ToInt64(row.DecimalOrNull(2))),
            ct
        );
        var actual = (
            await db.Rows(
                $"""
                select branch_id, sum(case when archived_at is null then 1 else 0 end), sum(case when archived_at is null then 0 else 1 end)
                from customers where organization_id = {db.TenantId} and merged_into_id is null group by branch_id
                """,
                row => (Branch: row.IdOrNull(0) ?? Guid.Empty, Live: row.Long(1), Archived: row.Long(2)),
                ct
            )
        ).ToDictionary(a => a.Branch);
        foreach (var known in counted)
            actual.TryAdd(known.Branch, (known.Branch, 0, 0));
        return
        [
            .. from branch in actual.Values
            let stored = counted.FirstOrDefault(c => c.Branch == branch.Branch)
            where stored.Live != branch.Live || stored.Archived != branch.Archived
            select $"branch {branch.Branch}: {stored.Live} live and {stored.Archived} archived customers are counted, "
                + $"{branch.Live} and {branch.Archived} are there",
        ];
    }
}
