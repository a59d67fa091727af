using static Rapport.Formats.CheckDigits;

namespace Rapport.Formats;

/// <summary>
/// VAT numbers of the European Union (Council Directive 2006/112/EC, Article 215) and of the United Kingdom, Switzerland and Norway.
/// </summary>
internal static class EuropeanTaxSchemes
{
    public static IEnumerable<TaxScheme> All =>
        [
            Vat("AT", "U and 8 digits", @"U\d{8}", EuropeanTaxRules.Austria),
            Vat(
                "BE",
                "10 digits, beginning with 0 or 1",
                @"[01]?\d{9}",
                id => 97 - (Number(id.AsSpan(0, id.Length - 2)) % 97) == Number(id.AsSpan(id.Length - 2))
            ),
            Vat("BG", "9 or 10 digits", @"\d{9,10}", EuropeanTaxRules.Bulgaria),
            Vat("CY", "8 digits and a letter", @"\d{8}[A-Z]", EuropeanTaxRules.Cyprus),
            Vat("CZ", "8, 9 or 10 digits", @"\d{8,10}", EuropeanTaxRules.Czechia),
            Vat("DE", "9 digits", @"[1-9]\d{8}", id => Mod11And10(id)),
            new("DE", "Steuernummer", "10, 11 or 13 digits", @"(?<id>\d{10,11}|\d{13})", null),
            Vat("DK", "8 digits", @"[1-9]\d{7}", id => Weighted(id, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0),
            Vat("EE", "9 digits", @"\d{9}", id => Weighted(id, 3, 7, 1, 3, 7, 1, 3, 7, 1) % 10 == 0),
            Vat(
                "ES",
                "9 letters and digits, the first or last a letter",
                @"[A-HJ-NP-SU-Z]\d{7}[0-9A-Z]|\d{8}[A-Z]",
                EuropeanTaxRules.Spain
            ),
            Vat("FI", "8 digits", @"\d{8}", id => Weighted(id, 7, 9, 10, 5, 8, 4, 2, 1) % 11 == 0),
            Vat("FR", "2 letters or digits and 9 digits", @"[0-9A-HJ-NP-Z]{2}\d{9}", EuropeanTaxRules.France),
            new(
                "FR",
                "SIREN or SIRET",
                "9 or 14 digits",
                @"(?<id>\d{9}|\d{14})",
                id => Luhn(id) || id.StartsWith("356000000", StringComparison.Ordinal)
            ),
            new("GR", "VAT number", "9 digits", @"(?:EL|GR)?(?<id>\d{9})", EuropeanTaxRules.Greece),
            Vat("HR", "11 digits", @"\d{11}", id => Mod11And10(id)),
            Vat("HU", "8 digits", @"\d{8}", id => Weighted(id, 9, 7, 3, 1, 9, 7, 3, 1) % 10 == 0),
            new("HU", "adószám", "11 digits", @"(?<id>[1-9]\d{7}[1-5]\d{2})", id => Weighted(id, 9, 7, 3, 1, 9, 7, 3, 1) % 10 == 0),
            Vat("IE", "7 digits and 1 or 2 letters", @"\d{7}[A-W][A-IW]?|\d[A-Z+*]\d{5}[A-W]", EuropeanTaxRules.Ireland),
            Vat("IT", "11 digits", @"\d{11}", EuropeanTaxRules.ItalianFirm),
            new(
                "IT",
                "codice fiscale",
                "16 letters and digits",
                @"(?<id>[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z])",
                EuropeanTaxRules.ItalianPerson
            ),
            Vat("LT", "9 or 12 digits", @"\d{7}1\d|\d{10}1\d", EuropeanTaxRules.Lithuania),
            Vat("LU", "8 digits", @"\d{8}", id => Number(id.AsSpan(0, 6)) % 89 == Number(id.AsSpan(6))),
            Vat("LV", "11 digits", @"\d{11}", EuropeanTaxRules.Latvia),
            Vat("MT", "8 digits", @"[1-9]\d{7}", id => 37 - (Weighted(id, 3, 4, 6, 7, 8, 9) % 37) == Number(id.AsSpan(6))),
            Vat(
                "NL",
                "9 digits, B and 2 digits",
                @"\d{9}B\d{2}",
                id => Remainder11(Weighted(id, 9, 8, 7, 6, 5, 4, 3, 2)) == Digit(id, 8) || Mod97("NL" + id) == 1
            ),
            Vat("PL", "10 digits", @"\d{10}", id => Remainder11(Weighted(id, 6, 5, 7, 2, 3, 4, 5, 6, 7)) == Digit(id, 9)),
            Vat(
                "PT",
                "9 digits",
                @"[1-9]\d{8}",
                id =>
                    (11 - (Weighted(id, 9, 8, 7, 6, 5, 4, 3, 2) % 11)) switch
                    {
                        > 9 => 0,
                        var check => check,
                    } == Digit(id, 8)
            ),
            Vat("RO", "2 to 10 digits", @"[1-9]\d{1,9}", EuropeanTaxRules.Romania),
            Vat("SE", "12 digits, the last 01", @"\d{10}01", id => Luhn(id.AsSpan(0, 10))),
            new("SE", "organisationsnummer", "10 digits", @"(?<id>\d{10})", id => Luhn(id)),
            Vat(
                "SI",
                "8 digits",
                @"[1-9]\d{7}",
                id =>
                    (11 - (Weighted(id, 8, 7, 6, 5, 4, 3, 2) % 11)) switch
                    {
                        10 => 0,
                        var check => check,
                    } == Digit(id, 7)
            ),
            Vat("SK", "10 digits", @"[1-9]\d[2-47-9]\d{7}", id => Number(id) % 11 == 0),
            new(
                "GB",
                "VAT number",
                "9 or 12 digits, or GD or HA and 3 digits",
                @"(?:GB|XI)?(?<id>\d{9}|\d{12}|GD[0-4]\d{2}|HA[5-9]\d{2})",
                EuropeanTaxRules.UnitedKingdom
            ),
            new(
                "CH",
                "UID",
                "CHE and 9 digits",
                @"(?<id>CHE\d{9})(?:MWST|TVA|IVA|VAT)?",
                id => (11 - (Weighted(id.AsSpan(3), 5, 4, 3, 2, 7, 6, 5, 4) % 11)) % 11 == Digit(id, 11)
            ),
            new(
                "NO",
                "organisasjonsnummer",
                "9 digits",
                @"(?:NO)?(?<id>\d{9})(?:MVA)?",
                id => Weighted(id, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0
            ),
        ];

    private static int Remainder11(int sum) => sum % 11;

    private static TaxScheme Vat(string country, string form, string pattern, Func<string, bool> rule) =>
        new(country, "VAT number", form, $"(?:{country})?(?<id>{pattern})", rule);
}
