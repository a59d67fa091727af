using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Jobs;
using Rapport.Records.Customers;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Attachments;

/// <summary>Attaches a file, or the address of one, to a customer or to something of theirs; and takes it away.</summary>
public sealed class AttachFile(
    RapportDb db,
    Changes changes,
    CustomerParts parts,
    RelatedRecords related,
    AttachedFiles files,
    Sight sight,
    Access access,
    TimeProvider clock
)
{
    public sealed record Place(string RelatedType, Guid RelatedId);

    public sealed record Link(string? Url, string? Name);

    public async Task<Guid> Run(Place place, Stream content, string? fileName, string? declared, CancellationToken ct)
    {
        var received = await files.Receive(content, ct);
        try
        {
            var errors = new Errors();
            var name = errors.Text("name", Path.GetFileName(fileName?.Replace('\\', '/')), 300) ?? "file";
            if (FileKinds.Fault(received.Kind, name, declared) is { } fault)
                errors.Add("file", fault);
            errors.ThrowInvalid();
            return await Add(
                place,
                (customer, at) =>
                    new Attachment
                    {
                        CustomerId = customer,
                        RelatedType = at.RelatedType,
                        RelatedId = at.RelatedId,
                        Name = name,
                        ContentType = FileKinds.TypeOf(received.Kind, name),
                        Size = received.Size,
                        ContentHash = received.Hash,
                        CreatedById = access.Caller.UserId,
                        CreatedAt = clock.Now(),
                    },
                received,
                ct
            );
        }
        finally
        {
            files.Drop(received);
        }
    }

    public Task<Guid> Run(Place place, Link link, CancellationToken ct)
    {
        var errors = new Errors();
        var url = errors.Website("url", link.Url);
        if (url is null)
            errors.Add("url", "It is required.");
        var name = errors.Text("name", link.Name, 300) ?? url;
        errors.ThrowInvalid();
        return Add(
            place,
            (customer, at) =>
                new Attachment
                {
                    CustomerId = customer,
                    RelatedType = at.RelatedType,
                    RelatedId = at.RelatedId,
                    Name = name!.Length > 300 ? name[..300] : name,
                    ContentType = "text/uri-list",
                    Url = url,
                    CreatedById = access.Caller.UserId,
                    CreatedAt = clock.Now(),
                },
            null,
            ct
        );
    }

    public async Task Remove(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var attachment = await parts.ForChange<Attachment>(id, Permission.WriteCustomers, ct);
        await RequireReadable(attachment.RelatedType, attachment.RelatedId, ct);
        db.Remove(attachment);
        if (attachment.ContentHash is { } hash)
            db.Add(Job.Of<ForgetFile, ForgetFile.Arguments>(db.TenantId, new(hash), clock.Now()));
        changes.Raise(new AttachmentChanged(id, attachment.CustomerId, attachment.RelatedType, attachment.RelatedId, true));
        await change.Save(ct);
    }

    private async Task<Guid> Add(Place place, Func<Guid, Place, Attachment> make, AttachedFiles.Received? received, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var word =
            place.RelatedType == Attachment.OfCustomer
                ? Attachment.OfCustomer
                : RelatedRecords.Word(place.RelatedType)
                    ?? throw new Unreadable("related_type", $"It must be one of {Attachment.OfCustomer}, {RelatedRecords.Known}.");
        var owner =
            word == Attachment.OfCustomer
                ? place.RelatedId
                : await related.CustomerOf(word, place.RelatedId, ct) ?? throw new Missing(word.Replace('_', ' '));
        var customer = await parts.Owner(owner, Permission.WriteCustomers, ct);
        await RequireReadable(word, place.RelatedId, ct);
        var attachment = make(customer.Id, new Place(word, place.RelatedId));
        if (received is not null)
        {
            // A removal of the same content that runs now must not take the file from under the new row.
            await db.Lock($"attachment {received.Hash}", ct);
            await files.Keep(received, ct);
        }
        db.Add(attachment);
        changes.Raise(new AttachmentChanged(attachment.Id, customer.Id, word, place.RelatedId, false));
        await change.Save(ct);
        return attachment.Id;
    }

    /// <summary>What hangs on a record is for those who may read that record.</summary>
    private async Task RequireReadable(string word, Guid id, CancellationToken ct)
    {
        if (FactKind.Named(word) is { } kind)
            access.Require(kind.Read);
        if (word == "note" && await db.Set<Note>().SingleOrDefaultAsync(n => n.Id == id, ct) is { } note && !sight.Shows(note))
            throw new Missing("note");
    }
}
