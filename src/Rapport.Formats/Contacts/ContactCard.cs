namespace Rapport.Formats;

/// <summary>
/// A contact of an address book as one row. vCard and LDIF files are read as tables of these columns, whose names are those of Google's
/// contact export.
/// Values beyond the last place of a kind are joined to it with " ::: ", as Google does.
/// </summary>
public sealed class ContactCard
{
    private const int EmailPlaces = 4,
        PhonePlaces = 6,
        AddressPlaces = 6;

    /// <summary>The names of the columns that <see cref="ToFields"/> fills.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "Name",
        "Given Name",
        "Additional Name",
        "Family Name",
        "Name Suffix",
        "Nickname",
        "Company",
        "Job Title",
        "Birthday",
        "Notes",
        "Website",
        "Tags",
        "External ID",
        .. Numbered("E-mail {0} - Value", EmailPlaces),
        .. Numbered("Phone {0} - Value", PhonePlaces),
        .. Enumerable
            .Range(1, AddressPlaces)
            .SelectMany(n =>
                new[] { "Street", "Extended Address", "City", "Region", "Postal Code", "Country" }.Select(part => $"Address {n} - {part}")
            ),
    ];

    /// <summary>One postal address; what is not given is empty.</summary>
    public sealed record Place(string Street, string Extended, string City, string Region, string PostalCode, string Country)
    {
        internal bool IsGiven => string.Concat(Street, Extended, City, PostalCode).Length > 0;
    }

    public string Name { get; set; } = "";
    public string Given { get; set; } = "";
    public string Additional { get; set; } = "";
    public string Family { get; set; } = "";
    public string Suffix { get; set; } = "";
    public string Nickname { get; set; } = "";
    public string Company { get; set; } = "";
    public string JobTitle { get; set; } = "";

    /// <summary>As written: a date, or without its year "--MM-DD".</summary>
    public string Birthday { get; set; } = "";
    public string Notes { get; set; } = "";
    public string Website { get; set; } = "";
    public string Tags { get; set; } = "";
    public string ExternalId { get; set; } = "";

    /// <summary>The preferred one first.</summary>
    public IList<string> Emails { get; } = [];
    public IList<string> Phones { get; } = [];
    public IList<Place> Addresses { get; } = [];

    /// <summary>Whether anything was given that a customer could be made of.</summary>
    public bool IsEmpty => string.Concat(Name, Given, Family, Company).Length == 0 && Emails.Count == 0 && Phones.Count == 0;

    /// <summary>The values in the order of <see cref="Columns"/>.</summary>
    public IReadOnlyList<string> ToFields()
    {
        // Only a name that says more than its parts is one of its own; who has none is called by what they are reached by.
        var whole =
            string.Concat(Given, Family).Length > 0
                ? ""
                : Named(Name, Nickname, Company.Length > 0 ? null : Emails.FirstOrDefault() ?? Phones.FirstOrDefault());
        var fields = new List<string>(Columns.Count)
        {
            whole,
            Given,
            Additional,
            Family,
            Suffix,
            Nickname,
            Company,
            JobTitle,
            Birthday,
            Notes,
            Website,
            Tags,
            ExternalId,
        };
        Fill(fields, Emails, EmailPlaces);
        Fill(fields, Phones, PhonePlaces);
        for (var i = 0; i < AddressPlaces; i++)
        {
            var place = i < Addresses.Count ? Known(Addresses[i]) : new Place("", "", "", "", "", "");
            fields.AddRange([place.Street, place.Extended, place.City, place.Region, place.PostalCode, place.Country]);
        }

        return fields;
    }

    private static string Named(params string?[] names) => names.FirstOrDefault(name => !string.IsNullOrEmpty(name)) ?? "";

    // A country that nobody knows must not cost the contact: it stays with the region.
    private static Place Known(Place place) =>
        place.Country.Length == 0 || Countries.FromText(place.Country) is not null
            ? place
            : place with
            {
                Country = "",
                Region = string.Join(", ", new[] { place.Region, place.Country }.Where(part => part.Length > 0)),
            };

    internal void AddEmail(string email, bool first)
    {
        // An address book keeps what was typed; what is no address is told, not lost.
        if (EmailAddress.TryParse(email, out _))
        {
            Add(Emails, email, first);
        }
        else
        {
            Notes = Notes.Length == 0 ? email : $"{Notes}\n{email}";
        }
    }

    internal void AddPhone(string phone, bool first) => Add(Phones, phone, first);

    private static void Add(IList<string> values, string value, bool first)
    {
        if (value.Length == 0 || values.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            return;
        }

        values.Insert(first ? 0 : values.Count, value);
    }

    private static void Fill(List<string> fields, IList<string> values, int places)
    {
        for (var i = 0; i < places; i++)
        {
            fields.Add(
                i >= values.Count ? ""
                : i < places - 1 ? values[i]
                : string.Join(" ::: ", values.Skip(i))
            );
        }
    }

    private static IEnumerable<string> Numbered(string name, int places) =>
        Enumerable.Range(1, places).Select(n => string.Format(System.Globalization.CultureInfo.InvariantCulture, name, n));
}
