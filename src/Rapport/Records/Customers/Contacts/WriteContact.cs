using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Contacts;

/// <summary>
/// Puts the fields of a request into a contact, checks each of them, and notes what changed. Adding and editing share it.
/// </summary>
public sealed class WriteContact(WriteCustomer customers, Access access, OneFlagged flags, TimeProvider clock)
{
    internal async Task<FieldChanges> Fields(Contact contact, ContactInput input, Errors errors, CancellationToken ct)
    {
        // Who may not see contact data may not overwrite it either.
        if ((input.Email.IsSet || input.Phone.IsSet) && !access.Sees(Mask.ContactData))
            throw new Forbidden("customers.contact_data");
        var changes = new FieldChanges();
        WriteName(contact, input, errors, changes);
        WriteRest(contact, input, errors, changes);
        if (input.Email.IsSet && errors.Email("email", input.Email.Value) is var email && changes.Note("email", contact.Email, email))
            WriteEmail(contact, email, changes);
        if (input.EmailStatus.IsSet && changes.Note("email_status", contact.EmailStatus, input.EmailStatus.Value))
            contact.EmailStatus = input.EmailStatus.Value;
        if (input.Phone.IsSet && errors.Phone("phone", input.Phone.Value) is var phone && changes.Note("phone", contact.Phone, phone))
            contact.WritePhone(phone, await customers.HomeCountry(ct));
        return changes;
    }

    /// <summary>Takes the primary flag over where it is asked for, and gives it to a customer's first contact.</summary>
    internal async Task Primary(Contact contact, Maybe<bool> wanted, Errors errors, FieldChanges changes, CancellationToken ct)
    {
        var group = OneFlagged.Group.ContactsOf(contact.CustomerId);
        if (contact.IsPrimary)
        {
            if (wanted is { IsSet: true, Value: false })
                errors.Add("is_primary", "Make another contact the primary one instead.");
            return;
        }
        if (!wanted.Value && !await flags.IsMissing(group, ct))
            return;
        if (errors.Any)
            return;
        if (await flags.TakeFrom(group, contact.Id, ct) is { } former)
            contact.Raise(new ContactUpdated(contact.CustomerId, former, new() { ["is_primary"] = new(true, false) }));
        contact.IsPrimary = true;
        changes.Note("is_primary", false, true);
    }

    private static void WriteName(Contact contact, ContactInput input, Errors errors, FieldChanges changes)
    {
        var first = input.FirstName.IsSet ? errors.Text("first_name", input.FirstName.Value, 100, required: true) : contact.FirstName;
        var last = input.LastName.IsSet ? errors.Text("last_name", input.LastName.Value, 100, required: true) : contact.LastName;
        // Both are noted, so neither may cut the other short.
        if (
            first is null
            || last is null
            || !(changes.Note("first_name", contact.FirstName, first) | changes.Note("last_name", contact.LastName, last))
        )
            return;
        contact.Rename(first, last);
    }

    private static void WriteRest(Contact contact, ContactInput input, Errors errors, FieldChanges changes)
    {
        if (
            input.JobTitle.IsSet
            && errors.Text("job_title", input.JobTitle.Value, 100) is var title
            && changes.Note("job_title", contact.JobTitle, title)
        )
            contact.JobTitle = title;
        if (input.Role.IsSet && changes.Note("role", contact.Role, input.Role.Value))
            contact.Role = input.Role.Value;
        if (input.Status.IsSet && changes.Note("status", contact.Status, input.Status.Value))
            contact.Status = input.Status.Value;
        if (
            input.CommunicationPreference.IsSet
            && changes.Note("communication_preference", contact.CommunicationPreference, input.CommunicationPreference.Value)
        )
            contact.CommunicationPreference = input.CommunicationPreference.Value;
        if (input.DoNotContact.IsSet && changes.Note("do_not_contact", contact.DoNotContact, input.DoNotContact.Value))
            contact.DoNotContact = input.DoNotContact.Value;
        if (input.DepartedOn.IsSet && changes.Note("departed_on", contact.DepartedOn, errors.Day("departed_on", input.DepartedOn.Value)))
            contact.DepartedOn = input.DepartedOn.Value;
    }

    /// <summary>A new address has not bounced: whom only a bounce put to rest is active again.</summary>
    private static void WriteEmail(Contact contact, string? email, FieldChanges changes)
    {
        contact.WriteEmail(email);
        if (contact.EmailStatus == EmailStatus.HardBounced && changes.Note("status", contact.Status, ContactStatus.Active))
            contact.Status = ContactStatus.Active;
        if (changes.Note("email_status", contact.EmailStatus, EmailStatus.Ok))
            contact.EmailStatus = EmailStatus.Ok;
    }

    internal void Touch(Contact contact) => contact.UpdatedAt = clock.Now();
}
