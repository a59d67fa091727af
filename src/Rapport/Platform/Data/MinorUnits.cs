using System.Globalization;

namespace Rapport.Platform.Data;

/// <summary>Amounts of money as whole minor units (ISO 4217): cents, or what a currency without cents counts in.</summary>
public static class MinorUnits
{
    private static readonly HashSet<string> Whole =
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ];
    private static readonly HashSet<string> ThreeDecimals = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
    private static readonly HashSet<string> Hundredths =
    [
        "AED",
        "AFN",
        "ALL",
        "AMD",
        "ANG",
        "AOA",
        "ARS",
        "AUD",
        "AWG",
        "AZN",
        "BAM",
        "BBD",
        "BDT",
        "BGN",
        "BMD",
        "BND",
        "BOB",
        "BRL",
        "BSD",
        "BTN",
        "BWP",
        "BYN",
        "BZD",
        "CAD",
        "CDF",
        "CHF",
        "CNY",
        "COP",
        "CRC",
        "CUP",
        "CVE",
        "CZK",
        "DKK",
        "DOP",
        "DZD",
        "EGP",
        "ERN",
        "ETB",
        "EUR",
        "FJD",
        "FKP",
        "GBP",
        "GEL",
        "GHS",
        "GIP",
        "GMD",
        "GTQ",
        "GYD",
        "HKD",
        "HNL",
        "HTG",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "IRR",
        "JMD",
        "KES",
        "KGS",
        "KHR",
        "KPW",
        "KYD",
        "KZT",
        "LAK",
        "LBP",
        "LKR",
        "LRD",
        "LSL",
        "MAD",
        "MDL",
        "MGA",
        "MKD",
        "MMK",
        "MNT",
        "MOP",
        "MRU",
        "MUR",
        "MVR",
        "MWK",
        "MXN",
        "MYR",
        "MZN",
        "NAD",
        "NGN",
        "NIO",
        "NOK",
        "NPR",
        "NZD",
        "PAB",
        "PEN",
        "PGK",
        "PHP",
        "PKR",
        "PLN",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "SAR",
        "SBD",
        "SCR",
        "SDG",
        "SEK",
        "SGD",
        "SHP",
        "SLE",
        "SOS",
        "SRD",
        "SSP",
        "STN",
        "SVC",
        "SYP",
        "SZL",
        "THB",
        "TJS",
        "TMT",
        "TOP",
        "TRY",
        "TTD",
        "TWD",
        "TZS",
        "UAH",
        "USD",
        "UYU",
        "UZS",
        "VED",
        "VES",
        "WST",
        "XCD",
        "YER",
        "ZAR",
        "ZMW",
        "ZWG",
    ];

    public static bool IsCurrency(string code) => Hundredths.Contains(code) || Whole.Contains(code) || ThreeDecimals.Contains(code);

    public static int Digits(string? currency) =>
        currency is null ? 2
        : Whole.Contains(currency) ? 0
        : ThreeDecimals.Contains(currency) ? 3
        : 2;

    /// <summary>Rounded half away from zero, as a till does.</summary>
    public static long Of(decimal amount, string? currency) => (long)Math.Round(amount * Factor(currency), MidpointRounding.AwayFromZero);

    /// <summary>True when the amount has no more decimals than its currency.</summary>
    public static bool IsWhole(decimal amount, string? currency) =>
        amount * Factor(currency) is var minor && minor == decimal.Truncate(minor);

    /// <summary>Thousandths, which every currency's units go into.</summary>
    public static long Thousandths(long minor, string? currency) => minor * (long)(1000 / Factor(currency));

    /// <summary>The same as SQL, of two columns.</summary>
    internal static string ThousandthsOf(string minor, string currency) =>
        $"{minor} * case when {currency} in ({Listed(Whole)}) then 1000 when {currency} in ({Listed(ThreeDecimals)}) then 1 else 10 end";

    private static string Listed(IEnumerable<string> codes) =>
        string.Join(", ", codes.Order(StringComparer.Ordinal).Select(code => $"'{code}'"));

    public static decimal Amount(long minor, string? currency) => decimal.Round(minor / Factor(currency), Digits(currency));

    /// <summary>With its sign and separators, such as "£1,204.50".</summary>
    public static string Shown(long minor, string? currency) => Shown(Amount(minor, currency), currency);

    public static string Shown(decimal amount, string? currency)
    {
        var number = Math.Abs(amount).ToString("N" + Digits(currency), CultureInfo.InvariantCulture);
        var sign = amount < 0 ? "−" : "";
        return currency switch
        {
            "GBP" => $"{sign}£{number}",
            "EUR" => $"{sign}€{number}",
            "USD" => $"{sign}${number}",
            "JPY" => $"{sign}¥{number}",
            null => sign + number,
            _ => $"{sign}{number} {currency}",
        };
    }

    private static decimal Factor(string? currency) =>
        Digits(currency) switch
        {
            0 => 1m,
            3 => 1000m,
            _ => 100m,
        };
}
