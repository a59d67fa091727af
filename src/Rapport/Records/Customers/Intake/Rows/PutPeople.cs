using Rapport.Formats;
using Rapport.Models.Linkage;
using Rapport.Records.Customers;

namespace Rapport.Records.Customers.Intake.Rows;

/// <summary>
/// The people of a row: its contacts, and for what a customer has one place for (e-mail, phone) the further ones, kept as contacts of the
/// same name.
/// </summary>
internal sealed class PutPeople(CustomerRecord record, DateTimeOffset now, string? country, MakeRecord.Fill fill)
{
    public void Put(CustomerDraft draft)
    {
        foreach (var contact in draft.Contacts)
            PutContact(contact);
        var emails = draft.Emails.Where(e => !IsKnownEmail(e)).ToList();
        var phones = draft.Phones.Where(p => !IsKnownPhone(p)).ToList();
        for (var i = 0; i < Math.Max(emails.Count, phones.Count); i++)
        {
            var (first, last) =
                record.Customer.Type == CustomerType.Individual
                    ? FinishDraft.SplitName(record.Customer.DisplayName)
                    : (null, record.Customer.DisplayName);
            Add(
                Fit(first),
                Fit(last),
                emails.ElementAtOrDefault(i),
                phones.ElementAtOrDefault(i),
                null,
                ContactRole.Other,
                isPrimary: false
            );
        }
    }

    private void PutContact(ContactDraft given)
    {
        var name = $"{given.FirstName} {given.LastName}".Trim();
        var known =
            record.Contacts.FirstOrDefault(c => given.Email is { } email && c.EmailKey == Key(email))
            ?? record.Contacts.FirstOrDefault(c => NameFolding.Key(c.FullName) == NameFolding.Key(name));
        if (known is null)
        {
            Add(
                given.FirstName,
                given.LastName ?? (given.FirstName is null ? given.Email ?? given.Phone : null),
                given.Email,
                given.Phone,
                given.JobTitle,
                given.Role,
                isPrimary: !record.Contacts.Any(c => c.IsPrimary)
            );
            return;
        }
        fill.Set("contact.email", known.Email, given.Email, known.WriteEmail);
        fill.Set("contact.phone", known.Phone, given.Phone, phone => known.WritePhone(phone, country));
        fill.Set("contact.job_title", known.JobTitle, given.JobTitle, title => known.JobTitle = title);
        fill.Set("contact.role", known.Role, given.Role, role => known.Role = role);
    }

    private void Add(string? first, string? last, string? email, string? phone, string? title, ContactRole? role, bool isPrimary)
    {
        var contact = new Contact(record.Customer.Id, first ?? "", last ?? "", now)
        {
            JobTitle = title,
            Role = role,
            IsPrimary = isPrimary,
        };
        contact.WriteEmail(email);
        contact.WritePhone(phone, country);
        record.Contacts.Add(contact);
        record.NewContacts.Add(contact);
        record.Noted.Note($"contact {contact.Id}", null, contact.FullName);
    }

    private bool IsKnownEmail(string email) =>
        Key(email) is var key && (record.Customer.EmailKey == key || record.Contacts.Any(c => c.EmailKey == key));

    private bool IsKnownPhone(string phone)
    {
        var digits = Digits(phone, PhoneNumber.Parse(phone, country)?.E164);
        return Digits(record.Customer.Phone, record.Customer.PhoneE164) == digits
            || record.Contacts.Any(c => Digits(c.Phone, c.PhoneE164) == digits);
    }

    private static string Digits(string? phone, string? e164) => PhoneNumber.Digits(e164 ?? phone);

    private static string? Key(string email) => EmailAddress.TryParse(email, out var parsed) ? parsed.Normalized : email.ToLowerInvariant();

    private static string? Fit(string? name) => name is { Length: > 100 } ? name[..100] : name;
}
