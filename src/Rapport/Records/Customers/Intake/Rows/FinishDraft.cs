using Rapport.Formats;
using Rapport.Records.Customers.Described;
using Rapport.Records.Customers.Intake.Columns;

namespace Rapport.Records.Customers.Intake.Rows;

/// <summary>
/// Looks at a row as a whole. A person's name makes an individual, a company alone an organization. What a person has and an individual has
/// no place for
/// (company, job title, website, an address of unknown country) goes to custom fields of that name, further e-mails and phones to contacts.
/// </summary>
internal sealed class FinishDraft(ImportCatalog catalog, ColumnMapping mapping, ImportRights rights, MakeRecord make)
{
    public CustomerDraft Run(CustomerDraft draft)
    {
        Decide(draft);
        Name(draft);
        Account(draft);
        foreach (var address in draft.Addresses)
            Address(draft, address);
        draft.Addresses.RemoveAll(a => !a.IsGiven);
        draft.Contacts.RemoveAll(c => !c.IsGiven);
        if (draft.Type == CustomerType.Individual)
            KeepWhatHasNoPlace(draft);
        else
            PersonBecomesContact(draft);
        // A known external ID may bring just a few fields, so what only a new customer needs is asked of those alone.
        if (!draft.IsRejected)
            draft.Fresh = make.New(draft, rights);
        return draft;
    }

    private void Decide(CustomerDraft draft)
    {
        var hasPerson = (draft.FirstName ?? draft.LastName) is not null;
        draft.Type ??=
            mapping.Type
            ?? (
                hasPerson || (draft.Name is not null && draft.Company is not null) ? CustomerType.Individual
                : (draft.Company ?? draft.Fields.Of(CustomerDescription.LegalName)) is not null ? CustomerType.Organization
                : draft.Name is not null || draft.Emails.Count > 0 ? CustomerType.Individual
                : null
            );
    }

    private void Name(CustomerDraft draft)
    {
        var person = $"{draft.FirstName} {draft.LastName}".Trim();
        if (person.Length > Customer.MaxName)
            draft.Errors.Add("display_name", $"It is longer than {Customer.MaxName} characters.");
        if (draft.Type == CustomerType.Organization)
            draft.Name =
                draft.Company ?? draft.Name ?? draft.Fields.Of(CustomerDescription.LegalName) ?? (person.Length > 0 ? person : null);
        else
            draft.Name ??= person.Length > 0 ? person : draft.Company;
        if (draft.Name is not null)
            return;
        // A list of bare addresses is all its rows can say; in a file with names, a row without one is a mistake.
        if (!mapping.HasNames && mapping.Columns.Count > 0 && draft.Emails is [var email, ..])
            draft.Name = email;
        else if (!mapping.HasNames && mapping.Columns.Count > 0 && draft.Phones is [var phone, ..])
            draft.Name = phone;
        else if (draft.ExternalId is null && !draft.Errors.ByField.ContainsKey("display_name"))
            draft.Errors.Add("display_name", "It is required.");
    }

    private void Account(CustomerDraft draft)
    {
        var fields = draft.Fields;
        if (fields.Of(CustomerDescription.ContractEnd) < fields.Of(CustomerDescription.ContractStart))
            draft.Errors.Add(CustomerDescription.ContractEnd.Name, "It lies before the contract's start.");
        if (fields.Of(CustomerDescription.TaxId) is not { } taxId)
            return;
        if (!rights.WritesTaxIds)
            draft.Errors.Add(CustomerDescription.TaxId.Name, "This needs the permission customers.tax_id.");
        fields[CustomerDescription.TaxIdCountry] ??= catalog.HomeCountry;
        var check = TaxId.Check(taxId, fields.Of(CustomerDescription.TaxIdCountry));
        if (check.Valid)
            fields[CustomerDescription.TaxId] = check.Normalized;
        else
            draft.Errors.Add(CustomerDescription.TaxId.Name, check.Reason ?? "It is not a tax ID of this country.");
    }

    private void Address(CustomerDraft draft, AddressDraft address)
    {
        if (address.Full is { } full && !address.IsGiven)
            ReadAddress.Into(address, full);
        address.Country ??=
            catalog.HomeCountry ?? draft.Phones.Select(p => PhoneNumber.Parse(p, null)?.Country).FirstOrDefault(c => c is not null);
        if (address.Country is not null || !address.IsGiven)
            return;
        // An address must say its country; one that cannot is kept as it was written.
        var written =
            address.Full
            ?? string.Join(
                ", ",
                new[] { address.StreetLine1, address.StreetLine2, address.PostalCode, address.City, address.StateProvince }.OfType<string>()
            );
        make.Keep(draft, "address", written);
        (address.StreetLine1, address.StreetLine2, address.City, address.PostalCode) = (null, null, null, null);
    }

    private void KeepWhatHasNoPlace(CustomerDraft draft)
    {
        if (draft.Company is { } company && company != draft.Name)
            make.Keep(draft, "company", company);
        if (draft.JobTitle is { } title)
            make.Keep(draft, "job_title", title);
        if (draft.Fields.Of(CustomerDescription.Website) is { } website)
            make.Keep(draft, CustomerDescription.Website.Name, website);
        foreach (var field in CustomerDescription.OfAccount)
            if (draft.Fields[field] is not null && field != CustomerDescription.Website && field != CustomerDescription.TaxIdCountry)
                draft.Errors.Add(field.Name, "Only an organization has it. Say the row is one in a column \"type\".");
    }

    private static void PersonBecomesContact(CustomerDraft draft)
    {
        if ((draft.FirstName ?? draft.LastName) is null || draft.Name == $"{draft.FirstName} {draft.LastName}".Trim())
            return;
        draft.Contacts.Insert(
            0,
            new ContactDraft
            {
                FirstName = draft.FirstName,
                LastName = draft.LastName,
                JobTitle = draft.JobTitle,
                Email = draft.Emails.FirstOrDefault(),
                Phone = draft.Phones.FirstOrDefault(),
            }
        );
    }

    /// <summary>The last word is the family name; one word alone too.</summary>
    internal static (string? First, string? Last) SplitName(string? name)
    {
        if (name is null)
            return (null, null);
        var at = name.LastIndexOf(' ');
        return at < 0 ? (null, name) : (name[..at].Trim(), name[(at + 1)..]);
    }
}
