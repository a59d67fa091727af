using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Customers;
using Rapport.Records.Facts;

namespace Rapport.Records.Interactions.Search;

/// <summary>
/// Keeps the searchable text of interactions, notes and what else can be searched in step, in the transaction that writes them.
/// </summary>
internal sealed class KeepTextsInStep(RapportDb db, IEnumerable<SearchedText> searched) : IFollowChanges
{
    private readonly Dictionary<string, SearchedText> kinds = searched.ToDictionary(s => s.Kind.Type);

    public Task Follow(IReadOnlyList<DomainEvent> events, Batch batch, CancellationToken ct)
    {
        foreach (var written in events.OfType<FactsWritten>())
        {
            if (!kinds.TryGetValue(written.Type, out var kind))
                continue;
            batch.Insert(Upsert, [.. written.Written.Select(fact => Of(kind, fact))]);
            if (written.RemovedIds.Count > 0)
                batch.Write($"delete from record_texts where organization_id = {db.TenantId} and {Sql.In("id", written.RemovedIds)}");
        }
        return Task.CompletedTask;
    }

    private RecordText Of(SearchedText kind, Fact fact) =>
        new()
        {
            OrganizationId = db.TenantId,
            Id = fact.Id,
            RecordType = kind.Kind.Type,
            HappenedAt = ((CustomerFact)fact).HappenedAt,
            Text = RecordText.Fold(kind.Of(fact)),
        };

    private static readonly TableInsert<RecordText> Upsert = new TableInsert<RecordText>("record_texts")
        .Column("organization_id", t => t.OrganizationId)
        .Column("id", t => t.Id)
        .Column("record_type", t => t.RecordType)
        .Column("happened_at", t => t.HappenedAt)
        .Column("text", t => t.Text)
        .Numbered("row_number")
        .OnConflict("on conflict (organization_id, id) do update set text = excluded.text, happened_at = excluded.happened_at");
}
