namespace Rapport.Models.Linkage;

/// <summary>The comparison levels of every field but the name.</summary>
internal static class FieldComparisons
{
    private const double Spelled = 0.9;

    public static Agreement Emails(EmailTraits a, EmailTraits b)
    {
        if (a.Key == b.Key)
            return Agreement.Equal;

        var shorter = Math.Min(a.Mailbox.Length, b.Mailbox.Length);
        if (shorter >= 5 && DamerauLevenshtein.Distance(a.Key, b.Key, 2) <= (shorter >= 8 ? 2 : 1))
            return Agreement.Near;
        if (a.Mailbox == b.Mailbox && shorter >= 6)
            return Agreement.Contained;

        return a.Domain == b.Domain && !a.IsPublic ? Agreement.Partial : Agreement.Different;
    }

    // A number written nationally agrees with the international one that ends in it.
    public static Agreement Phones(PhoneTraits a, PhoneTraits b)
    {
        if (a.Digits == b.Digits || a.Significant == b.Significant)
            return Agreement.Equal;

        var shorter = a.Significant.Length < b.Significant.Length ? a : b;
        var longer = ReferenceEquals(shorter, a) ? b : a;
        if (
            !shorter.IsInternational
            && shorter.Significant.Length >= 7
            && longer.Significant.EndsWith(shorter.Significant, StringComparison.Ordinal)
        )
            return Agreement.Equal;

        return shorter.Significant.Length >= 9 && DamerauLevenshtein.Distance(a.Significant, b.Significant, 1) <= 1
            ? Agreement.Near
            : Agreement.Different;
    }

    public static Agreement BirthDates(DateOnly a, DateOnly b)
    {
        // Who knows the year alone enters 1 January.
        if (a is { Month: 1, Day: 1 } && b is { Month: 1, Day: 1 })
            return a == b ? Agreement.Near : Agreement.Different;
        if (a == b)
            return Agreement.Equal;
        if (a.Year == b.Year && a.Month == b.Day && a.Day == b.Month)
            return Agreement.Near;

        var same = (a.Year == b.Year ? 1 : 0) + (a.Month == b.Month ? 1 : 0) + (a.Day == b.Day ? 1 : 0);
        if (same == 2 && Edits(Number(a), Number(b)) <= 1)
            return Agreement.Near;

        return same == 2 || Edits(Number(a), Number(b)) <= 2 ? Agreement.Partial : Agreement.Different;
    }

    public static Agreement Streets(AddressTraits a, AddressTraits b)
    {
        if (a.Street.Length == 0 || b.Street.Length == 0)
            return Agreement.Absent;
        if (a.Street == b.Street)
            return Agreement.Equal;

        var equalName = a.StreetName == b.StreetName;
        var likeName = equalName || JaroWinkler.Similarity(a.StreetName, b.StreetName) >= Spelled;
        if (a.Numbers == b.Numbers)
        {
            if (likeName)
                return Agreement.Near;
            return a.Numbers.Length > 0 && IsWithin(a.StreetName, b.StreetName) ? Agreement.Contained : Agreement.Different;
        }

        if (likeName && (a.Numbers.Length == 0 || b.Numbers.Length == 0))
            return Agreement.Contained;
        if (equalName && DamerauLevenshtein.Distance(a.Numbers, b.Numbers, 1) <= 1)
            return Agreement.Contained;

        return likeName ? Agreement.Partial : Agreement.Different;
    }

    public static Agreement Postcodes(AddressTraits a, AddressTraits b)
    {
        if (a.Postcode.Length == 0 || b.Postcode.Length == 0)
            return Agreement.Absent;
        if (a.Country.Length > 0 && b.Country.Length > 0 && a.Country != b.Country)
            return Agreement.Different;
        if (a.Postcode == b.Postcode || IsExtended(a.Postcode, b.Postcode))
            return Agreement.Equal;
        if (DamerauLevenshtein.Distance(a.Postcode, b.Postcode, 1) <= 1)
            return Agreement.Near;

        return a.Postcode.AsSpan().CommonPrefixLength(b.Postcode) >= 3 ? Agreement.Partial : Agreement.Different;
    }

    public static Agreement Cities(AddressTraits a, AddressTraits b)
    {
        if (a.City.Length == 0 || b.City.Length == 0)
            return Agreement.Absent;
        if (a.City == b.City)
            return Agreement.Equal;

        var errors = Math.Min(a.City.Length, b.City.Length) >= 6 ? 2 : 1;
        var isLike = JaroWinkler.Similarity(a.City, b.City) >= Spelled || DamerauLevenshtein.Distance(a.City, b.City, errors) <= errors;
        return isLike ? Agreement.Near : Agreement.Different;
    }

    public static Agreement TaxIds(string a, string b)
    {
        if (a.Length == 0 || b.Length == 0)
            return Agreement.Absent;
        if (a == b)
            return Agreement.Equal;

        return Math.Min(a.Length, b.Length) >= 7 && DamerauLevenshtein.Distance(a, b, 1) <= 1 ? Agreement.Near : Agreement.Different;
    }

    // US ZIP+4 against ZIP.
    private static bool IsExtended(string a, string b) =>
        (a.Length, b.Length) is (5, 9) or (9, 5) && a.AsSpan(0, 5).SequenceEqual(b.AsSpan(0, 5));

    private static bool IsWithin(string a, string b) =>
        a.Length >= 4 && b.StartsWith(a, StringComparison.Ordinal) || b.Length >= 4 && a.StartsWith(b, StringComparison.Ordinal);

    private static int Number(DateOnly date) => date.Year * 10000 + date.Month * 100 + date.Day;

    // Digits that differ position by position; a swap of neighbours counts once.
    private static int Edits(int a, int b)
    {
        Span<char> left = stackalloc char[8];
        Span<char> right = stackalloc char[8];
        for (var i = 7; i >= 0; i--, a /= 10, b /= 10)
        {
            left[i] = (char)('0' + a % 10);
            right[i] = (char)('0' + b % 10);
        }

        return DamerauLevenshtein.Distance(left, right, 2);
    }
}
