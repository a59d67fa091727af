using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Contacts;

[EventName("contact.restored")]
public sealed record ContactRestored(Guid CustomerId, Guid PartId) : CustomerPartEvent(CustomerId, "contact", PartId, null)
{
    public override Guid? PersonId => PartId;
}

/// <summary>Takes a contact out of sight, and brings it back. Where it was the primary one, the oldest other contact takes over.</summary>
public sealed class ArchiveContact(Changes changes, CustomerParts parts, OneFlagged flags, TimeProvider clock)
{
    public async Task Run(Guid id, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var contact = await parts.ForChange<Contact>(id, Permission.WriteCustomers, ct);
        Versions.Require(seenVersion, contact.Version);
        if (contact.ArchivedAt is not null)
            throw new Refusal("already_archived", $"{contact.FullName} is archived already.");

        var wasPrimary = contact.IsPrimary;
        (contact.ArchivedAt, contact.UpdatedAt, contact.IsPrimary) = (clock.Now(), clock.Now(), false);
        contact.Raise(new ContactArchived(contact.CustomerId, contact.Id));
        if (wasPrimary)
            await PassOn(contact, ct);
        await change.Save(ct);
    }

    public async Task<Contact> Restore(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var contact = await parts.ForChange<Contact>(id, Permission.WriteCustomers, ct);
        if (contact.ArchivedAt is null)
            throw new Refusal("not_archived", $"{contact.FullName} is not archived.");

        (contact.ArchivedAt, contact.ArchivedWithCustomerAt, contact.UpdatedAt) = (null, null, clock.Now());
        contact.IsPrimary = await flags.IsMissing(OneFlagged.Group.ContactsOf(contact.CustomerId), ct);
        contact.Raise(new ContactRestored(contact.CustomerId, contact.Id));
        await change.Save(ct);
        return contact;
    }

    private async Task PassOn(Contact contact, CancellationToken ct)
    {
        await using (var gone = await changes.Begin(ct))
            await gone.Save(ct);
        if (await flags.GiveToOldest(OneFlagged.Group.ContactsOf(contact.CustomerId), ct) is { } next)
            changes.Raise(new ContactUpdated(contact.CustomerId, next, new() { ["is_primary"] = new(false, true) }));
    }
}
