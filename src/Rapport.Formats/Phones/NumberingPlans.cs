using System.Collections.Frozen;
using System.Text.Json;

namespace Rapport.Formats;

/// <summary>
/// The numbering plans of all countries, read once from the embedded metadata of libphonenumber (Apache-2.0) as libphonenumber-js (MIT)
/// packs it.
/// </summary>
internal sealed class NumberingPlans
{
    private const int LongestCallingCode = 3;

    private static readonly Lazy<NumberingPlans> world = new(() => new NumberingPlans());

    private readonly FrozenDictionary<string, NumberingPlan> byCountry;
    private readonly FrozenDictionary<string, NumberingPlan[]> byCallingCode;

    private NumberingPlans()
    {
        using var resource = typeof(NumberingPlans).Assembly.GetManifestResourceStream("numbering-plans.json")!;
        using var json = JsonDocument.Parse(resource);
        byCountry = json
            .RootElement.GetProperty("countries")
            .EnumerateObject()
            .ToFrozenDictionary(plan => plan.Name, plan => new NumberingPlan(plan.Name, plan.Value), StringComparer.Ordinal);
        var shared = json
            .RootElement.GetProperty("country_calling_codes")
            .EnumerateObject()
            .Select(code => (code.Name, Plans: code.Value.EnumerateArray().Select(country => byCountry[country.GetString()!]).ToArray()));
        var worldwide = json
            .RootElement.GetProperty("nonGeographic")
            .EnumerateObject()
            .Select(plan => (plan.Name, Plans: new[] { new NumberingPlan(null, plan.Value) }));
        byCallingCode = shared.Concat(worldwide).ToFrozenDictionary(code => code.Name, code => code.Plans, StringComparer.Ordinal);
    }

    public static NumberingPlans World => world.Value;

    public NumberingPlan? Of(string? country) =>
        country is null ? null : byCountry.GetValueOrDefault(country) ?? byCountry.GetValueOrDefault(country.ToUpperInvariant());

    /// <summary>The plan that speaks for a calling code: for +1 that of the United States, for +44 that of the United Kingdom.</summary>
    public NumberingPlan Main(string callingCode) => byCallingCode[callingCode][0];

    /// <summary>The calling code a number without its plus begins with, or null when there is none such.</summary>
    public string? CallingCodeOf(string digits)
    {
        for (var length = 1; length <= LongestCallingCode && length <= digits.Length; length++)
        {
            if (byCallingCode.ContainsKey(digits[..length]))
            {
                return digits[..length];
            }
        }

        return null;
    }

    /// <summary>The plan among those that share a calling code under which the number is assigned, or null when none does.</summary>
    public NumberingPlan? Assigning(string callingCode, string number)
    {
        var plans = byCallingCode[callingCode];
        if (plans.Length == 1)
        {
            return plans[0].Assigns(number) ? plans[0] : null;
        }

        var owner = Array.Find(plans, plan => plan.HasLeadingDigits ? plan.StartsLike(number) : plan.Assigns(number));
        return owner is not null && owner.Assigns(number) ? owner : null;
    }
}
