using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Facts;
using Rapport.Records.Interactions.Outbox;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Support.Desk;

/// <summary>The text of messages on tickets, for whoever reviews personal data.</summary>
internal sealed class TicketTexts(RapportDb db, Access access) : IHoldFreeText
{
    public string RecordType => TicketMessage.Type;

    public Sql TextOf(string flag) =>
        Sql.Raw(
            $"""
            select x.body from ticket_messages x where x.organization_id = {flag}.organization_id and x.id = {flag}.record_id
            {(access.Has(Permission.ReadInteractions) ? "" : "and x.kind = 'public'")}
            """
        );

    public async Task Redact(Guid id, string field, CancellationToken ct)
    {
        if (await db.Set<TicketMessage>().SingleOrDefaultAsync(m => m.Id == id, ct) is { } message)
            message.Body = FreeText.Masked(message.Body)!;
        var waiting = db.Set<OutgoingMessage>().Where(m => m.SourceType == TicketMessage.Type && m.SourceId == id);
        if (await waiting.SingleOrDefaultAsync(ct) is { } copy)
            copy.Body = FreeText.Masked(copy.Body)!;
    }
}

/// <summary>Messages and merges go with their ticket, and what of them still waits in the outbox.</summary>
internal sealed class DropConversations(RapportDb db) : IFollowChanges
{
    public Task Follow(IReadOnlyList<DomainEvent> events, Batch batch, CancellationToken ct)
    {
        foreach (var written in events.OfType<FactsWritten>().Where(w => w.Type == "ticket" && w.RemovedIds.Count > 0))
            Drop(batch, written.RemovedIds);
        return Task.CompletedTask;
    }

    private void Drop(Batch batch, IReadOnlyList<Guid> tickets)
    {
        var messages = Sql.Of($"organization_id = {db.TenantId} and {Sql.In("ticket_id", tickets)}");
        batch.Write(
            $"""
            delete from outgoing_messages where organization_id = {db.TenantId} and source_type = {TicketMessage.Type}
            and source_id in (select id from ticket_messages where {messages})
            """
        );
        batch.Write($"delete from ticket_messages where {messages}");
        batch.Write(
            $"""
            delete from ticket_merges where organization_id = {db.TenantId}
            and ({Sql.In("ticket_id", tickets)} or {Sql.In("into_id", tickets)})
            """
        );
        batch.Write(
            $"""
            update tickets set merged_into_id = null, version = version + 1
            where organization_id = {db.TenantId} and {Sql.In("merged_into_id", tickets)}
            """
        );
    }
}
