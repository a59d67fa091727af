using System.Text.Json;
using System.Text.Json.Nodes;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Pages.Parts;

/// <summary>What stands in the form of a contact, an address or a relationship, as typed; the names are those of the API.</summary>
public sealed class PartForm
{
    private readonly Dictionary<string, string> values = [];

    public string this[string name] => values.GetValueOrDefault(name, "");

    public bool Ticked(string name) => this[name] == "true";

    public int? Version => int.TryParse(this["version"], out var version) ? version : null;

    public static PartForm Of(IFormCollection sent)
    {
        var form = new PartForm();
        foreach (var (name, value) in sent)
            form.values[name] = value.ToString().Trim();
        return form;
    }

    public static PartForm Of<T>(T view, int? version = null)
    {
        var form = new PartForm();
        if (JsonSerializer.SerializeToNode(view, ApiJson.Options) is JsonObject fields)
            foreach (var (name, value) in fields)
                form.values[name] = value?.ToString() ?? "";
        if (version is { } seen)
            form.values["version"] = seen.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return form;
    }

    public void Refresh(int version) => values["version"] = version.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>
    /// The request of a use case; a box that is not ticked is false only where it was ticked before, so that nothing is asked for that
    /// nobody meant.
    /// </summary>
    public T Input<T>(IEnumerable<string> texts, IEnumerable<string> boxes)
    {
        var body = new JsonObject();
        foreach (var name in texts.Where(values.ContainsKey))
            body[name] = this[name].Length == 0 ? null : this[name];
        foreach (var name in boxes.Where(n => Ticked(n) || this["was_" + n] == "true"))
            body[name] = Ticked(name);
        try
        {
            return body.Deserialize<T>(ApiJson.Options)!;
        }
        catch (JsonException unread)
        {
            throw new Invalid(
                unread.Path is { Length: > 2 } path ? path[2..] : "",
                unread.InnerException is FormatException told ? told.Message : "It cannot be read."
            );
        }
    }
}
