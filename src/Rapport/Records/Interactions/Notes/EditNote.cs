using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Notes;

/// <summary>
/// Changes, pins or removes a note. Whoever reads it may pin it; its words are its author's, and theirs who manage interactions.
/// </summary>
public sealed class EditNote(
    RapportDb db,
    Changes changes,
    CustomerParts parts,
    FindSubject subjects,
    WriteNote write,
    FlagPersonalData flags,
    Sight sight
)
{
    public async Task<IReadOnlyList<NoteWarning>> Run(Guid id, NoteInput input, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var note = await ForChange(id, seenVersion, authorAlone: !input.OnlyPins, ct);
        var errors = new Errors();
        var subject = await subjects.Run(input, new(note.CustomerId, note.RelatedType, note.RelatedId), errors, ct);
        if (subject.CustomerId != note.CustomerId)
            errors.Add("customer_id", "A note stays with its customer. Write it there anew.");
        (note.RelatedType, note.RelatedId) = (subject.RelatedType, subject.RelatedId);
        write.Fields(note, input, errors);
        errors.ThrowInvalid();

        db.ChangeTracker.DetectChanges();
        IReadOnlyList<NoteWarning> warnings = [];
        if (db.Entry(note).State == EntityState.Modified)
            warnings = await write.Settle(note, input, errors, isNew: false, ct);
        await change.Save(ct);
        return warnings;
    }

    public async Task Remove(Guid id, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var note = await ForChange(id, seenVersion, authorAlone: true, ct);
        db.Remove(note);
        changes.Raise(FactsWritten.Gone(note));
        foreach (var field in new[] { "title", "content" })
            await flags.Run(new(note.CustomerId, null, field, "note", note.Id), null, ct);
        await change.Save(ct);
    }

    private async Task<Note> ForChange(Guid id, int? seenVersion, bool authorAlone, CancellationToken ct)
    {
        var note = await parts.ForChange<Note>(id, Permission.WriteInteractions, ct);
        if (!sight.Shows(note))
            throw new Missing("note");
        if (authorAlone && !sight.MayChange(note.CreatedById))
            throw new Forbidden(Words.Of(Permission.ManageInteractions));
        Versions.Require(seenVersion, note.Version);
        return note;
    }
}
