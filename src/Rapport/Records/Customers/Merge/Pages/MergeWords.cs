using System.Globalization;

namespace Rapport.Records.Customers.Merge.Pages;

/// <summary>How the pages say what the preview holds.</summary>
internal static class MergeWords
{
    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["contacts"] = "Contacts", ["addresses"] = "Addresses", ["relationships"] = "Relations", ["customer_tags"] = "Tags", ["external_ids"] = "External IDs",
        ["team_members"] = "Team", ["children"] = "Below it",
    };

    public static bool IsShown(string kind) => kind is not ("duplicate_pairs" or "custom_field_values");

    public static string Kind(string kind) => Kinds.GetValueOrDefault(kind) ?? Title(kind);

    public static string Title(string word) => char.ToUpperInvariant(word[0]) + word[1..].Replace('_', ' ');

    /// <summary>A stored value as people read it: a date in words, everything else as it stands.</summary>
    public static string Say(string value) => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        ? date.ToString("d MMMM yyyy", CultureInfo.CurrentCulture) : value;

    /// <summary>The code travels in the address, the sentence does not: nobody shall put words into this page by a link.</summary>
    public static string Refusal(string code) => code switch
    {
        "later_merge" => "This customer was merged again since. Undo that merge first.",
        "undo_expired" => "A merge can be undone for 30 days.",
        "archived" => "The customer is archived. Restore it first.",
        "hierarchy_loop" => "Undoing would close a loop in the hierarchy. Give one of the customers another parent first.",
        _ => "It has been undone already.",
    };
}
