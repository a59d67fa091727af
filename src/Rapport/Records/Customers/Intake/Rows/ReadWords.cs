using System.Globalization;
using System.Text.RegularExpressions;
using Rapport.Platform.Data;
using Rapport.Records.Customers;

namespace Rapport.Records.Customers.Intake.Rows;

/// <summary>The words that files use for our own.</summary>
internal static partial class ReadWords
{
    [GeneratedRegex("^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$")]
    private static partial Regex LanguageTag();

    public static string Plain(string text) => text.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');

    public static CustomerType? Type(string text) =>
        Plain(text) switch
        {
            "individual" or "person" or "private" or "consumer" or "privat" or "privatperson" or "particulier" or "particular" or "b2c" =>
                CustomerType.Individual,
            "organization"
            or "organisation"
            or "company"
            or "business"
            or "firma"
            or "unternehmen"
            or "entreprise"
            or "société"
            or "empresa"
            or "fleet"
            or "account"
            or "b2b" => CustomerType.Organization,
            _ => null,
        };

    public static readonly IReadOnlyList<string> Standings =
    [
        .. Words.All<CustomerStatus>(),
        "lead",
        "opportunity",
        "customer",
        "at_risk",
        "won_back",
    ];

    /// <summary>The word of a stage or status, from the words of other programs and languages.</summary>
    public static string? Standing(string text) =>
        Plain(text) switch
        {
            "active" or "aktiv" or "actif" or "activo" or "kunde" or "client" or "cliente" or "evangelist" => "customer",
            "inaktiv" or "inactif" or "inactivo" => "inactive",
            "subscriber" or "new" or "neu" => "lead",
            "interessent" or "marketingqualifiedlead" or "marketing_qualified_lead" or "mql" => "prospect",
            "qualified" or "salesqualifiedlead" or "sales_qualified_lead" or "sql" => "opportunity",
            "risk" or "endangered" or "gefährdet" => "at_risk",
            "lost" or "former" or "verloren" or "perdu" or "perdido" => "churned",
            "reactivated" or "wonback" or "winback" or "win_back" => "won_back",
            var word when Standings.Contains(word) => word,
            _ => null,
        };

    public static CustomerStatus StatusOf(string standing) =>
        standing switch
        {
            "lead" or "prospect" or "opportunity" => CustomerStatus.Prospect,
            "churned" => CustomerStatus.Churned,
            "inactive" => CustomerStatus.Inactive,
            _ => CustomerStatus.Active,
        };

    public static bool? Truth(string text) =>
        Plain(text) switch
        {
            "true" or "yes" or "y" or "1" or "x" or "ja" or "j" or "oui" or "o" or "si" or "sí" or "on" or "wahr" or "vrai" => true,
            "false" or "no" or "n" or "0" or "nein" or "non" or "off" or "falsch" or "faux" => false,
            _ => null,
        };

    /// <summary>A language tag: "en_GB" becomes "en-GB".</summary>
    public static string? Language(string text) =>
        LanguageTag().IsMatch(text.Trim()) && text.Trim().Length <= 20 ? text.Trim().Replace('_', '-') : null;

    public static bool IsHonorific(string text) =>
        Plain(text).TrimEnd('.')
            is "mr"
                or "mrs"
                or "ms"
                or "miss"
                or "mx"
                or "dr"
                or "prof"
                or "sir"
                or "herr"
                or "frau"
                or "m"
                or "mme"
                or "mlle"
                or "sr"
                or "sra";

    /// <summary>A number with a point or a comma, with or without thousands.</summary>
    public static decimal? Number(string text)
    {
        var number = text.Trim().Replace(" ", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        var (comma, point) = (number.LastIndexOf(','), number.LastIndexOf('.'));
        if (comma > point && (point >= 0 || number.Length - comma != 4))
            number = number.Replace(".", "", StringComparison.Ordinal).Replace(',', '.');
        else
            number = number.Replace(",", "", StringComparison.Ordinal);
        return decimal.TryParse(
            number,
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out var read
        )
            ? read
            : null;
    }
}
