using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Described;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Customers.Intake.Columns;
using Rapport.Records.Customers.Intake.Rows;
using Rapport.Records.Facts;
using Rapport.Records.Import.FactTables;

namespace Rapport.Records.Import.Runs;

/// <summary>The first rows as they will be, and what is wrong among the first thousand; nothing is written.</summary>
public sealed class PreviewImport(RapportDb db, ImportFiles files, TaxIds taxIds, TimeProvider clock)
{
    private const int Shown = 20;

    public sealed record Response(
        MappingView Mapping,
        IReadOnlyList<Row> Rows,
        IReadOnlyList<Problem> Problems,
        int RowsLookedAt,
        int RowsRejected,
        long RowsTotal
    )
    {
        /// <summary>Of a file of facts, instead of customers: the first as they will be.</summary>
        public IReadOnlyList<Fact>? Facts { get; init; }
    }

    /// <param name="Content">As the file says it, in the fields of the kind.</param>
    public sealed record Fact(
        long Number,
        long Line,
        string? ExternalId,
        string? Title,
        System.Text.Json.JsonElement? Content,
        IReadOnlyDictionary<string, string[]> Errors
    );

    public sealed record Row(
        long Number,
        long Line,
        CustomerType? Type,
        string? DisplayName,
        string? ExternalId,
        string? Email,
        string? Phone,
        string? PhoneE164,
        DateOnly? BirthDate,
        IReadOnlyList<string> Tags,
        IReadOnlyList<string> Addresses,
        IReadOnlyList<string> Contacts,
        IReadOnlyDictionary<string, string> CustomFields,
        IReadOnlyDictionary<string, string[]> Errors
    );

    public sealed record Problem(string Field, string Error, int Count, long FirstRow);

    public async Task<Response> Run(CustomerImport import, CancellationToken ct)
    {
        if (!await files.Exists(import.FilePath, ct))
            throw new Refusal("file_gone", "The stored file is not here any more: its import is over.");
        var mapping = ColumnMapping.FromJson(import.MappingJson);
        var head = await files.Head(import.FilePath!, FileShape.FromJson(import.DialectJson), UploadImport.Looked, null, ct);
        if (import.FactType is not null)
            return await OfFacts(import, mapping, head, ct);
        var catalog = await ImportCatalog.Load(db, clock.Now(), ct);
        var rights = StoredRights.Read(import);
        var read = new ReadRow(
            catalog,
            mapping,
            rights,
            new MakeRecord(catalog, new ExtraFields(catalog), taxIds, mapping.ExternalIdSystem)
        );
        var drafts = head.Rows.Select(read.Read).ToList();
        await RejectNameless(drafts, mapping.ExternalIdSystem, ct);
        return new Response(
            View(mapping, head),
            [.. drafts.Take(Shown).Select(Show)],
            Problems(drafts.Select(d => (d.Row, d.Errors))),
            drafts.Count,
            drafts.Count(d => d.IsRejected),
            head.EstimatedRows
        );
    }

    private async Task<Response> OfFacts(CustomerImport import, ColumnMapping mapping, FileHead head, CancellationToken ct)
    {
        await using var file = await files.Open(import.FilePath!, ct);
        var facts = new List<FactOfRows>();
        await foreach (
            var batch in new FactFileRows(
                file,
                FileShape.FromJson(import.DialectJson),
                await RunFactFile.Reader(db, import, ct),
                UploadImport.Looked
            ).Batches(0, ct)
        )
        {
            facts = batch.Facts;
            break;
        }
        foreach (var (_, draft) in facts)
        {
            if (draft is not { Errors.Any: false, Fact: { } read })
                continue;
            read.Settle();
            read.Check(draft.Errors);
        }
        return new Response(
            View(mapping, head),
            [],
            Problems(facts.Select(f => (f.Rows[0].Number, f.Draft.Errors))),
            facts.Sum(f => f.Rows.Count),
            facts.Where(f => f.Draft.Errors.Any).Sum(f => f.Rows.Count),
            head.EstimatedRows
        )
        {
            Facts =
            [
                .. facts
                    .Take(Shown)
                    .Select(f => new Fact(
                        f.Rows[0].Number,
                        f.Rows[0].Line,
                        f.Draft.ExternalId,
                        f.Draft.Errors.Any ? null : (f.Draft.Fact as CustomerFact)?.OnTimeline()?.Title,
                        f.Draft.Raw,
                        f.Draft.Errors.ByField
                    )),
            ],
        };
    }

    private static MappingView View(ColumnMapping mapping, FileHead head) =>
        MappingView.Of(mapping, [.. head.Rows.Take(200).Select(r => r.Fields)]);

    private static List<Problem> Problems(IEnumerable<(long Row, Errors Errors)> drafts) =>
        [
            .. (
                from draft in drafts
                from field in draft.Errors.ByField
                from error in field.Value
                group draft by (field.Key, Kind(error)) into same
                orderby same.Count() descending
                select new Problem(same.Key.Key, same.First().Errors.ByField[same.Key.Key][0], same.Count(), same.Min(d => d.Row))
            ).Take(50),
        ];

    /// <summary>A row without a name can only change somebody whom its ID names, here or in a row before it.</summary>
    private async Task RejectNameless(List<CustomerDraft> drafts, string system, CancellationToken ct)
    {
        var nameless = drafts.Where(d => !d.IsRejected && d.Fresh is null).ToList();
        var known = await new ResolveExternalIds(db, system).Of([.. nameless.Select(d => d.ExternalId).OfType<string>().Distinct()], ct);
        var named = drafts
            .Where(d => d.Fresh is not null && d.ExternalId is not null)
            .GroupBy(d => d.ExternalId!)
            .ToDictionary(d => d.Key, d => d.Min(row => row.Row));
        foreach (var draft in nameless)
            if (draft.ExternalId is not { } id || !known.ContainsKey(id) && !(named.TryGetValue(id, out var first) && first < draft.Row))
                draft.Errors.Add("display_name", "It is required.");
    }

    // Errors that quote the value are one kind of problem.
    private static string Kind(string error) => error.StartsWith('\'') && error.LastIndexOf('\'') is var end and > 0 ? error[end..] : error;

    private static Row Show(CustomerDraft draft)
    {
        var (record, customer) = (draft.Fresh, draft.Fresh?.Customer);
        return new Row(
            draft.Row,
            draft.Line,
            customer?.Type ?? draft.Type,
            customer?.DisplayName ?? draft.Name,
            draft.ExternalId,
            customer?.Email ?? draft.Emails.FirstOrDefault(),
            customer?.Phone ?? draft.Phones.FirstOrDefault(),
            customer?.PhoneE164,
            draft.Fields.Of(CustomerDescription.BirthDate),
            draft.Tags,
            [.. record?.Addresses.Select(a => $"{a.StreetLine1}, {a.PostalCode} {a.City}, {a.Country}") ?? []],
            [
                .. record?.Contacts.Select(c =>
                    string.Join(", ", new[] { c.FullName, c.Email, c.Phone, c.JobTitle }.Where(p => !string.IsNullOrEmpty(p)))
                )
                    ?? [],
            ],
            draft.Custom.GroupBy(c => c.Field.Key).ToDictionary(c => c.Key, c => string.Join(", ", c.Last().Values.Select(v => v.Value))),
            draft.Errors.ByField
        );
    }
}
