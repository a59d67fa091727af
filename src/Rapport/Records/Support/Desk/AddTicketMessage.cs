using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Facts;
using Rapport.Records.Interactions.Notes;
using Rapport.Records.Interactions.Outbox;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Support.Desk;

/// <summary>
/// Writes a public reply or an internal note on a ticket. The first public reply stops the first-reply clock; replies wait in the outbox.
/// </summary>
public sealed class AddTicketMessage(
    RapportDb db,
    Changes changes,
    FindFacts find,
    WorkOnTicket work,
    FindTicketMessages messages,
    FlagPersonalData flags,
    MentionColleagues mentions,
    QueueMessage outbox,
    Access access,
    TimeProvider clock
)
{
    /// <param name="Kind">public: a reply to the customer. internal: a note for colleagues.</param>
    /// <param name="Status">Set with the message, such as resolved.</param>
    /// <param name="MacroId">A macro: its text where the reply has none, and what it sets on the ticket.</param>
    /// <param name="LastSeenId">The last message that the writer has seen: a colleague's newer reply is shown first.</param>
    public sealed record Request(
        string? Body,
        TicketMessageKind? Kind,
        TicketStatus? Status = null,
        Guid? MacroId = null,
        Guid? LastSeenId = null
    )
    {
        [JsonIgnore]
        public bool ConfirmsPersonalData { get; init; }
    }

    public sealed record Response(Guid Id, IReadOnlyList<NoteWarning> Warnings);

    public async Task<Response> Run(Guid ticketId, Request request, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        // One after another, so that the second of two who reply at once sees the first one's message.
        await db.Lock(WorkOnTicket.LockOf(ticketId), ct);
        var ticket = await find.Own(FactKind.Of<Ticket>(), ticketId, ct);
        WorkOnTicket.RequireOwnConversation(ticket);
        var macro = request.MacroId is { } id ? await MacroOf(id, ct) : null;
        var (kind, text) = Checked(request, macro is null ? null : Macro.Filled(macro.Body, ticket, access.Caller.Name));
        if (request.LastSeenId is { } seen)
            await RequireCurrent(ticketId, seen, ct);

        var message = new TicketMessage
        {
            TicketId = ticketId,
            Kind = kind,
            Body = FreeText.Stored("body", text, request.ConfirmsPersonalData)!,
            CreatedById = access.Caller.UserId,
            CreatedAt = clock.Now(),
        };
        db.Add(message);
        var customer = (Guid)ticket["customer_id"]!;
        await flags.Run(new(customer, null, "body", TicketMessage.Type, message.Id), text, ct);
        changes.Raise(new TicketMessageAdded(ticketId, customer, message.Id, kind));
        var warnings = kind == TicketMessageKind.Internal ? await mentions.Run(message, ticket, ct) : await Reply(message, ticket, ct);
        await WorkAlong(request, macro, message, ticket, ct);
        await change.Save(ct);
        return new Response(message.Id, warnings);
    }

    private async Task<Macro> MacroOf(Guid id, CancellationToken ct) =>
        await db.Set<Macro>().SingleOrDefaultAsync(m => m.Id == id, ct) ?? throw new Invalid("macro_id", "There is no such macro.");

    /// <param name="prepared">The text of the macro.</param>
    private (TicketMessageKind Kind, string Text) Checked(Request request, string? prepared)
    {
        var errors = new Errors();
        var text = (string.IsNullOrWhiteSpace(request.Body) ? prepared : request.Body)?.Trim() ?? "";
        if (text.Length == 0)
            errors.Add("body", "It is required.");
        else if (text.Length > TicketMessage.Most)
            errors.Add("body", $"It is longer than {TicketMessage.Most:N0} characters.");
        if (request.Kind is null)
            errors.Add("kind", "It is required: public or internal.");
        errors.ThrowInvalid();
        if (request.Kind == TicketMessageKind.Internal)
        {
            access.Require(Permission.WriteInteractions);
            if (!messages.ShowsInternal)
                throw new Forbidden(Words.Of(Permission.ReadInteractions));
        }
        return (request.Kind!.Value, text);
    }

    private async Task RequireCurrent(Guid ticket, Guid seen, CancellationToken ct)
    {
        if (!await db.Set<TicketMessage>().AnyAsync(m => m.Id == seen && m.TicketId == ticket, ct))
            throw new Invalid("last_seen_id", "There is no such message on this ticket.");
        var newer = await db.Rows(
            $"""
            select coalesce(u.name, 'A colleague') from ticket_messages m
            join ticket_messages s on s.organization_id = m.organization_id and s.id = {seen} and s.ticket_id = m.ticket_id
            left join users u on u.organization_id = m.organization_id and u.id = m.created_by_id
            where m.organization_id = {db.TenantId} and m.ticket_id = {ticket} and m.kind = {TicketMessageKind.Public}
              and (m.created_at, m.id) > (s.created_at, s.id)
            order by m.created_at desc, m.id desc limit 1
            """,
            row => row.Text(0),
            ct
        );
        if (newer.Count > 0)
            throw new Refusal("new_message", $"{newer[0]} replied while you were writing. Read it, then send yours.");
    }

    private async Task<IReadOnlyList<NoteWarning>> Reply(TicketMessage message, Dictionary<string, object?> ticket, CancellationToken ct)
    {
        var number = ticket["number"] is string given ? $"[#{given}] " : "";
        await outbox.Run(
            (TicketMessage.Type, message.Id),
            (Guid)ticket["customer_id"]!,
            $"Re: {number}{ticket["subject"]}",
            message.Body,
            ct
        );
        return [];
    }

    private async Task WorkAlong(
        Request request,
        Macro? macro,
        TicketMessage message,
        Dictionary<string, object?> ticket,
        CancellationToken ct
    )
    {
        var patch = new Dictionary<string, object?>();
        if (macro?.Priority is { } priority)
            patch["priority"] = priority;
        if (macro?.Category is { } category)
            patch["category"] = category;
        if (message.Kind == TicketMessageKind.Public && ticket["first_response_at"] is null)
            patch["first_response_at"] = work.Now(ticket);
        if ((request.Status ?? macro?.Status) is { } status)
            patch["status"] = status;
        if (patch.Count > 0)
            await work.Run(message.TicketId, JsonSerializer.SerializeToElement(patch, ApiJson.Options), null, ct);
    }
}
