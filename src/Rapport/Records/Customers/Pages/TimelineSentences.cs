using System.Globalization;
using System.Text.Json;
using Rapport.Platform.Web.Parts;

namespace Rapport.Records.Customers.Pages;

/// <summary>An entry of the timeline as people read it: an icon, what happened in bold, the rest plain, and a line below.</summary>
public sealed record TimelineSentence(string Icon, string What, string Rest = "", string? Detail = null, Tone Tone = Tone.None)
{
    /// <summary>Where the bold part leads.</summary>
    public string? Url { get; init; }

    public string Text => What + Rest;
}

/// <summary>
/// Says what a timeline entry means. A type that is not known here is read out by its name, so nothing that happened goes missing.
/// </summary>
/// <param name="names">What an owner's or branch's ID is called.</param>
/// <param name="seesContactData">Whether the reader may see e-mails, phones and birthdays, also those of the past.</param>
public sealed class TimelineSentences(
    IReadOnlyDictionary<string, string> names,
    IReadOnlyDictionary<string, string> customFields,
    bool seesContactData,
    FactSentences facts
)
{
    private static readonly string[] ContactData = ["email", "phone", "phone_e164", "birth_date", "first_name", "last_name"];

    public TimelineSentence Of(CustomerTimeline.Entry entry) =>
        entry.Title.Length > 0 && entry.Details.ValueKind == JsonValueKind.Object
            ? facts.Of(entry)
            : entry.Type switch
            {
                "customer.created" => new(
                    "user-plus",
                    "Customer created",
                    Text(entry, "source") is { } source ? $", came by {Choices.Said(source).ToLowerInvariant()}" : ""
                ),
                "customer.updated" => Updated(entry),
                "customer.archived" => new("archive", "Archived"),
                "customer.restored" => new("undo-2", "Restored from the archive"),
                "customer.merged" or "customers.merged" => new(
                    "merge",
                    "Merged",
                    Count(entry, "duplicate_ids") is > 1 and var count ? $" with {count} duplicates" : " with a duplicate"
                ),
                "customer.unmerged" or "customers.unmerged" => new("undo-2", "Merge undone", ", each record is its own again"),
                "customer.tagged" => new("tag", "Tagged", $" {Tag(entry, "to")}"),
                "customer.untagged" => new("tag", "Tag removed", $" {Tag(entry, "from")}"),
                "customer.assigned" => new(
                    "user-round",
                    "Owner changed",
                    Text(entry, "owner_id") is { } owner
                        ? $" to {names.GetValueOrDefault(owner, "somebody who left")}"
                        : ", nobody looks after this customer"
                ),
                "customer.handed_over" => new("user-round", "Handed over"),
                "contact.restored" => new("undo-2", "Contact restored"),
                "address.restored" => new("undo-2", "Address restored"),
                "relationship.updated" => new("link", "Relationship changed"),
                "contact.added" => new("user-plus", "Contact added", Person(entry)),
                "contact.updated" => new("user-round", "Contact changed", "", Changed(entry)),
                "contact.archived" => new("archive", "Contact archived"),
                "address.added" => new("map-pin", "Address added", Place(entry)),
                "address.updated" => new("map-pin", "Address changed", "", Changed(entry)),
                "address.archived" => new("archive", "Address archived"),
                "relationship.added" => new("link", "Relationship added"),
                "relationship.removed" => new("link", "Relationship ended"),
                "team_member.added" => new("users", "Joined the team"),
                "team_member.removed" => new("users", "Left the team"),
                _ => new("activity", Choices.Said(entry.Type.Replace('.', ' '))),
            };

    private TimelineSentence Updated(CustomerTimeline.Entry entry)
    {
        var changes = Changes(entry);
        if (changes is not [var (field, from, to)])
            return new(
                "pencil",
                changes.Count == 0 ? "Record changed" : $"{changes.Count} fields changed",
                "",
                string.Join(", ", changes.Select(c => Label(c.Field)))
            );
        if (field == "tags")
            return Tags(from, to);
        var icon = field switch
        {
            "owner_id" => "user-round",
            "phone" => "phone",
            "email" => "mail",
            "status" => "flag",
            "branch_id" => "building-2",
            _ => "pencil",
        };
        return new(
            icon,
            $"{Label(field)} changed",
            IsHidden(field)
                ? ""
                : (Shown(field, from), Shown(field, to)) switch
                {
                    (null, { } now) => $" to {now}",
                    ({ } before, null) => $", was {before}",
                    ({ } before, { } now) => $" from {before} to {now}",
                    _ => "",
                }
        );
    }

    private static TimelineSentence Tags(string? from, string? to)
    {
        var (before, after) = (from?.Split(", ") ?? [], to?.Split(", ") ?? []);
        var (added, removed) = (string.Join(", ", after.Except(before)), string.Join(", ", before.Except(after)));
        return added.Length == 0
            ? new("tag", "Tag removed", $" {removed}")
            : new("tag", "Tagged", $" {added}", removed.Length == 0 ? null : $"No longer {removed}");
    }

    private string? Changed(CustomerTimeline.Entry entry) =>
        string.Join(", ", Changes(entry).Select(c => Label(c.Field))) is { Length: > 0 } fields ? fields : null;

    private string Person(CustomerTimeline.Entry entry)
    {
        if (!seesContactData)
            return "";
        var changes = Changes(entry).ToDictionary(c => c.Field, c => c.To);
        var name = $"{changes.GetValueOrDefault("first_name")} {changes.GetValueOrDefault("last_name")}".Trim();
        return name.Length == 0 ? "" : $", {name}";
    }

    private static string Place(CustomerTimeline.Entry entry) =>
        Changes(entry).FirstOrDefault(c => c.Field == "city").To is { } city ? $" in {city}" : "";

    private static string Tag(CustomerTimeline.Entry entry, string side) =>
        Changes(entry).Where(c => c.Field == "tag").Select(c => side == "to" ? c.To : c.From).FirstOrDefault() ?? "";

    private string? Shown(string field, string? value) =>
        value is null ? null
        : field is "owner_id" or "branch_id" ? names.GetValueOrDefault(value, "somebody who left")
        : field is "status" or "source" or "type" ? Choices.Said(value)
        : DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date.ToString("d MMM yyyy", CultureInfo.CurrentCulture)
        : Guid.TryParseExact(value, "D", out _) ? "another customer"
        : $"“{value}”";

    private bool IsHidden(string field) => !seesContactData && ContactData.Contains(field);

    private string Label(string field) =>
        field.StartsWith("custom_fields.", StringComparison.Ordinal)
            ? customFields.GetValueOrDefault(field["custom_fields.".Length..], "A field that is gone")
            : FieldNames.Of(field);

    private static List<(string Field, string? From, string? To)> Changes(CustomerTimeline.Entry entry) =>
        entry.Details.ValueKind == JsonValueKind.Object
        && entry.Details.TryGetProperty("changes", out var changes)
        && changes.ValueKind == JsonValueKind.Object
            ? [.. changes.EnumerateObject().Select(c => (c.Name, Value(c.Value, "from"), Value(c.Value, "to")))]
            : [];

    private static string? Value(JsonElement change, string side) =>
        change.ValueKind == JsonValueKind.Object
        && change.TryGetProperty(side, out var value)
        && value.ValueKind != JsonValueKind.Null
        && value.ToString() is { Length: > 0 } text
            ? text
            : null;

    private static string? Text(CustomerTimeline.Entry entry, string name) =>
        entry.Details.ValueKind == JsonValueKind.Object
        && entry.Details.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static int Count(CustomerTimeline.Entry entry, string name) =>
        entry.Details.ValueKind == JsonValueKind.Object
        && entry.Details.TryGetProperty(name, out var list)
        && list.ValueKind == JsonValueKind.Array
            ? list.GetArrayLength()
            : 0;
}
