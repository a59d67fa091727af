using static Rapport.Formats.CheckDigits;

namespace Rapport.Formats;

/// <summary>
/// Tax IDs outside Europe, each by the publication of its authority (IRS, CRA, Receita Federal, GSTN, ABR, Inland Revenue, SAT, SARS, NTA,
/// GİB, ITA).
/// </summary>
internal static class WorldTaxSchemes
{
    private const string Base36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public static IEnumerable<TaxScheme> All =>
        [
            new("US", "EIN, SSN or ITIN", "9 digits", @"(?<id>\d{9})", IsAmerican),
            new(
                "CA",
                "business number",
                "9 digits, perhaps with RT and 4 digits",
                @"(?<id>\d{9}(?:R[CMPRTZ]\d{4})?)",
                id => Luhn(id.AsSpan(0, 9))
            ),
            new("BR", "CNPJ or CPF", "14 letters and digits or 11 digits", @"(?<id>[0-9A-Z]{12}\d{2})", IsCnpj),
            new("BR", "CNPJ or CPF", "14 letters and digits or 11 digits", @"(?<id>\d{11})", IsCpf),
            new("IN", "GSTIN", "15 letters and digits", @"(?<id>[0-3]\d[A-Z]{5}\d{4}[A-Z][1-9A-Z][0-9A-Z][0-9A-Z])", IsGstin),
            new("IN", "PAN", "5 letters, 4 digits and a letter", @"(?<id>[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z])", null),
            new(
                "AU",
                "ABN",
                "11 digits",
                @"(?<id>[1-9]\d{10})",
                id => (Weighted(id, 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19) - 10) % 89 == 0
            ),
            new("AU", "ACN", "9 digits", @"(?<id>\d{9})", id => (10 - (Weighted(id, 8, 7, 6, 5, 4, 3, 2, 1) % 10)) % 10 == Digit(id, 8)),
            new("NZ", "IRD number", "8 or 9 digits", @"(?<id>\d{8,9})", IsIrd),
            new(
                "MX",
                "RFC",
                "12 or 13 letters and digits",
                @"(?<id>[A-ZÑ&]{3,4}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[A-Z0-9]{2}[0-9A])",
                IsRfc
            ),
            new("ZA", "tax number", "10 digits", @"(?:ZA)?(?<id>[0-49]\d{9})", id => Luhn(id)),
            new(
                "JP",
                "corporate number",
                "13 digits, perhaps after a T",
                @"T?(?<id>[1-9]\d{12})",
                id => 9 - (Weighted(id.AsSpan(1), 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1) % 9) == Digit(id, 0)
            ),
            new("TR", "vergi numarası", "10 digits", @"(?:TR)?(?<id>\d{10})", IsTurkishFirm),
            new("TR", "kimlik numarası", "11 digits", @"(?:TR)?(?<id>[1-9]\d{10})", IsTurkishPerson),
            new("IL", "company or identity number", "9 digits", @"(?:IL)?(?<id>\d{9})", id => Luhn(id)),
        ];

    // EINs have prefixes by campus (IRS, "How EINs are assigned"); SSNs and ITINs have none of the areas 000 and 666, nor zeros in a group.
    private static bool IsAmerican(string id)
    {
        var prefix = int.Parse(id.AsSpan(0, 2), System.Globalization.CultureInfo.InvariantCulture);
        var isEin = prefix is not (0 or 7 or 8 or 9 or 17 or 18 or 19 or 28 or 29 or 49 or 69 or 70 or 78 or 79 or 89 or 96 or 97);
        return isEin || (id[..3] is not ("000" or "666") && id[3..5] != "00" && id[5..] != "0000");
    }

    // From July 2026 the first twelve may be letters, counted by their ASCII code less 48 (IN RFB 2229/2024).
    private static bool IsCnpj(string id)
    {
        var first = Cnpj(id, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2);
        var second = Cnpj(id, 6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2);
        return first == Digit(id, 12) && second == Digit(id, 13) && id.Distinct().Count() > 1;
    }

    private static int Cnpj(string id, params ReadOnlySpan<int> weights) => Weighted(id, weights) % 11 is var rest and >= 2 ? 11 - rest : 0;

    private static bool IsCpf(string id) =>
        Weighted(id, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10 == Digit(id, 9)
        && Weighted(id, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10 == Digit(id, 10)
        && id.Distinct().Count() > 1;

    private static bool IsGstin(string id)
    {
        var sum = 0;
        for (var index = 0; index < 14; index++)
        {
            var product = Base36.IndexOf(id[index]) * ((index % 2) + 1);
            sum += (product / 36) + (product % 36);
        }

        return Base36[(36 - (sum % 36)) % 36] == id[14];
    }

    private static bool IsIrd(string id)
    {
        var padded = id.PadLeft(9, '0');
        var check = (11 - (Weighted(padded, 3, 2, 7, 6, 5, 4, 3, 2) % 11)) % 11;
        check = check == 10 ? (11 - (Weighted(padded, 7, 4, 3, 2, 5, 2, 7, 6) % 11)) % 11 : check;
        return check == Digit(padded, 8) && Number(padded) is > 10_000_000 and < 200_000_000;
    }

    // The generic RFCs for the public and for foreigners have no check digit of their own.
    private static bool IsRfc(string id)
    {
        const string values = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ";
        if (id is "XAXX010101000" or "XEXX010101000")
        {
            return true;
        }

        var sum = 0;
        var padded = id.PadLeft(13);
        for (var index = 0; index < 12; index++)
        {
            sum += values.IndexOf(padded[index]) * (13 - index);
        }

        return (11 - (sum % 11)) switch
            {
                11 => '0',
                10 => 'A',
                var check => (char)('0' + check),
            } == padded[12];
    }

    private static bool IsTurkishFirm(string id)
    {
        var sum = 0;
        for (var index = 0; index < 9; index++)
        {
            var shifted = (Digit(id, index) + 9 - index) % 10;
            var product = shifted * (1 << (9 - index)) % 9;
            sum += shifted != 0 && product == 0 ? 9 : product;
        }

        return (10 - (sum % 10)) % 10 == Digit(id, 9);
    }

    private static bool IsTurkishPerson(string id)
    {
        var odd = Weighted(id, 1, 0, 1, 0, 1, 0, 1, 0, 1);
        var even = Weighted(id, 0, 1, 0, 1, 0, 1, 0, 1);
        var tenth = ((((odd * 7) - even) % 10) + 10) % 10;
        return tenth == Digit(id, 9) && (odd + even + tenth) % 10 == Digit(id, 10);
    }
}
