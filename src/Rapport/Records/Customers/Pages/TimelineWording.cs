using System.Globalization;
using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Web.Parts;

namespace Rapport.Records.Customers.Pages;

/// <summary>How a module's entries are read out on the timeline beside their own title; each part has a default.</summary>
/// <param name="Type">The type of its entries, such as "order", or how several begin, such as "vehicle.".</param>
public sealed record TimelineWording(string Type, string Icon)
{
    /// <summary>An icon that depends on the entry.</summary>
    public Func<TimelineDetails, string>? IconOf { get; init; }

    public Func<TimelineDetails, Tone>? Tone { get; init; }

    /// <summary>What else is worth a glance, behind the title: begins with a comma.</summary>
    public Func<TimelineDetails, string?>? More { get; init; }

    /// <summary>The line below.</summary>
    public Func<TimelineDetails, string?>? Detail { get; init; }
}

/// <summary>What a fact or event left on the timeline, by name.</summary>
public readonly struct TimelineDetails(JsonElement details)
{
    public string? Word(string name) => Text(details, name);

    public long? Number(string name) =>
        details.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : null;

    public bool Truth(string name) => details.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    public string? Money(string name) =>
        details.TryGetProperty(name, out var amount) && amount.ValueKind == JsonValueKind.Number
            ? MinorUnits.Shown(amount.GetDecimal(), Word("currency"))
            : null;

    /// <summary>Who else took part, by name.</summary>
    public string People(string name)
    {
        const int Shown = 3;
        if (!details.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array)
            return "";
        var names = list.EnumerateArray().Select(person => Text(person, "name") ?? Text(person, "email")).OfType<string>().ToList();
        var more = names.Count > Shown ? $" and {names.Count - Shown} more" : "";
        return names.Count == 0 ? "" : $", with {string.Join(", ", names.Take(Shown))}{more}";
    }

    /// <summary>The parts that are known, as one sentence.</summary>
    public static string Sentence(params IEnumerable<string?> parts) =>
        string.Join(", ", parts.OfType<string>()) is { Length: > 0 } said
            ? $"{char.ToUpper(said[0], CultureInfo.CurrentCulture)}{said[1..]}."
            : "";

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

public static class TimelineWordings
{
    public static IServiceCollection AddTimelineWording(this IServiceCollection services, params IEnumerable<TimelineWording> wordings)
    {
        foreach (var wording in wordings)
            services.AddSingleton(wording);
        return services;
    }
}
