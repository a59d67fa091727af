using Rapport.Formats;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Addresses;
using Rapport.Records.Customers.Described;
using Rapport.Records.Customers.FreeTexts;

namespace Rapport.Records.Customers.Intake.Rows;

/// <summary>
/// Puts what a row says into a customer: all of it into a new one, what differs into a known one, or only what is blank there.
/// </summary>
internal sealed class MakeRecord(ImportCatalog catalog, ExtraFields extras, TaxIds taxIds, string externalIdSystem)
{
    private readonly DateOnly today = DateOnly.FromDateTime(catalog.Now.UtcDateTime);

    public void Keep(CustomerDraft draft, string key, string text)
    {
        if (text.Length > 2000)
            draft.Errors.Add(key, "It is longer than 2000 characters.");
        else
            draft.Custom.Add((extras.Of(key), [FreeText.Screened(text)]));
    }

    /// <summary>The customer as the row alone makes it; null where a field is missing that only a known customer can do without.</summary>
    public CustomerRecord? New(CustomerDraft draft, ImportRights rights)
    {
        if (draft.Name is null)
            return null;
        var customer = new Customer(draft.Type ?? CustomerType.Individual, draft.Name, rights.StarterId, catalog.Now)
        {
            Source = draft.Source ?? rights.Source,
            OwnerId = draft.OwnerId ?? rights.OwnerId,
            BranchId = draft.BranchId ?? rights.BranchId,
            RegisteredOn = draft.Fields.Of(CustomerDescription.RegistrationDate) ?? today,
        };
        var record = new CustomerRecord(customer, isNew: true) { ExternalIdSystem = externalIdSystem };
        if (customer.Type == CustomerType.Organization)
            (record.Account, record.AccountIsNew) = (
                new Account(customer.Id, draft.Fields.Of(CustomerDescription.LegalName) ?? draft.Name, catalog.Now),
                true
            );
        Put(record, draft, onlyBlanks: false);
        record.Draw(customer.Type == CustomerType.Organization ? draft.Fields.Of(CustomerDescription.TaxId) : null);
        _ = record.Keys;
        return record;
    }

    /// <summary>A known customer takes the row's values; where blanks alone are filled, what stands there stays.</summary>
    public void Put(CustomerRecord record, CustomerDraft draft, bool onlyBlanks)
    {
        var (customer, fill) = (record.Customer, new Fill(record.Noted, onlyBlanks));
        fill.Set("display_name", customer.DisplayName, draft.Name, name => customer.Rename(name!));
        // The status of a known customer follows from its stage, which the row moves by its rules.
        if (record.IsNew)
            fill.Set<CustomerStatus?>("status", customer.Status, draft.Status, s => customer.Status = s!.Value);
        fill.Set("source", customer.Source, draft.Source, s => customer.Source = s);
        fill.Set("email", customer.Email, draft.Emails.FirstOrDefault(), customer.WriteEmail);
        fill.Set("phone", customer.Phone, draft.Phones.FirstOrDefault(), phone => customer.WritePhone(phone, HomeOf(draft)));
        foreach (var field in CustomerDescription.OfCustomer)
            field.Fill(customer, draft.Fields, fill);
        fill.Set("branch_id", customer.BranchId, draft.BranchId, b => customer.BranchId = b);
        fill.Set("owner_id", customer.OwnerId, draft.OwnerId, o => customer.OwnerId = o);
        if (customer.Type == CustomerType.Organization)
            PutAccount(record, draft.Fields, fill);
        PutParts(record, draft, fill);
    }

    private void PutAccount(CustomerRecord record, FieldValues draft, Fill fill)
    {
        if (record.Account is null)
            (record.Account, record.AccountIsNew) = (new Account(record.Customer.Id, record.Customer.DisplayName, catalog.Now), true);
        var account = record.Account;
        foreach (var field in CustomerDescription.OfAccount)
            if (!field.IsWrittenApart)
                field.Fill(account, draft, fill);
        if (draft.Of(CustomerDescription.TaxId) is not { } taxId)
            return;
        var before = taxIds.Open(account.TaxIdSealed);
        if (taxId == before || (fill.OnlyBlanks && before is not null))
            return;
        record.Noted.Note(CustomerDescription.TaxId.Name, before is null ? null : "•••", "••••");
        (account.TaxIdSealed, account.TaxIdIndex, account.TaxIdCountry) = (
            taxIds.Seal(taxId),
            taxIds.Index(taxId),
            draft.Of(CustomerDescription.TaxIdCountry)
        );
    }

    private void PutParts(CustomerRecord record, CustomerDraft draft, Fill fill)
    {
        if (draft.ExternalId is { } id && !record.ExternalIds.Contains(id))
        {
            record.ExternalIds.Add(id);
            record.NewExternalIds.Add(id);
            record.Noted.Note($"external_id {id}", null, id);
        }
        foreach (var tag in draft.Tags)
            if (NameFolding.Key(tag, 60) is { Length: > 0 } key && record.Tags.TryAdd(key, tag))
            {
                record.NewTags.Add(key);
                record.Noted.Note($"tag {key}", null, tag);
            }
        foreach (var (field, values) in draft.Custom)
        {
            var before = record.Custom.TryGetValue(field.Key, out var known) ? string.Join(", ", known.Values.Select(v => v.Value)) : null;
            if (!fill.MayText($"custom_fields.{field.Key}", before, string.Join(", ", values.Select(v => v.Value))))
                continue;
            record.CustomBefore.TryAdd(field.Key, known.Values ?? []);
            record.Custom[field.Key] = (field, values);
            if (!record.NewCustom.Contains(field.Key))
                record.NewCustom.Add(field.Key);
        }
        new PutPeople(record, catalog.Now, HomeOf(draft), fill).Put(draft);
        foreach (var address in draft.Addresses)
            PutAddress(record, address, fill);
    }

    private void PutAddress(CustomerRecord record, AddressDraft given, Fill fill)
    {
        if (
            record.Addresses.Any(a =>
                Same(a.StreetLine1, given.StreetLine1) && Same(a.PostalCode, given.PostalCode) && Same(a.City, given.City)
            )
        )
            return;
        var type = given.Type ?? AddressType.Billing;
        if (
            record.Addresses.FirstOrDefault(a => a.AddressType == type && a.IsDefault) is { } known
            && !fill.OnlyBlanks
            && !record.IsNew
            && !record.NewAddresses.Contains(known)
        )
        {
            record.Noted.Note("address", Line(known), given.StreetLine1);
            (known.StreetLine1, known.StreetLine2, known.City, known.StateProvince, known.PostalCode, known.Country, known.UpdatedAt) = (
                given.StreetLine1 ?? "",
                given.StreetLine2,
                given.City ?? "",
                given.StateProvince,
                given.PostalCode,
                given.Country!,
                catalog.Now
            );
            PlaceAddress.Run(known);
            return;
        }
        var address = new Address(record.Customer.Id, type, given.StreetLine1 ?? "", given.City ?? "", given.Country!, catalog.Now)
        {
            StreetLine2 = given.StreetLine2,
            StateProvince = given.StateProvince,
            PostalCode = given.PostalCode,
            IsDefault = !record.Addresses.Any(a => a.AddressType == type && a.IsDefault),
        };
        PlaceAddress.Run(address);
        record.Addresses.Add(address);
        record.NewAddresses.Add(address);
        record.Noted.Note("address", null, Line(address));
    }

    private static string Line(Address address) => $"{address.StreetLine1}, {address.PostalCode} {address.City}";

    private static bool Same(string? a, string? b) => NameFolding.Key(a) == NameFolding.Key(b);

    // A number without a prefix is read in the country the row lives in.
    private string? HomeOf(CustomerDraft draft) =>
        draft.Addresses.Select(a => a.Country).FirstOrDefault(c => c is not null) ?? catalog.HomeCountry;

    internal sealed class Fill(FieldChanges noted, bool onlyBlanks)
    {
        public bool OnlyBlanks => onlyBlanks;

        public bool May<T>(string field, T? before, T? given) =>
            given is not null && !(onlyBlanks && before is not null and not "") && noted.Note(field, before, given);

        public bool MayText(string field, string? before, string given) =>
            !(onlyBlanks && !string.IsNullOrEmpty(before)) && noted.NoteText(field, before, given);

        public void Set<T>(string field, T? before, T? given, Action<T?> write)
        {
            if (May(field, before, given))
                write(given);
        }
    }
}
