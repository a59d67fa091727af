using System.Collections.Frozen;
using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Described;

/// <summary>
/// The fields of customers and their accounts in the order in which answers, forms and pages show them. A column that only is a column is
/// one line here; fields with rules of their own (name, type, status, source, e-mail, phone, owner, branch, parent, numbers, tags) are
/// written by <see cref="WriteCustomer"/>.
/// </summary>
public static class CustomerDescription
{
    public static readonly BirthdayColumn<Customer> BirthDate = new(c => c.BirthDate, "Birthday")
    {
        Hidden = Mask.ContactData,
        Headers =
            "birthdate birthday dateofbirth dob geburtstag geburtsdatum datedenaissance fechadenacimiento gebdatum naissance datenaissance"
            + " nacimiento fechanacimiento cumpleanos anniversaire geburtsdatumtag persondateofbirth",
    };

    public static readonly DateColumn<Customer> RegistrationDate = new(c => c.RegisteredOn, "Customer since")
    {
        Name = "registration_date",
        HintForNew = "Left empty, today",
        Details = DetailsPlace.Elsewhere,
        KeepsEarliest = true,
        CriterionLabel = "Registered",
        Headers =
            "registrationdate registered registeredon dateregistered customersince kundeseit createdate createddate createdat created"
            + " createdtime personcreated organizationcreated creationdate optintime angelegtam erstelltam kundeseitdatum clientdepuis"
            + " datecreation datedecreation clientedesde fechaalta fechadealta fechadecreacion timestampsignup confirmtime",
    };

    public static readonly TextColumn<Account> LegalName = new(a => a.LegalName, "Legal name", 300)
    {
        Hint = "Left empty, the name above",
        Headers = "legalname firmierung denominationsociale",
    };

    public static readonly TextColumn<Account> DbaName = new(a => a.DbaName, "Trading name", 255)
    {
        Criterion = null,
        Headers = "dbaname dba tradingname doingbusinessas",
    };

    public static readonly SealedColumn<Account> TaxId = new(a => a.TaxIdSealed, "Tax ID", 40)
    {
        Name = "tax_id",
        Hidden = Mask.TaxId,
        IsWrittenApart = true,
        Criterion = null,
        Headers =
            "taxid vat vatid vatnumber taxnumber ustid ustidnr ustidnummer umsatzsteuerid tva numerotva nif cif ein gstin steuernummer"
            + " umsatzsteueridentifikationsnummer numerotvaintracommunautaire tvaintracommunautaire siren cifnif numerofiscal vatno"
            + " vatregistrationnumber",
    };

    public static readonly CountryColumn<Account> TaxIdCountry = new(a => a.TaxIdCountry, "Tax ID's country")
    {
        Hint = "Two letters, such as GB",
        HiddenToWrite = Mask.TaxId,
        IsWrittenApart = true,
        Details = DetailsPlace.Elsewhere,
        Criterion = null,
        Headers = "taxidcountry",
    };

    public static readonly TextColumn<Account> Industry = new(a => a.Industry, "Industry", 100)
    {
        Details = DetailsPlace.Contract,
        Headers = "industry branche secteur secteurdactivite sector industria industriesector",
    };

    public static readonly WebsiteColumn<Account> Website = new(a => a.Website, "Website")
    {
        Headers =
            "website websiteurl url webpage homepage web website1value companydomainname personalwebpage webseite siteweb"
            + " organizationwebsite internet internetseite paginaweb sitioweb siteinternet companydomain domain companywebsite",
    };

    public static readonly WordColumn<Account, AccountSize> Size = new(a => a.Size, "Size")
    {
        Details = DetailsPlace.Contract,
        Headers = "size companysize",
    };

    public static readonly AmountColumn<Account> Arr = new(a => a.Arr, "Contract value a year")
    {
        Hint = "Recurring revenue",
        Details = DetailsPlace.Elsewhere,
        CriterionLabel = "ARR",
        Headers = "arr annualrecurringrevenue",
    };

    public static readonly DateColumn<Account> ContractStart = new(a => a.ContractStart, "Contract from")
    {
        Details = DetailsPlace.Elsewhere,
        CriterionLabel = "Contract start",
        Headers = "contractstart contractstartdate",
    };

    public static readonly DateColumn<Account> ContractEnd = new(a => a.ContractEnd, "Contract to")
    {
        Details = DetailsPlace.Elsewhere,
        CriterionLabel = "Contract end",
        Headers = "contractend contractenddate",
    };

    public static readonly DateColumn<Account> ContractRenewal = new(a => a.ContractRenewal, "Renewal")
    {
        Details = DetailsPlace.Elsewhere,
        CriterionLabel = "Contract renewal",
        Headers = "contractrenewal renewaldate contractrenewaldate",
    };

    public static IReadOnlyList<CustomerField> OfCustomer { get; } =
    [
        new LanguageColumn<Customer>(c => c.PreferredLanguage, "Language")
        {
            Hint = "A tag such as en-GB",
            Criterion = "customer.language",
            Headers = "preferredlanguage language locale sprache langue idioma",
        },
        new PictureColumn<Customer>(c => c.AvatarUrl, "Picture")
        {
            IsImported = false,
            IsOnForm = false,
            Details = DetailsPlace.Elsewhere,
            Criterion = null,
        },
        BirthDate,
        RegistrationDate,
    ];

    public static IReadOnlyList<CustomerField> OfAccount { get; } =
    [
        LegalName,
        DbaName,
        TaxId,
        TaxIdCountry,
        Industry,
        new WordColumn<Account, EmployeeCount>(a => a.EmployeeCount, "Employees") { Headers = "employeecount" },
        new WordColumn<Account, AnnualRevenue>(a => a.AnnualRevenue, "Yearly turnover") { CriterionLabel = "Annual revenue" },
        Website,
        Size,
        Arr,
        ContractStart,
        ContractEnd,
        ContractRenewal,
    ];

    public static IReadOnlyList<CustomerField> All { get; } = Placed([.. OfCustomer, .. OfAccount]);

    private static readonly FrozenDictionary<string, CustomerField> ByName = All.ToFrozenDictionary(f => f.Name);
    private static readonly FrozenDictionary<string, CustomerField> ByColumn = All.ToFrozenDictionary(f => f.Column);

    internal static IReadOnlyList<CustomerField> Of<TRecord>()
        where TRecord : Entity => typeof(TRecord) == typeof(Account) ? OfAccount : OfCustomer;

    /// <summary>By the name in requests and the history; with or without the account before it.</summary>
    internal static CustomerField? Find(string name) =>
        ByName.GetValueOrDefault(name.StartsWith("account.", StringComparison.Ordinal) ? name["account.".Length..] : name);

    internal static IEnumerable<CustomerField> Imported => All.Where(f => f.IsImported);

    internal static CustomerField? ToImport(string name) => ByName.GetValueOrDefault(name) is { IsImported: true } field ? field : null;

    internal static CustomerField? OfColumn(string column) => ByColumn.GetValueOrDefault(column);

    /// <summary>The columns of one table for a statement, such as <c>a.industry, a.size</c>.</summary>
    internal static string Columns<TRecord>(string alias)
        where TRecord : Entity => string.Join(", ", Of<TRecord>().Select(f => $"{alias}.{f.Column}"));

    private static IReadOnlyList<CustomerField> Placed(IReadOnlyList<CustomerField> fields)
    {
        for (var place = 0; place < fields.Count; place++)
            fields[place].Place = place;
        return fields;
    }
}
