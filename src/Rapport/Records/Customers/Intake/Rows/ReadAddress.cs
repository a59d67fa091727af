using System.Text.RegularExpressions;
using Rapport.Formats;
using Rapport.Records.Customers;

namespace Rapport.Records.Customers.Intake.Rows;

/// <summary>
/// Takes an address written in one cell apart: lines or commas, the country last where it is named, then the postal code with its town.
/// </summary>
internal static partial class ReadAddress
{
    [GeneratedRegex(
        @"^(?<city>.*?)[ ,]*\b(?<state>[A-Z]{2,3})?\s*"
            + "(?<code>[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9]([A-Z]{2}|[0-9A-Z]{0,2})"
            + "|[A-Z][0-9][A-Z] ?[0-9]?[A-Z]?[0-9]*|[0-9]{4,6}(-[0-9]{3,4})?)$"
    )]
    private static partial Regex CodeLast();

    [GeneratedRegex(@"^([A-Z]{1,2}-)?(?<code>[0-9]{4,6}) +(?<city>\D.*)$")]
    private static partial Regex CodeFirst();

    public static void Into(AddressDraft address, string full)
    {
        var parts = full.Split(['\n', '\r', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToList();
        if (parts.Count > 1 && Countries.FromText(parts[^1]) is { } country && !(parts[^1].Length == 2 && parts.Count == 2))
        {
            address.Country ??= country;
            parts.RemoveAt(parts.Count - 1);
        }
        if (parts.Count > 1)
            TakeTown(address, parts);
        address.StreetLine1 = Cut(string.Join(", ", parts.Take(1)), 200);
        if (parts.Count > 1)
            address.StreetLine2 = Cut(string.Join(", ", parts.Skip(1)), 200);
        if (address.StreetLine1 is null && !address.IsGiven)
            address.StreetLine1 = Cut(full, 200);
    }

    private static void TakeTown(AddressDraft address, List<string> parts)
    {
        var last = parts[^1];
        if (CodeFirst().Match(last) is { Success: true } first)
        {
            (address.PostalCode, address.City) = (first.Groups["code"].Value, Cut(first.Groups["city"].Value, 100));
            parts.RemoveAt(parts.Count - 1);
            return;
        }
        if (CodeLast().Match(last) is { Success: true } code)
        {
            address.PostalCode = Cut(code.Groups["code"].Value.Trim(), 20);
            address.StateProvince ??= Cut(code.Groups["state"].Value, 100);
            last = code.Groups["city"].Value.Trim();
            parts.RemoveAt(parts.Count - 1);
            if (last.Length > 0)
                address.City = Cut(last, 100);
            if (last.Length > 0 || parts.Count < 2)
                return;
        }
        address.City = Cut(parts[^1], 100);
        parts.RemoveAt(parts.Count - 1);
    }

    private static string? Cut(string text, int length) =>
        text.Length == 0 ? null
        : text.Length <= length ? text
        : text[..length];
}
