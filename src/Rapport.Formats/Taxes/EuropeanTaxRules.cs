using static Rapport.Formats.CheckDigits;

namespace Rapport.Formats;

/// <summary>
/// The check digit rules of VAT numbers that need more than a line. Each takes the number without its country prefix, in a form already
/// checked.
/// </summary>
internal static class EuropeanTaxRules
{
    private const string Control = "TRWAGMYFPDXBNJZSQVHLCKE";

    public static bool Austria(string id)
    {
        var sum = 4;
        for (var index = 1; index < 8; index++)
        {
            var product = Digit(id, index) * (index % 2 == 0 ? 2 : 1);
            sum += (product / 10) + (product % 10);
        }

        return (10 - (sum % 10)) % 10 == Digit(id, 8);
    }

    public static bool Bulgaria(string id) => id.Length == 9 ? BulgarianFirm(id) : BulgarianPerson(id);

    private static bool BulgarianFirm(string id)
    {
        var check = Weighted(id, 1, 2, 3, 4, 5, 6, 7, 8) % 11;
        check = check == 10 ? Weighted(id, 3, 4, 5, 6, 7, 8, 9, 10) % 11 % 10 : check;
        return check == Digit(id, 8);
    }

    // A citizen, a foreigner or another, each with weights of its own.
    private static bool BulgarianPerson(string id)
    {
        var other = 11 - (Weighted(id, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11);
        return Weighted(id, 2, 4, 8, 5, 10, 9, 7, 3, 6) % 11 % 10 == Digit(id, 9)
            || Weighted(id, 21, 19, 17, 13, 11, 9, 7, 3, 1) % 10 == Digit(id, 9)
            || (other == 11 ? 0 : other) == Digit(id, 9);
    }

    public static bool Cyprus(string id)
    {
        ReadOnlySpan<int> odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
        var sum = 0;
        for (var index = 0; index < 8; index++)
        {
            sum += index % 2 == 0 ? odd[Digit(id, index)] : Digit(id, index);
        }

        return sum % 26 == id[8] - 'A' && !id.StartsWith("12", StringComparison.Ordinal);
    }

    public static bool Czechia(string id) =>
        id.Length switch
        {
            8 => id[0] != '9'
                && (11 - (Weighted(id, 8, 7, 6, 5, 4, 3, 2) % 11)) switch
                {
                    10 => 0,
                    11 => 1,
                    var check => check,
                } == Digit(id, 7),
            9 => true, // Birth numbers before 1954 have no check digit, and special ones begin with 6.
            _ => Number(id) % 11 == 0 || Number(id.AsSpan(0, 9)) % 11 % 10 == Digit(id, 9),
        };

    public static bool Spain(string id)
    {
        if (char.IsAsciiDigit(id[0]) || id[0] is 'X' or 'Y' or 'Z')
        {
            var digits =
                id[0] switch
                {
                    'X' => "0",
                    'Y' => "1",
                    'Z' => "2",
                    var digit => digit.ToString(),
                } + id[1..8];
            return Control[(int)(Number(digits) % 23)] == id[8];
        }

        if (id[0] is 'K' or 'L' or 'M' && Control[(int)(Number(id.AsSpan(1, 7)) % 23)] == id[8])
        {
            return true;
        }

        var check = Enumerable.Range(0, 10).First(digit => Luhn(id[1..8] + digit));

        // Publications differ on which kinds of body have a digit and which a letter, so either will do.
        return id[8] == '0' + check || id[8] == "JABCDEFGHI"[check];
    }

    // Of the newer keys with letters only the form is published.
    public static bool France(string id)
    {
        var siren = id.AsSpan(2);
        return !char.IsAsciiDigit(id[0]) || !char.IsAsciiDigit(id[1])
            ? Luhn(siren)
            : ((Number(siren) * 100) + 12) % 97 == Number(id.AsSpan(0, 2)) && (Luhn(siren) || id.EndsWith("000", StringComparison.Ordinal));
    }

    public static bool Greece(string id) => Weighted(id, 256, 128, 64, 32, 16, 8, 4, 2) % 11 % 10 == Digit(id, 8);

    public static bool Ireland(string id)
    {
        const string letters = "WABCDEFGHIJKLMNOPQRSTUV";
        var isOld = !char.IsAsciiDigit(id[1]);
        var digits = isOld ? "0" + id[2..7] + id[0] : id[..7];
        var second = id.Length == 9 && id[8] != 'W' ? id[8] - 'A' + 1 : 0;
        return letters[(Weighted(digits, 8, 7, 6, 5, 4, 3, 2) + (9 * second)) % 23] == id[7];
    }

    // Digits 8 to 10 are the office that issued it.
    public static bool ItalianFirm(string id) =>
        Luhn(id)
        && !id.StartsWith("0000000", StringComparison.Ordinal)
        && Number(id.AsSpan(7, 3)) is (>= 1 and <= 100) or 120 or 121 or 888 or 999;

    public static bool ItalianPerson(string id)
    {
        ReadOnlySpan<int> odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
        var sum = 0;
        for (var index = 0; index < 15; index++)
        {
            var value = char.IsAsciiDigit(id[index]) ? Digit(id, index) : id[index] - 'A';
            sum += index % 2 == 0 ? odd[value] : value;
        }

        return sum % 26 == id[15] - 'A';
    }

    public static bool Lithuania(string id)
    {
        var (first, second) = (0, 0);
        for (var index = 0; index < id.Length - 1; index++)
        {
            first += Digit(id, index) * ((index % 9) + 1);
            second += Digit(id, index) * (((index + 2) % 9) + 1);
        }

        return (first % 11 == 10 ? second % 11 % 10 : first % 11) == Digit(id, id.Length - 1);
    }

    public static bool Latvia(string id)
    {
        if (id[0] <= '3')
        {
            // Persons: until 2017 with the date of birth and a check digit, since then beginning with 32 and without one.
            return id.StartsWith("32", StringComparison.Ordinal)
                || (1 + Weighted(id, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9)) % 11 % 10 == Digit(id, 10);
        }

        var check = 3 - (Weighted(id, 9, 1, 4, 8, 3, 10, 2, 5, 7, 6) % 11);
        return check != -1 && (check < -1 ? check + 11 : check) == Digit(id, 10);
    }

    public static bool Romania(string id)
    {
        var padded = id.PadLeft(10, '0');
        return Weighted(padded, 7, 5, 3, 2, 1, 7, 5, 3, 2) * 10 % 11 % 10 == Digit(padded, 9);
    }

    // Numbers issued from 2010 on are checked with 55 more (HMRC, "97 less 55").
    public static bool UnitedKingdom(string id)
    {
        if (id.Length == 5)
        {
            return true;
        }

        var sum = Weighted(id, 8, 7, 6, 5, 4, 3, 2) + (int)Number(id.AsSpan(7, 2));
        return sum % 97 is 0 or 42 or 55;
    }
}
