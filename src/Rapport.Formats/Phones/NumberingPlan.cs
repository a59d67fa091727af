using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Rapport.Formats;

/// <summary>
/// What one country (or one worldwide service such as +800) allows as a telephone number: libphonenumber's metadata of it.
/// </summary>
/// <remarks>The patterns are matched against ASCII digits only and are compiled by .NET's interpreter on first use: most files hold few
/// countries.</remarks>
internal sealed class NumberingPlan
{
    // Mexico dropped its trunk prefixes and the 1 before mobile numbers in 2019, and libphonenumber with it; customers' address books have
    // not.
    private const string MexicoBefore2020 = "0(?:[12]|4[45])|1";

    private readonly Lazy<Regex> general;
    private readonly Lazy<Regex>? internationalPrefix;
    private readonly Lazy<Regex>? nationalPrefix;
    private readonly Lazy<Regex>? leadingDigits;
    private readonly FrozenSet<int> lengths;
    private readonly List<Service> services = [];
    private readonly string? transform;
    private readonly int shortest;
    private readonly int longest;

    /// <param name="country">ISO 3166-1 alpha-2, or null for a worldwide service.</param>
    /// <param name="plan">One entry of libphonenumber-js' metadata, version 4: calling code, international prefix, pattern, lengths,
    /// formats, national prefix, …</param>
    public NumberingPlan(string? country, JsonElement plan)
    {
        Country = country;
        CallingCode = plan[0].GetString()!;
        internationalPrefix = Anchored(Text(plan, 1), whole: false);
        general = Anchored(Text(plan, 2), whole: true)!;
        lengths = Lengths(plan[3]);
        (shortest, longest) = (lengths.Min(), lengths.Max());
        nationalPrefix = Anchored(Text(plan, 7) ?? Text(plan, 5) ?? (country == "MX" ? MexicoBefore2020 : null), whole: false);
        transform = Text(plan, 8);
        leadingDigits = Anchored(Text(plan, 10), whole: false);
        if (plan.GetArrayLength() > 11 && plan[11].ValueKind == JsonValueKind.Array)
        {
            foreach (var service in plan[11].EnumerateArray())
            {
                if (service.ValueKind == JsonValueKind.Array && service[0].GetString() is { Length: > 0 } pattern)
                {
                    services.Add(
                        new Service(Anchored(pattern, whole: true)!, service.GetArrayLength() > 1 ? Lengths(service[1]) : lengths)
                    );
                }
            }
        }
    }

    public string? Country { get; }

    public string CallingCode { get; }

    public bool HasLeadingDigits => leadingDigits is not null;

    public bool StartsLike(string number) => leadingDigits is not null && leadingDigits.Value.IsMatch(number);

    public bool Matches(string number) => general.Value.IsMatch(number);

    /// <summary>Whether some service of the plan (fixed line, mobile, toll free, …) assigns this national number.</summary>
    public bool Assigns(string number) =>
        lengths.Contains(number.Length)
        && Matches(number)
        && services.Exists(service => service.Lengths.Contains(number.Length) && service.Pattern.Value.IsMatch(number));

    public PhoneLength Measure(string number) =>
        lengths.Contains(number.Length) ? PhoneLength.Possible
        : number.Length < shortest ? PhoneLength.TooShort
        : number.Length > longest ? PhoneLength.TooLong
        : PhoneLength.Between;

    /// <summary>The digits after this country's way of dialling abroad, or null when the number does not begin with it.</summary>
    public string? WithoutInternationalPrefix(string digits)
    {
        var match = internationalPrefix?.Value.Match(digits);
        return match is { Success: true } && (match.Length == digits.Length || digits[match.Length] != '0') ? digits[match.Length..] : null;
    }

    /// <summary>
    /// The number without trunk prefix and carrier code, rewritten where the plan says so (Argentina's 15 becomes a leading 9).
    /// </summary>
    public string WithoutNationalPrefix(string number)
    {
        var match = nationalPrefix?.Value.Match(number);
        if (match is not { Success: true })
        {
            return number;
        }

        var rewrites = transform is not null && match.Groups.Count > 1 && match.Groups[match.Groups.Count - 1].Success;
        var rest = (rewrites ? match.Result(transform!) : "") + number[match.Length..];
        return Matches(number) && !Matches(rest) ? number : rest;
    }

    private static string? Text(JsonElement plan, int index) =>
        index < plan.GetArrayLength() && plan[index].ValueKind == JsonValueKind.String ? plan[index].GetString() : null;

    private static FrozenSet<int> Lengths(JsonElement lengths) =>
        lengths.EnumerateArray().Select(length => length.GetInt32()).ToFrozenSet();

    private static Lazy<Regex>? Anchored(string? pattern, bool whole) =>
        pattern is null ? null : new(() => new Regex(whole ? $@"\A(?:{pattern})\z" : $@"\A(?:{pattern})", RegexOptions.CultureInvariant));

    private sealed record Service(Lazy<Regex> Pattern, FrozenSet<int> Lengths);
}

internal enum PhoneLength
{
    Possible,
    TooShort,
    TooLong,

    /// <summary>Between the shortest and the longest, but no number has it.</summary>
    Between,
}
