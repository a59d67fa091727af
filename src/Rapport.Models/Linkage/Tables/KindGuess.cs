namespace Rapport.Models.Linkage.Tables;

/// <summary>Guesses what a column holds: from its values first, from its name where the values leave it open.</summary>
internal sealed class KindGuess
{
    private const int SampleLimit = 4000;
    private readonly string[] values;
    private readonly string[] heading;
    private readonly int distinct;

    private KindGuess(string name, string[] values)
    {
        this.values = values;
        heading = NameFolding.Key(Spaced(name)).Split(' ');
        distinct = values.Select(value => NameFolding.Key(value)).Distinct(StringComparer.Ordinal).Count();
    }

    /// <param name="filled">The values that are not empty; an even sample of them is looked at.</param>
    public static ColumnKind Of(string name, IReadOnlyList<string> filled)
    {
        var step = Math.Max(1, filled.Count / SampleLimit);
        var sample = new string[Math.Min(filled.Count, SampleLimit)];
        for (var i = 0; i < sample.Length; i++)
            sample[i] = filled[i * step].Trim();
        return sample.Length == 0 ? ColumnKind.Category : new KindGuess(name, sample).Guess();
    }

    private ColumnKind Guess()
    {
        if (Share(value => value.Contains('@') && value.IndexOf('.', value.IndexOf('@')) > 0) > 0.6)
            return ColumnKind.Email;
        var dates = DateReading.For(values);
        if (Share(dates.IsDate) > 0.75)
            return ColumnKind.Date;
        if (Share(value => value.Any(char.IsAsciiDigit) && !value.Any(char.IsLetter)) > 0.8)
            return OfDigits();
        if (Share(value => !value.Contains(' ') && value.Any(char.IsAsciiDigit)) > 0.7)
            return ColumnKind.Identifier;
        if (IsShortCode())
            return ColumnKind.Postcode;

        return OfWords();
    }

    private ColumnKind OfDigits()
    {
        var digits = values.Select(value => value.Count(char.IsAsciiDigit)).ToArray();
        var usual = digits.GroupBy(length => length).MaxBy(group => group.Count())!;
        var isFixed = usual.Count() > 0.85 * digits.Length;
        if (Names("phone", "tel", "telephone", "telefon", "fax", "mobile", "handy", "cell", "fon"))
            return ColumnKind.Phone;
        if (Share(value => value.Count(char.IsAsciiDigit) >= 7 && value.AsSpan().ContainsAny("+()-/ ")) > 0.5)
            return ColumnKind.Phone;
        if (Share(value => value.Contains('.') && ValueReading.AsNumber(value) is not double.NaN) > 0.2)
            return ColumnKind.Number;
        if (
            Names("zip", "zipcode", "postcode", "postal", "plz", "postleitzahl")
            || (isFixed && usual.Key is 4 or 5 or 6 && distinct > 20 && !Names("year", "jahr"))
        )
            return ColumnKind.Postcode;

        return digits.Average() >= 6 || Share(value => value.Length > 1 && value[0] == '0') > 0.02
            ? ColumnKind.Identifier
            : ColumnKind.Number;
    }

    private bool IsShortCode() =>
        Share(value =>
            value.Length is >= 4 and <= 9
            && value.Any(char.IsAsciiDigit)
            && value.Any(char.IsAsciiLetterUpper)
            && value.Count(c => c is ' ' or '-') <= 1
        ) > 0.8;

    private ColumnKind OfWords()
    {
        var words = values.Average(value => NameFolding.Key(value, 1000).Count(c => c == ' ') + 1.0);
        var withDigit = Share(value => value.Any(char.IsAsciiDigit));
        if (distinct <= 12 && distinct < 0.1 * values.Length)
            return ColumnKind.Category;
        if (words > 10)
            return ColumnKind.Text;
        if (
            Names("address", "street", "addr", "adresse", "strasse", "rue", "calle")
            || (withDigit > 0.6 && Share(StartsOrEndsWithNumber) > 0.5)
        )
            return words < 1.2 ? ColumnKind.Name : ColumnKind.Address;
        if (Names("given", "first", "forename", "vorname", "prenom", "nombre", "christian", "fname"))
            return ColumnKind.GivenName;
        if (Names("surname", "last", "family", "nachname", "familienname", "apellido", "lname", "sname"))
            return ColumnKind.Surname;
        if (
            words <= 1.4
            || (
                withDigit < 0.02
                && words <= 2.3
                && !Names("company", "organization", "organisation", "firm", "firma", "business", "title", "product")
            )
        )
            return ColumnKind.Name;

        return ColumnKind.Organization;
    }

    private static bool StartsOrEndsWithNumber(string value) => char.IsAsciiDigit(value[0]) || char.IsAsciiDigit(value[^1]);

    private bool Names(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (heading.Contains(word))
                return true;
        }

        return false;
    }

    private double Share(Func<string, bool> test) => values.Count(test) / (double)values.Length;

    // "firstName" and "first_name" are two words.
    private static string Spaced(string name) =>
        string.Concat(
            name.Select(
                (letter, at) =>
                    at > 0 && char.IsUpper(letter) && char.IsLower(name[at - 1]) ? " " + letter
                    : letter == '_' ? " "
                    : letter.ToString()
            )
        );
}
