using Rapport.Models.Linkage;
using Rapport.Platform.Data;

namespace Rapport.Records.Customers;

/// <summary>The rows derived from a customer's image. The single save and the import write them through here.</summary>
public sealed class CustomerIndex(RapportDb db)
{
    /// <summary>What stands in the derived tables for one customer.</summary>
    public sealed class StoredRows
    {
        public string? Names { get; set; }
        public string? Details { get; set; }
        public HashSet<string> Words { get; } = [];
        public HashSet<long> Keys { get; set; } = [];
        public bool HasSummary { get; set; }
        public Guid? CountedBranchId { get; set; }
        public CountedAs CountedAs { get; set; }
        public int ContactCount { get; set; }
        public string? Tags { get; set; }
        public string? ExternalId { get; set; }
    }

    public async Task<Dictionary<Guid, StoredRows>> Stored(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var batch = new Batch(db);
        var stored = Stored(ids, batch);
        await batch.Run(ct);
        return stored;
    }

    /// <summary>Filled once the batch has run.</summary>
    internal Dictionary<Guid, StoredRows> Stored(IReadOnlyCollection<Guid> ids, Batch batch)
    {
        var stored = ids.ToDictionary(id => id, _ => new StoredRows());
        if (ids.Count == 0)
            return stored;
        var organization = db.TenantId;
        var none = new List<int>();
        batch
            .Read(
                none,
                $"""
                select customer_id, names, details, match_keys from customer_search
                where organization_id = {organization} and {Sql.In("customer_id", ids)}
                """,
                row =>
                {
                    (stored[row.Id(0)].Names, stored[row.Id(0)].Details, stored[row.Id(0)].Keys) = (
                        row.Text(1),
                        row.Text(2),
                        [.. SearchText.Unpack(row.Bytes(3))]
                    );
                    return 0;
                }
            )
            .Read(
                none,
                $"select customer_id, word from name_words where organization_id = {organization} and {Sql.In("customer_id", ids)}",
                row =>
                {
                    stored[row.Id(0)].Words.Add(row.Text(1));
                    return 0;
                }
            )
            .Read(
                none,
                $"""
                select customer_id, counted_branch_id, counted_as, contact_count, tags, external_id from customer_summary
                where organization_id = {organization} and {Sql.In("customer_id", ids)}
                """,
                row =>
                {
                    Summary(stored[row.Id(0)], row);
                    return 0;
                }
            );
        return stored;
    }

    private static void Summary(StoredRows stored, Row row)
    {
        (stored.HasSummary, stored.CountedBranchId, stored.CountedAs) = (true, row.IdOrNull(1), Words.Parse<CountedAs>(row.Text(2)));
        (stored.ContactCount, stored.Tags, stored.ExternalId) = (row.Int(3), row.TextOrNull(4), row.TextOrNull(5));
    }

    /// <summary>
    /// Adds the statements that turn what is stored into what the images say; customers that are not among the stored are new.
    /// </summary>
    public void Write(Batch batch, IReadOnlyCollection<SearchDocument> images, IReadOnlyDictionary<Guid, StoredRows> stored)
    {
        var search = new List<SearchText>();
        var words = new List<NameWord>();
        var gone = new HashSet<string>();
        var keys = new List<MatchKey>();
        var summaries = new List<CustomerSummary>();
        var counts = new Dictionary<Guid, (int Live, int Archived)>();
        foreach (var image in images)
        {
            var before = stored.GetValueOrDefault(image.Id);
            WriteSearch(batch, image, before, search);
            gone.UnionWith(WriteWords(batch, image, before, words));
            WriteKeys(batch, image, before, keys);
            WriteSummary(batch, image, before, summaries);
            Count(counts, before?.CountedBranchId, before?.CountedAs ?? CountedAs.Nothing, -1);
            Count(counts, image.BranchId, image.Counts, +1);
        }
        // In the order of their indexes: a batch then goes through each tree once, from left to right.
        words.Sort((a, b) => string.CompareOrdinal(a.Word, b.Word));
        keys.Sort((a, b) => a.Key.CompareTo(b.Key));
        batch
            .Insert(Searches, search)
            .Insert(NameWords, words)
            .Insert(Spellings, Spelled(words))
            .Insert(MatchKeys, keys)
            .Insert(Summaries, summaries)
            .Insert(CountChanges, Changes(counts));
        ForgetSpellings(batch, gone);
    }

    /// <summary>Each word once, in the order of the keys: changes that meet at new words then wait for each other in one order.</summary>
    private List<NameSpelling> Spelled(List<NameWord> words) =>
        [
            .. words
                .Select(w => w.Word)
                .Where(Spelling.Tolerates)
                .Distinct()
                .SelectMany(word =>
                    Spelling
                        .Keys(word)
                        .Select(key => new NameSpelling
                        {
                            OrganizationId = db.TenantId,
                            Key = key,
                            Word = word,
                        })
                )
                .OrderBy(s => s.Key)
                .ThenBy(s => s.Word, StringComparer.Ordinal),
        ];

    /// <summary>Removes the spellings of words that no customer has any more: a name must not outlive its owner.</summary>
    /// <param name="words">Words that were taken from some customers.</param>
    internal void ForgetSpellings(Batch batch, IEnumerable<string> words)
    {
        var keys = words.Where(Spelling.Tolerates).SelectMany(Spelling.Keys).Distinct().ToList();
        if (keys.Count > 0)
            batch.Write(
                $"""
                delete from name_spellings where organization_id = {db.TenantId} and {Sql.In("key", keys)}
                  and (select w.word from name_words w
                       where w.organization_id = {db.TenantId} and w.word = name_spellings.word limit 1) is null
                """
            );
    }

    /// <summary>Takes customers whose rows are removed out of the counts.</summary>
    internal void Forget(Batch batch, IEnumerable<StoredRows> stored)
    {
        var counts = new Dictionary<Guid, (int Live, int Archived)>();
        foreach (var row in stored)
            Count(counts, row.CountedBranchId, row.CountedAs, -1);
        batch.Insert(CountChanges, Changes(counts));
    }

    private List<CustomerCountChange> Changes(Dictionary<Guid, (int Live, int Archived)> counts) =>
        [
            .. counts
                .Where(c => c.Value != (0, 0))
                .Select(c => new CustomerCountChange
                {
                    OrganizationId = db.TenantId,
                    Id = Ids.Next(),
                    BranchId = c.Key,
                    Live = c.Value.Live,
                    Archived = c.Value.Archived,
                }),
        ];

    private void WriteSearch(Batch batch, SearchDocument image, StoredRows? before, List<SearchText> added)
    {
        if (image.IsMerged)
        {
            if (before?.Names is not null)
                batch.Write($"delete from customer_search where organization_id = {db.TenantId} and customer_id = {image.Id}");
            return;
        }
        var (names, details) = (image.SearchNames, image.SearchDetails);
        if (before?.Names is null)
            added.Add(
                new SearchText
                {
                    OrganizationId = db.TenantId,
                    CustomerId = image.Id,
                    Names = names,
                    Details = details,
                    MatchKeys = SearchText.Pack(image.MatchKeys),
                }
            );
        else if (before.Names != names || before.Details != details)
            batch.Write(
                $"""
                update customer_search set names = {names}, details = {details}, match_keys = {SearchText.Pack(image.MatchKeys)}
                where organization_id = {db.TenantId} and customer_id = {image.Id}
                """
            );
        else if (!before.Keys.SetEquals(image.MatchKeys))
            batch.Write(
                $"""
                update customer_search set match_keys = {SearchText.Pack(image.MatchKeys)}
                where organization_id = {db.TenantId} and customer_id = {image.Id}
                """
            );
    }

    /// <returns>The words that the customer has no more.</returns>
    private List<string> WriteWords(Batch batch, SearchDocument image, StoredRows? before, List<NameWord> added)
    {
        var now = image.IsMerged ? [] : image.Words.ToHashSet();
        var gone = before?.Words.Except(now).ToList() ?? [];
        if (gone.Count > 0)
            batch.Write(
                $"delete from name_words where organization_id = {db.TenantId} and customer_id = {image.Id} and {Sql.In("word", gone)}"
            );
        added.AddRange(
            now.Except(before?.Words ?? [])
                .Select(word => new NameWord
                {
                    OrganizationId = db.TenantId,
                    Word = word,
                    CustomerId = image.Id,
                })
        );
        return gone;
    }

    private void WriteKeys(Batch batch, SearchDocument image, StoredRows? before, List<MatchKey> added)
    {
        var now = image.MatchKeys.ToHashSet();
        var gone = before?.Keys.Except(now).ToList() ?? [];
        if (gone.Count > 0)
            batch.Write(
                $"delete from match_keys where organization_id = {db.TenantId} and customer_id = {image.Id} and {Sql.In("key", gone)}"
            );
        added.AddRange(
            now.Except(before?.Keys ?? [])
                .Select(key => new MatchKey
                {
                    OrganizationId = db.TenantId,
                    Key = key,
                    CustomerId = image.Id,
                })
        );
    }

    private void WriteSummary(Batch batch, SearchDocument image, StoredRows? before, List<CustomerSummary> added)
    {
        if (before is not { HasSummary: true })
            added.Add(
                new CustomerSummary
                {
                    OrganizationId = db.TenantId,
                    CustomerId = image.Id,
                    ContactCount = image.Contacts.Count,
                    Tags = image.ShownTags,
                    ExternalId = image.ExternalId,
                    CountedBranchId = image.BranchId,
                    CountedAs = image.Counts,
                }
            );
        else if (
            before.CountedAs != image.Counts
            || before.CountedBranchId != image.BranchId
            || before.ContactCount != image.Contacts.Count
            || before.Tags != image.ShownTags
            || before.ExternalId != image.ExternalId
        )
            batch.Write(
                $"""
                update customer_summary set contact_count = {image.Contacts.Count}, tags = {image.ShownTags},
                  external_id = {image.ExternalId},
                  counted_branch_id = {image.BranchId}, counted_as = {image.Counts}
                where organization_id = {db.TenantId} and customer_id = {image.Id}
                """
            );
    }

    private static void Count(Dictionary<Guid, (int Live, int Archived)> counts, Guid? branch, CountedAs counted, int by)
    {
        if (counted == CountedAs.Nothing)
            return;
        var (live, archived) = counts.GetValueOrDefault(branch ?? Guid.Empty);
        counts[branch ?? Guid.Empty] = counted == CountedAs.Live ? (live + by, archived) : (live, archived + by);
    }

    private static readonly TableInsert<SearchText> Searches = new TableInsert<SearchText>("customer_search")
        .Column("organization_id", s => s.OrganizationId)
        .Column("customer_id", s => s.CustomerId)
        .Column("names", s => s.Names)
        .Column("details", s => s.Details)
        .Column("match_keys", s => s.MatchKeys)
        .Numbered("row_number");

    private static readonly TableInsert<NameWord> NameWords = new TableInsert<NameWord>("name_words")
        .Column("organization_id", w => w.OrganizationId)
        .Column("word", w => w.Word)
        .Column("customer_id", w => w.CustomerId);

    private static readonly TableInsert<NameSpelling> Spellings = new TableInsert<NameSpelling>("name_spellings")
        .Column("organization_id", s => s.OrganizationId)
        .Column("key", s => s.Key)
        .Column("word", s => s.Word)
        .OnConflict("on conflict do nothing");

    private static readonly TableInsert<MatchKey> MatchKeys = new TableInsert<MatchKey>("match_keys")
        .Column("organization_id", k => k.OrganizationId)
        .Column("key", k => k.Key)
        .Column("customer_id", k => k.CustomerId);

    private static readonly TableInsert<CustomerSummary> Summaries = new TableInsert<CustomerSummary>("customer_summary")
        .Column("organization_id", s => s.OrganizationId)
        .Column("customer_id", s => s.CustomerId)
        .Column("contact_count", s => s.ContactCount)
        .Column("tags", s => s.Tags)
        .Column("external_id", s => s.ExternalId)
        .Column("order_count", s => s.OrderCount)
        .Column("gross_minor", s => s.GrossMinor)
        .Column("refunded_minor", s => s.RefundedMinor)
        .Column("spent_minor", s => s.SpentMinor)
        .Column("lifetime_points", s => s.LifetimePoints)
        .Column("open_tickets", s => s.OpenTickets)
        .Column("points", s => s.Points)
        .Column("counted_branch_id", s => s.CountedBranchId)
        .Column("counted_as", s => s.CountedAs);

    private static readonly TableInsert<CustomerCountChange> CountChanges = new TableInsert<CustomerCountChange>("customer_count_changes")
        .Column("organization_id", c => c.OrganizationId)
        .Column("id", c => c.Id)
        .Column("branch_id", c => c.BranchId)
        .Column("live", c => c.Live)
        .Column("archived", c => c.Archived);
}
