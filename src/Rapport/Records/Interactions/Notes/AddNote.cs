using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Notes;

/// <summary>Writes a note about a customer, or about something of theirs.</summary>
public sealed class AddNote(
    RapportDb db,
    Changes changes,
    CustomerParts parts,
    FindSubject subjects,
    WriteNote write,
    EditNote edit,
    Access access,
    TimeProvider clock
)
{
    public sealed record Response(Guid Id, IReadOnlyList<NoteWarning> Warnings, bool IsNew);

    public async Task<Response> Run(NoteInput input, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        if (
            input.ExternalId.Value is { } sent
            && await db.Set<Note>().Where(n => n.ExternalId == sent).Select(n => (Guid?)n.Id).SingleOrDefaultAsync(ct) is { } known
        )
        {
            var again = await edit.Run(known, input, null, ct);
            await change.Save(ct);
            return new Response(known, again, false);
        }
        var errors = new Errors();
        var subject = await subjects.Run(input, new(null, null, null), errors, ct);
        if (subject.CustomerId is null && !errors.Any)
            errors.Add("customer_id", "It is required, unless related_type and related_id say whose it is.");
        errors.ThrowInvalid();
        var customer = await parts.Owner(subject.CustomerId!.Value, Permission.WriteInteractions, ct);

        var note = new Note
        {
            CustomerId = customer.Id,
            CreatedById = access.Caller.UserId,
            CreatedAt = clock.Now(),
            BranchId = access.Caller.BranchId,
            RelatedType = subject.RelatedType,
            RelatedId = subject.RelatedId,
        };
        if (input.ContactId.Value is { } contact && note.RelatedType is null)
            (note.RelatedType, note.RelatedId) = (RelatedRecords.Contact, contact);
        note.ExternalId = WriteInteraction.Text(errors, "external_id", input.ExternalId.Value, 200) ?? note.Id.ToString();
        write.Fields(note, input with { Content = input.Content with { IsSet = true } }, errors);
        errors.ThrowInvalid();
        db.Add(note);
        var warnings = await write.Settle(note, input, errors, isNew: true, ct);
        await change.Save(ct);
        return new Response(note.Id, warnings, true);
    }
}
