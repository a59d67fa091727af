using System.Globalization;
using Rapport.Platform.Data;
using Rapport.Records.Customers.Described;
using Rapport.Records.Facts;

namespace Rapport.Records.Customers.Merge.Pages;

/// <summary>How the pages say what the preview holds.</summary>
internal static class MergeWords
{
    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["contacts"] = "Contacts",
        ["addresses"] = "Addresses",
        ["relationships"] = "Relations",
        ["customer_tags"] = "Tags",
        ["external_ids"] = "External IDs",
        ["team_members"] = "Team",
        ["children"] = "Below it",
    };

    public static bool IsShown(string kind) => kind is not ("duplicate_pairs" or "custom_field_values");

    public static string Kind(string kind) => Kinds.GetValueOrDefault(kind) ?? Title(kind);

    public static string Title(string word) => char.ToUpperInvariant(word[0]) + word[1..].Replace('_', ' ');

    /// <summary>A stored value as people read it: a date in words, a sum with its separators, everything else as it stands.</summary>
    public static string Say(string value, string? field = null, string? currency = null) =>
        DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date.ToString("d MMMM yyyy", CultureInfo.CurrentCulture)
        : field is not null
        && CustomerDescription.Find(field) is { IsAmount: true }
        && decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var sum)
            ? MinorUnits.Shown(sum, currency)
        : value;
}
