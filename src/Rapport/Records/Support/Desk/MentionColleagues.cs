using Rapport.Platform.Data;
using Rapport.Records.Interactions.Notes;
using Rapport.Records.Interactions.Notifications;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Support.Desk;

/// <summary>Notifies colleagues whom an internal note calls by name, once for each note.</summary>
public sealed class MentionColleagues(Changes changes, FindMentions find, Notify notify, Access access, TimeProvider clock)
{
    /// <returns>Names that notified nobody.</returns>
    public async Task<IReadOnlyList<NoteWarning>> Run(TicketMessage note, IReadOnlyDictionary<string, object?> ticket, CancellationToken ct)
    {
        var called = await find.Run(note.Body, ct);
        var notified = new List<Guid>();
        foreach (var person in called.People.Where(p => p.Id != access.Caller.UserId))
            if (await notify.Run(Mention(note, ticket, person.Id), ct))
                notified.Add(person.Id);
        if (notified.Count > 0)
            changes.Raise(new TicketMentioned(note.TicketId, note.Id, notified));
        return
        [
            .. called.Unknown.Select(typed => new NoteWarning(
                "unknown_mention",
                $"{typed} matches no colleague, so nobody was notified.",
                typed
            )),
            .. called.Ambiguous.Select(typed => new NoteWarning(
                "ambiguous_mention",
                $"{typed} matches several colleagues, so nobody was notified. Write the whole name.",
                typed
            )),
        ];
    }

    private Notification Mention(TicketMessage note, IReadOnlyDictionary<string, object?> ticket, Guid person) =>
        new()
        {
            UserId = person,
            Kind = NotificationKind.Mention,
            OnceKey = $"mention:{note.Id}",
            Title = $"{access.Caller.Name} mentioned you in a note on a ticket",
            Body = ticket["subject"] as string,
            Url = $"/tickets/{note.TicketId}#message-{note.Id}",
            CustomerId = (Guid)ticket["customer_id"]!,
            CreatedAt = clock.Now(),
        };
}
