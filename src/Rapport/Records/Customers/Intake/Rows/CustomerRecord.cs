using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.FreeTexts;

namespace Rapport.Records.Customers.Intake.Rows;

/// <summary>A customer with its parts in memory: new ones as a row makes them, known ones as far as an import may change them.</summary>
internal sealed class CustomerRecord(Customer customer, bool isNew)
{
    private LinkageRecord? linkage;
    private IReadOnlyList<long>? keys;

    public Customer Customer => customer;
    public bool IsNew => isNew;
    public Account? Account { get; set; }
    public bool AccountIsNew { get; set; }
    public List<Contact> Contacts { get; } = [];
    public List<Address> Addresses { get; } = [];
    public Dictionary<string, string> Tags { get; } = [];
    public Dictionary<string, (CustomField Field, List<CustomFields.Stored> Values)> Custom { get; } = [];

    /// <summary>Its IDs in <see cref="ExternalIdSystem"/>: several where records of the other program were one person.</summary>
    public List<string> ExternalIds { get; } = [];
    public required string ExternalIdSystem { get; init; }

    public List<Contact> NewContacts { get; } = [];
    public List<Address> NewAddresses { get; } = [];
    public List<string> NewTags { get; } = [];
    public List<string> NewCustom { get; } = [];
    public Dictionary<string, List<CustomFields.Stored>> CustomBefore { get; } = [];
    public List<string> NewExternalIds { get; } = [];

    /// <summary>Reviews that its texts open, and those that they make needless.</summary>
    public List<PersonalDataFlag> NewFlags { get; } = [];
    public List<Guid> ClearedFlags { get; } = [];
    public FieldChanges Noted { get; } = new();

    /// <summary>What a new customer is found and compared by.</summary>
    public SearchDocument? Image { get; private set; }

    public LinkageRecord Linkage => linkage ??= (Image ?? Draw(null)).Linkage;
    public IReadOnlyList<long> Keys => keys ??= BlockingKeys.Strict(Linkage);

    /// <summary>
    /// Draws the image, again after a change. Its search text and words are made here, on the reading side of the import.
    /// </summary>
    public SearchDocument Draw(string? taxId)
    {
        var image = new SearchDocument
        {
            Id = customer.Id,
            Type = customer.Type,
            Name = customer.DisplayName,
            BranchId = customer.BranchId,
            OwnerId = customer.OwnerId,
            BirthDate = customer.BirthDate,
            Email = customer.Email,
            Phone = customer.Phone,
            PhoneE164 = customer.PhoneE164,
            TaxId = taxId,
        };
        image.OtherNames.AddRange(
            new[] { Account?.LegalName, Account?.DbaName }.OfType<string>().Where(name => name != customer.DisplayName)
        );
        image.Contacts.AddRange(Contacts.Select(c => (c.FullName, c.Email, c.PhoneE164, c.Phone)));
        image.Addresses.AddRange(Addresses.Select(a => new PostalAddress(a.StreetLine1, a.City, a.PostalCode, a.Country)));
        image.Tags.AddRange(Tags.Values);
        image.ExternalIds.AddRange(ExternalIds);
        if (ExternalIdSystem == ExternalId.DefaultSystem)
            image.ExternalId = ExternalIds.FirstOrDefault();
        image.Finish();
        (Image, linkage, keys) = (image, image.Linkage, image.MatchKeys);
        return image;
    }
}
