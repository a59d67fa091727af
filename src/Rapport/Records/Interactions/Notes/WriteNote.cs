using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Facts;
using Rapport.Records.Interactions.Notifications;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Notes;

/// <summary>
/// Puts the fields of a request into a note, tells whoever it calls, and stores it with all that follows. Adding and editing share it.
/// </summary>
public sealed class WriteNote(
    Changes changes,
    FlagPersonalData flags,
    FindMentions mentions,
    Notify notify,
    Access access,
    RapportDb db,
    TimeProvider clock
)
{
    internal void Fields(Note note, NoteInput input, Errors errors)
    {
        if (input.Title.IsSet)
            note.Title = FreeText.Stored(
                "title",
                WriteInteraction.Text(errors, "title", input.Title.Value, 200),
                input.ConfirmsPersonalData
            );
        if (input.Content.IsSet)
        {
            note.Content =
                FreeText.Stored(
                    "content",
                    WriteInteraction.Text(errors, "content", input.Content.Value, 50_000),
                    input.ConfirmsPersonalData
                ) ?? "";
            if (note.Content.Length == 0)
                errors.Add("content", "It is required.");
        }
        if (input.Visibility.IsSet)
            note.Visibility = input.Visibility.Value ?? NoteVisibility.Team;
        if (input.IsPinned.IsSet)
            note.IsPinned = input.IsPinned.Value;
        if (input.WrittenAt.IsSet)
        {
            note.WrittenAt = input.WrittenAt.Value;
            if (note.WrittenAt > clock.Now() + TimeSpan.FromMinutes(5))
                errors.Add("written_at", "It lies in the future.");
        }
    }

    internal async Task<IReadOnlyList<NoteWarning>> Settle(Note note, NoteInput input, Errors errors, bool isNew, CancellationToken ct)
    {
        note.UpdatedAt = clock.Now();
        note.Settle();
        note.Check(errors);
        errors.ThrowInvalid();
        if (input.Title.IsSet)
            await flags.Run(new(note.CustomerId, null, "title", "note", note.Id), input.Title.Value, ct);
        if (input.Content.IsSet)
            await flags.Run(new(note.CustomerId, null, "content", "note", note.Id), input.Content.Value, ct);
        var seen = db.Entry(note).Property(n => n.Visibility);
        changes.Raise(FactsWritten.One(note, isNew) with { KeepsAudience = isNew || seen.OriginalValue == seen.CurrentValue });
        return input.Content.IsSet || input.Visibility.IsSet ? await Call(note, ct) : [];
    }

    /// <summary>
    /// Tells everybody once whom the note calls and who may read it. That nobody is called so is worth a word, no refusal.
    /// </summary>
    private async Task<IReadOnlyList<NoteWarning>> Call(Note note, CancellationToken ct)
    {
        var called = await mentions.Run(note.Content, ct);
        var told = new List<Guid>();
        foreach (var person in called.People.Where(p => p.Id != access.Caller.UserId && Sight.Shows(note, p.Id, p.BranchId)))
        {
            var isNews = await notify.Run(
                new Notification
                {
                    UserId = person.Id,
                    Kind = NotificationKind.Mention,
                    OnceKey = $"mention:{note.Id}",
                    Title = $"{access.Caller.Name} mentioned you in a note",
                    Body = note.Title,
                    Url = $"/notes/{note.Id}",
                    CustomerId = note.CustomerId,
                    CreatedAt = clock.Now(),
                },
                ct
            );
            if (isNews)
                told.Add(person.Id);
        }
        if (told.Count > 0)
            changes.Raise(new NoteMentioned(note.Id, note.CustomerId, told));
        return
        [
            .. called.Unknown.Select(typed => new NoteWarning("unknown_mention", $"{typed} is nobody here, so nobody was told.", typed)),
            .. called.Ambiguous.Select(typed => new NoteWarning(
                "ambiguous_mention",
                $"{typed} could be more than one person, so nobody was told. Write the whole name, or what stands before the "
                    + "@ of the e-mail.",
                typed
            )),
            .. called
                .People.Where(p => !Sight.Shows(note, p.Id, p.BranchId))
                .Select(p => new NoteWarning(
                    "mention_cannot_see",
                    $"{p.Name} cannot read a note with this visibility, so nobody was told.",
                    $"@{p.Name}"
                )),
        ];
    }
}
