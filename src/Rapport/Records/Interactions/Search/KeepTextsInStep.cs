using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Customers;
using Rapport.Records.Facts;

namespace Rapport.Records.Interactions.Search;

/// <summary>
/// Keeps the searchable text of interactions and notes what they now say, in the transaction that writes them, whoever does.
/// </summary>
internal sealed class KeepTextsInStep(RapportDb db) : IFollowChanges
{
    public Task Follow(IReadOnlyList<DomainEvent> events, Batch batch, CancellationToken ct)
    {
        foreach (var written in events.OfType<FactsWritten>().Where(w => w.Type is "interaction" or "note"))
        {
            batch.Insert(Upsert, [.. written.Written.Select(Of)]);
            if (written.RemovedIds.Count > 0)
                batch.Write($"delete from record_texts where organization_id = {db.TenantId} and {Sql.In("id", written.RemovedIds)}");
        }
        return Task.CompletedTask;
    }

    private RecordText Of(Fact fact) =>
        new()
        {
            OrganizationId = db.TenantId,
            Id = fact.Id,
            RecordType = FactKind.Of(fact).Type,
            HappenedAt = ((CustomerFact)fact).HappenedAt,
            Text = fact switch
            {
                Interaction interaction => RecordText.Fold(interaction.Subject, interaction.Description, interaction.Attendees),
                Note note => RecordText.Fold(note.Title, note.Content),
                _ => "",
            },
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
