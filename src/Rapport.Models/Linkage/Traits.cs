namespace Rapport.Models.Linkage;

/// <summary>The normalised values of one record, computed once so that a comparison only compares.</summary>
internal sealed class Traits
{
    private const int WordLimit = 8;
    private const int SoundLimit = 3;

    public Traits(LinkageRecord record)
    {
        Name = record.Name ?? "";
        IsOrganization = record.Type == PartyType.Organization;
        Key = NameFolding.Key(Name);
        var words = NameTerms.WithoutTitles([.. NameFolding.Words(Key)]);
        Compact = string.Concat(words);
        GivenNames = IsOrganization || words.Length < 2 ? [] : [.. FirstWords(words).Select(word => new NameWord(word))];
        Array.Sort(words, StringComparer.Ordinal);
        MatchName = string.Join(' ', words);
        Words = [.. words.Take(WordLimit).Select(word => new NameWord(word))];
        Sounds = TellingSounds(Words);
        Emails = [.. record.Emails.Take(LinkageRecord.ValueLimit).Select(EmailTraits.Of).OfType<EmailTraits>()];
        Phones = [.. record.Phones.Take(LinkageRecord.ValueLimit).Select(PhoneTraits.Of).OfType<PhoneTraits>()];
        BirthDate = record.BirthDate is { Month: 1, Day: 1, Year: 1900 or 1970 } ? null : record.BirthDate;
        Addresses = [.. record.Addresses.Take(LinkageRecord.ValueLimit).Select(address => new AddressTraits(address))];
        TaxId = AlphaNumeric(record.TaxId);
        ExternalIds = [.. record.ExternalIds.Take(LinkageRecord.ValueLimit)];
    }

    public string Name { get; }

    public bool IsOrganization { get; }

    public string Key { get; }

    /// <summary>The words without titles in their own order, written as one: "Anne-Marie" and "Annemarie" agree here.</summary>
    public string Compact { get; }

    /// <summary>A person's words before the last, or behind the comma of "Smith, John"; empty where the name is one word.</summary>
    public NameWord[] GivenNames { get; }

    public string MatchName { get; }

    public NameWord[] Words { get; }

    /// <summary>How the longest words sound, nicknames spelled out: they tell most, initials too little.</summary>
    public string[] Sounds { get; }

    public EmailTraits[] Emails { get; }

    public PhoneTraits[] Phones { get; }

    public DateOnly? BirthDate { get; }

    public AddressTraits[] Addresses { get; }

    public string TaxId { get; }

    public ExternalId[] ExternalIds { get; }

    private string[] FirstWords(string[] words)
    {
        var comma = Name.IndexOf(',', StringComparison.Ordinal);
        var family = comma < 0 ? 0 : NameFolding.Words(Name[..comma]).Count;
        return family > 0 && family < words.Length ? words[family..] : words[..^1];
    }

    private static string[] TellingSounds(NameWord[] words)
    {
        var telling = words.Where(word => word.Text.Length > 1);
        if (words.Length > SoundLimit)
            telling = telling
                .OrderByDescending(word => word.Text.Length)
                .ThenBy(word => word.Text, StringComparer.Ordinal)
                .Take(SoundLimit);

        return [.. telling.Select(word => ReferenceEquals(word.Formal, word.Text) ? word.Sound : Phonetics.Key(word.Formal)).Distinct()];
    }

    internal static string AlphaNumeric(string? text) =>
        string.IsNullOrEmpty(text) ? "" : string.Concat(NameFolding.Key(text).Where(char.IsLetterOrDigit));
}

internal readonly struct NameWord(string text)
{
    public string Text { get; } = text;

    public string Sound { get; } = Phonetics.Key(text);

    public string Formal { get; } = NameTerms.Formal(text);

    /// <summary>A number, Arabic or Roman: it tells branches and generations apart and has no spelling variants.</summary>
    public bool IsNumber { get; } =
        text.AsSpan().ContainsAnyInRange('0', '9') || text is "ii" or "iii" or "iv" or "vi" or "vii" or "viii" or "ix";
}

internal sealed record EmailTraits(string Raw, string Key, string Mailbox, string Domain)
{
    private static readonly HashSet<string> PublicDomains = new(StringComparer.Ordinal)
    {
        "gmail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "ymail.com",
        "icloud.com",
        "me.com",
        "aol.com",
        "proton.me",
        "protonmail.com",
        "gmx.de",
        "gmx.net",
        "gmx.at",
        "gmx.ch",
        "web.de",
        "t-online.de",
        "freenet.de",
        "posteo.de",
        "mail.com",
        "mail.ru",
        "yandex.ru",
        "orange.fr",
        "free.fr",
        "laposte.net",
        "wanadoo.fr",
        "hotmail.fr",
        "yahoo.fr",
        "hotmail.co.uk",
        "yahoo.co.uk",
        "btinternet.com",
        "bigpond.com",
        "comcast.net",
        "verizon.net",
        "att.net",
        "sbcglobal.net",
        "libero.it",
        "hotmail.it",
        "yahoo.de",
        "hotmail.de",
        "outlook.de",
        "qq.com",
        "163.com",
        "126.com",
        "example.com",
    };

    public bool IsPublic { get; } = PublicDomains.Contains(Domain);

    // Sub-addresses (RFC 5233) reach the same mailbox; Google also ignores dots.
    public static EmailTraits? Of(string? raw)
    {
        var text = raw?.Trim().ToLowerInvariant() ?? "";
        var sign = text.LastIndexOf('@');
        if (sign < 1 || sign == text.Length - 1)
            return null;

        var mailbox = text[..sign];
        var domain = text[(sign + 1)..].TrimEnd('.');
        var plus = mailbox.IndexOf('+', StringComparison.Ordinal);
        if (plus > 0)
            mailbox = mailbox[..plus];
        if (domain is "googlemail.com")
            domain = "gmail.com";
        if (domain is "gmail.com")
            mailbox = mailbox.Replace(".", "", StringComparison.Ordinal);

        return mailbox.Length == 0 ? null : new EmailTraits(raw!, $"{mailbox}@{domain}", mailbox, domain);
    }
}

/// <summary>
/// A phone number's digits; <see cref="Digits"/> start with the country code when the number was written internationally.
/// </summary>
internal sealed record PhoneTraits(string Raw, string Digits, bool IsInternational)
{
    private const int ShortestNumber = 5;

    public string Significant { get; } = IsInternational ? Digits : Digits.TrimStart('0');

    public static PhoneTraits? Of(string? raw)
    {
        if (raw is null)
            return null;

        var digits = string.Concat(raw.Where(char.IsAsciiDigit));
        var international = raw.AsSpan().TrimStart().StartsWith("+") || digits.StartsWith("00", StringComparison.Ordinal);
        if (international)
            digits = digits.TrimStart('0');

        return digits.Length < ShortestNumber || digits.Trim(digits[0]).Length == 0 ? null : new PhoneTraits(raw, digits, international);
    }
}

internal sealed class AddressTraits
{
    public AddressTraits(PostalAddress address)
    {
        Raw = address;
        var words = NameFolding.Key(address.Street).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Numbers = string.Join(' ', words.Where(HasDigit));
        StreetName = string.Concat(words.Where(word => !HasDigit(word)).Select(StreetWord));
        Street =
            StreetName.Length == 0 ? Numbers
            : Numbers.Length == 0 ? StreetName
            : StreetName + ' ' + Numbers;
        Postcode = Traits.AlphaNumeric(address.Postcode);
        City = NameFolding.Key(address.City).Replace(" ", "", StringComparison.Ordinal);
        Country = NameFolding.Key(address.Country);
    }

    public PostalAddress Raw { get; }

    public string Street { get; }

    /// <summary>
    /// The street without house number, abbreviated and written as one word: where the spaces go is the commonest difference.
    /// </summary>
    public string StreetName { get; }

    public string Numbers { get; }

    public string Postcode { get; }

    public string City { get; }

    public string Country { get; }

    private static bool HasDigit(string word) => word.AsSpan().ContainsAnyInRange('0', '9');

    internal static string StreetWord(string word) =>
        word switch
        {
            "street" or "str" or "strasse" => "st",
            "road" => "rd",
            "avenue" or "av" => "ave",
            "boulevard" or "boul" => "blvd",
            "drive" => "dr",
            "lane" => "ln",
            "court" => "ct",
            "place" => "pl",
            "square" => "sq",
            "parkway" => "pkwy",
            "highway" => "hwy",
            "crescent" or "cres" => "cr",
            "terrace" or "terr" => "tce",
            "circuit" or "cct" => "cir",
            "north" => "n",
            "south" => "s",
            "east" => "e",
            "west" => "w",
            "saint" or "sankt" or "sainte" => "st",
            _ when word.EndsWith("strasse", StringComparison.Ordinal) => word[..^7] + "st",
            _ when word.Length > 5 && word.EndsWith("str", StringComparison.Ordinal) => word[..^3] + "st",
            _ => word,
        };
}
