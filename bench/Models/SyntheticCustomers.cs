using System.Globalization;

namespace Rapport.Bench.Models;

/// <summary>
/// Invented customers of whom some are entered twice, with the errors of typing, hearing and moving house; the truth is known.
/// </summary>
internal sealed class SyntheticCustomers
{
    public static readonly string[] Columns = ["given", "family", "born", "phone", "mail", "street", "postcode", "town", "tax", "type"];
    private static readonly string[] Onsets =
    [
        "b",
        "br",
        "d",
        "f",
        "g",
        "gr",
        "h",
        "j",
        "k",
        "kl",
        "l",
        "m",
        "n",
        "p",
        "r",
        "s",
        "sch",
        "st",
        "t",
        "v",
        "w",
        "z",
    ];
    private static readonly string[] Vowels = ["a", "e", "i", "o", "u", "ei", "au", "ie"];
    private static readonly string[] Codas = ["", "n", "r", "l", "s", "tt", "rg", "nd", "ck", "mann", "er"];
    private static readonly string[] Domains = ["gmail.com", "gmx.de", "web.de", "outlook.com", "t-online.de", "firma.de", "yahoo.com"];

    private readonly Random random;
    private readonly string[] given;
    private readonly string[] families;
    private readonly string[] streets;
    private readonly (string Code, string Town)[] places;

    private SyntheticCustomers(int seed)
    {
        random = new Random(seed);
        given = Words(1500, 2);
        families = Words(40_000, 3);
        streets = [.. Words(8000, 3).Select(word => word + "straße")];
        var towns = Words(2500, 3);
        places =
        [
            .. Enumerable.Range(0, 8000).Select(i => ((10_000 + i * 11).ToString(CultureInfo.InvariantCulture), towns[i * 2500 / 8000])),
        ];
    }

    /// <summary>The rows, and for each the number of the customer it means.</summary>
    public static (List<IReadOnlyList<string>> Rows, int[] Customers) Make(int rows, double duplicates, int seed)
    {
        var maker = new SyntheticCustomers(seed);
        var originals = (int)(rows * (1 - duplicates));
        var made = new List<(string[] Row, int Customer)>(rows);
        for (var i = 0; i < originals; i++)
            made.Add((maker.Customer(), i));
        for (var i = originals; i < rows; i++)
        {
            var of = maker.random.Next(originals);
            made.Add((maker.Damaged(made[of].Row), of));
        }

        var shuffled = made.ToArray();
        maker.random.Shuffle(shuffled);
        return ([.. shuffled.Select(row => (IReadOnlyList<string>)row.Row)], [.. shuffled.Select(row => row.Customer)]);
    }

    private string[] Customer()
    {
        var (name, family) = (Pick(given), Pick(families));
        var place = places[Skewed(places.Length)];
        var born = new DateOnly(1930, 1, 1).AddDays(random.Next(28_000));
        var mail = random.Next(4) == 0 ? "" : $"{name}.{family}{Suffix()}@{Domains[random.Next(Domains.Length)]}".ToLowerInvariant();
        return
        [
            name,
            family,
            random.Next(5) == 0 ? "" : born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            random.Next(6) == 0 ? "" : $"+49 1{random.Next(5, 8)}{random.Next(10_000_000, 99_999_999)}",
            mail,
            $"{Pick(streets)} {random.Next(1, 140)}",
            place.Code,
            place.Town,
            random.Next(10) == 0 ? $"DE{random.Next(100_000_000, 999_999_999)}" : "",
            random.Next(8) == 0 ? "organization" : "individual",
        ];
    }

    private string Suffix() => random.Next(2) == 0 ? random.Next(100).ToString(CultureInfo.InvariantCulture) : "";

    private string[] Damaged(string[] original)
    {
        var row = (string[])original.Clone();
        for (var errors = random.Next(1, 4); errors > 0; errors--)
        {
            var column = random.Next(9);
            row[column] = random.Next(10) switch
            {
                < 5 => Mistyped(row[column]),
                < 8 => "",
                _ when column == 2 && row[2].Length == 10 => $"{row[2][..4]}-{row[2][8..]}-{row[2][5..7]}",
                _ when column < 2 => column == 0 && row[0].Length > 0 ? row[0][..1] : row[column],
                _ => Customer()[column],
            };
        }

        if (random.Next(30) == 0)
            (row[0], row[1]) = (row[1], row[0]);
        if (random.Next(10) == 0)
        {
            var moved = Customer();
            (row[5], row[6], row[7]) = (moved[5], moved[6], moved[7]);
        }

        return row;
    }

    private string Mistyped(string text)
    {
        if (text.Length < 2)
            return text;
        var at = random.Next(text.Length - 1);
        var letter = char.IsDigit(text[at]) ? (char)('0' + random.Next(10)) : (char)('a' + random.Next(26));
        return random.Next(4) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, letter.ToString()),
            2 => $"{text[..at]}{text[at + 1]}{text[at]}{text[(at + 2)..]}",
            _ => $"{text[..at]}{letter}{text[(at + 1)..]}",
        };
    }

    private string Pick(string[] words) => words[Skewed(words.Length)];

    // A few are common and most are rare.
    private int Skewed(int count) => (int)(count * Math.Pow(random.NextDouble(), 2.2));

    private string[] Words(int count, int syllables)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        while (words.Count < count)
        {
            var word = string.Concat(
                Enumerable
                    .Range(0, random.Next(1, syllables) + 1)
                    .Select(_ => Onsets[random.Next(Onsets.Length)] + Vowels[random.Next(Vowels.Length)])
            );
            word += Codas[random.Next(Codas.Length)];
            words.Add(char.ToUpperInvariant(word[0]) + word[1..]);
        }

        return [.. words];
    }
}
