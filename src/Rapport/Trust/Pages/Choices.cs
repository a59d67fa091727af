using System.Globalization;
using Rapport.Platform.Web.Parts;

namespace Rapport.Trust.Pages;

/// <summary>Lists that several forms offer.</summary>
internal static class Choices
{
    public static IReadOnlyList<Choice> Countries { get; } =
    [
        .. Formats
            .Countries.Codes.Select(code => new Choice(code, Formats.Countries.Name(code) ?? code))
            .OrderBy(c => c.Title, StringComparer.InvariantCulture),
    ];

    public static IReadOnlyList<Choice> Zones { get; } =
    [
        .. TimeZoneInfo
            .GetSystemTimeZones()
            .Select(zone => zone.Id)
            .Append("UTC")
            .Where(id => id == "UTC" || id.Contains('/'))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Select(id => new Choice(id, id.Replace('_', ' '))),
    ];

    public static IReadOnlyList<Choice> Locales { get; } =
    [
        .. new[]
        {
            "en-GB",
            "en-US",
            "de-DE",
            "de-AT",
            "de-CH",
            "fr-FR",
            "es-ES",
            "it-IT",
            "nl-NL",
            "pl-PL",
            "pt-PT",
            "pt-BR",
            "sv-SE",
            "da-DK",
            "cs-CZ",
        }.Select(name => new Choice(name, CultureInfo.GetCultureInfo(name).NativeName)),
    ];
}
