using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Described;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Pages;

/// <summary>
/// What stands in the form of a customer, field by field, as typed. The names are those of the API, so its mistakes find their fields.
/// </summary>
public sealed class CustomerForm
{
    private const string Custom = "custom_fields.";

    // What the form writes beside the described fields.
    private static readonly string[] Own = ["type", "display_name", "status", "branch_id", "owner_id", "parent_id", "external_id"],
        ContactData = ["email", "phone"];

    private readonly Dictionary<string, string> values = [];

    public string this[string name] => values.GetValueOrDefault(name, "");

    public bool Has(string name) => values.ContainsKey(name);

    public int? Version { get; private init; }

    /// <summary>The values that the form was opened with, so that a change by somebody else can be told from a change here.</summary>
    public IReadOnlyDictionary<string, string> Seen { get; private init; } = new Dictionary<string, string>();

    /// <summary>The fields where the one who typed chose the saved value over their own.</summary>
    private IReadOnlySet<string> Yielded { get; init; } = new HashSet<string>();

    public static CustomerForm Empty(string? name) =>
        new()
        {
            values =
            {
                ["type"] = "individual",
                ["display_name"] = name ?? "",
                ["status"] = "prospect",
            },
        };

    public CustomerForm With(string name, Guid? value)
    {
        values[name] = value?.ToString() ?? "";
        return this;
    }

    public static CustomerForm Of(CustomerView view)
    {
        var values = ValuesOf(view);
        var form = new CustomerForm { Version = view.Version, Seen = values };
        foreach (var (name, value) in values)
            form.values[name] = value;
        return form;
    }

    public static CustomerForm Of(IFormCollection sent)
    {
        var form = new CustomerForm
        {
            Version = int.TryParse(sent["version"], CultureInfo.InvariantCulture, out var version) ? version : null,
            Seen = sent["seen"].ToString() is { Length: > 0 } seen ? Read(seen) : new Dictionary<string, string>(),
            Yielded = sent.Where(f => f.Key.StartsWith("keep.", StringComparison.Ordinal) && f.Value == "theirs")
                .Select(f => f.Key["keep.".Length..])
                .ToHashSet(),
        };
        foreach (var (name, value) in sent)
            if (
                !name.StartsWith("keep.", StringComparison.Ordinal)
                && name is not ("version" or "seen" or "on_duplicate" or "merge_into")
                && !name.StartsWith("__", StringComparison.Ordinal)
                && name != "_handler"
            )
                form.values[name] = form.Yielded.Contains(name)
                    ? form.Seen.GetValueOrDefault(name, "")
                    : string.Join(", ", value.OfType<string>().Where(v => v.Length > 0)).Trim();
        return form;
    }

    /// <summary>
    /// The form over what somebody else saved meanwhile: their changes where nothing was typed here, ours elsewhere, and the fields that
    /// both changed.
    /// </summary>
    public (CustomerForm Merged, IReadOnlyList<(string Field, string Ours, string Theirs)> Clashes) Over(CustomerView saved)
    {
        var theirs = ValuesOf(saved);
        var merged = new CustomerForm { Version = saved.Version, Seen = theirs };
        var clashes = new List<(string, string, string)>();
        foreach (var (name, ours) in values)
        {
            var (before, now) = (Seen.GetValueOrDefault(name, ""), theirs.GetValueOrDefault(name, ""));
            merged.values[name] = ours == before ? now : ours;
            if (ours != before && now != before && ours != now)
                clashes.Add((name, ours, now));
        }
        if (theirs.TryGetValue("parent_id", out var parent) && merged["parent_id"] == parent)
            merged.values["parent_name"] = merged.values["parent_picked"] = theirs["parent_name"];
        return (merged, clashes);
    }

    public string SeenText => JsonSerializer.Serialize(Seen);

    /// <summary>The request of the use cases; what the caller may not see is left as it is.</summary>
    public CustomerInput Input(IReadOnlyList<CustomField> fields, Access access)
    {
        var body = new JsonObject();
        foreach (var name in Own.Concat(access.Sees(Mask.ContactData) ? ContactData : []).Where(Has))
            body[name] = Blank(this[name]);
        Put(body, CustomerDescription.OfCustomer, access);
        if (Has("tags"))
            body["tags"] = new JsonArray([
                .. this["tags"]
                    .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Select(t => JsonValue.Create(t)),
            ]);
        if (fields.Count > 0 && fields.Any(f => Has(Custom + f.Key)))
            body["custom_fields"] = new JsonObject(
                fields.Where(f => Has(Custom + f.Key)).Select(f => KeyValuePair.Create(f.Key, Value(f)))
            );
        if (this["type"] == "organization")
            Put((JsonObject)(body["account"] = new JsonObject()), CustomerDescription.OfAccount, access);
        try
        {
            return body.Deserialize<CustomerInput>(ApiJson.Options)!;
        }
        catch (JsonException unread)
        {
            throw new Invalid(
                unread.Path is { Length: > 2 } path ? path[2..] : "display_name",
                unread.InnerException is FormatException told ? told.Message : "It cannot be read."
            );
        }
    }

    private void Put(JsonObject body, IReadOnlyList<CustomerField> fields, Access access)
    {
        foreach (var field in fields.Where(f => f.IsOnForm && Has(f.Path) && MayWrite(f, access)))
            body[field.Name] = field.IsAmount ? Amount(field) : Blank(this[field.Path]);
    }

    internal static bool MayWrite(CustomerField field, Access access) =>
        (field.Hidden ?? field.HiddenToWrite) is not { } mask || access.Sees(mask);

    private JsonValue? Amount(CustomerField field) =>
        this[field.Path] is not { Length: > 0 } text ? null
        : decimal.TryParse(text.Replace(" ", ""), NumberStyles.Number, CultureInfo.CurrentCulture, out var amount)
            ? JsonValue.Create(amount)
        : throw new Invalid(field.Path, "It must be an amount, such as 12,500.");

    private JsonNode? Value(CustomField field) =>
        field.Type == CustomFieldType.MultiChoice && this[Custom + field.Key].Length > 0
            ? new JsonArray([.. this[Custom + field.Key].Split(", ").Select(word => JsonValue.Create(word))])
            : Blank(this[Custom + field.Key]);

    private static JsonValue? Blank(string text) => text.Length == 0 ? null : JsonValue.Create(text);

    private static IReadOnlyDictionary<string, string> Read(string seen)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(seen) ?? [];
        }
        catch (JsonException)
        {
            return new Dictionary<string, string>();
        }
    }

    private static Dictionary<string, string> ValuesOf(CustomerView view)
    {
        var values = new Dictionary<string, string>
        {
            ["type"] = Words.Of(view.Type),
            ["display_name"] = view.DisplayName,
            ["status"] = Words.Of(view.Status),
            ["email"] = view.Email ?? "",
            ["phone"] = view.Phone ?? "",
            ["branch_id"] = view.BranchId?.ToString() ?? "",
            ["owner_id"] = view.OwnerId?.ToString() ?? "",
            ["parent_id"] = view.ParentId?.ToString() ?? "",
            ["parent_name"] = view.ParentName ?? "",
            ["parent_picked"] = view.ParentName ?? "",
            ["external_id"] = view.ExternalId ?? "",
            ["tags"] = string.Join(", ", view.Tags),
        };
        foreach (var (key, value) in view.CustomFields)
            values[Custom + key] = value switch
            {
                bool yes => yes ? "true" : "false",
                IEnumerable<string> words => string.Join(", ", words),
                _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
            };
        foreach (var field in CustomerDescription.OfCustomer.Where(f => f.IsOnForm))
            values[field.Path] = field.Typed(view.Fields[field]);
        if (view.Account is { } account)
            foreach (var field in CustomerDescription.OfAccount.Where(f => f.IsOnForm))
                values[field.Path] = field.Typed(account.Fields[field]);
        return values;
    }
}
