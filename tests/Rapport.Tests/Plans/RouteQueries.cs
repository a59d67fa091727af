using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rapport.Platform.Data;

namespace Rapport.Tests.Plans;

/// <summary>
/// Asks each route with each query parameter that the description of the API names, and in each order that it offers. A value is found by
/// the parameter's name, its meaning, or what the route says that it takes.
/// </summary>
internal sealed partial class RouteQueries(HttpClient client, JsonObject document, IReadOnlyDictionary<string, Guid> rows)
{
    private static readonly string[] Searches = ["ada", "zzqxy", "lovelase 1234", "lovelace 77", "a", "lo", "0412", "example.org"];

    private static readonly Dictionary<string, string[]> Values = new()
    {
        ["search"] = Searches,
        ["q"] = Searches,
        ["limit"] = ["200"],
        ["page"] = ["3"],
        ["tag"] = ["Fleet"],
        ["external_id"] = ["x-order"],
        ["system"] = ["till"],
        ["tier"] = ["Gold"],
        ["currency"] = ["EUR"],
        ["format"] = ["csv"],
        ["plate"] = ["HG-AB 12"],
        ["zone"] = ["Europe/Berlin"],
        ["time_zone"] = ["Europe/Berlin"],
        ["min_probability"] = ["0.9"],
        ["review_above"] = ["0.8"],
    };

    /// <summary>Paging is followed by its cursors; who asks for an exact count asks for every row to be read.</summary>
    private static readonly HashSet<string> Passed = ["cursor", "limit", "page", "count"];

    private readonly List<string> unknown = [];

    /// <summary>Parameters for which no value was found.</summary>
    public IReadOnlyList<string> Unknown => unknown;

    public async Task Ask(Route route, string path)
    {
        var first = await Get(path);
        await Follow(path, first);
        foreach (var parameter in ParametersOf(route).Where(p => !Passed.Contains(p.Name) && !Names(path, p.Name)))
            await Ask(path, parameter);
        if (ParametersOf(route).Any(p => p.Name == "page"))
            await Get(With(path, "page", "3"));
    }

    private async Task Ask(string path, Parameter parameter)
    {
        var isKnown = false;
        foreach (var value in await ValuesOf(path, parameter))
        {
            var asked = With(path, parameter.Name, value);
            var answer = await Get(asked);
            isKnown |= answer.Status != 400;
            await Follow(asked, answer);
        }
        if (!isKnown)
            unknown.Add(With(path, parameter.Name, "?"));
    }

    /// <summary>The next page, where there is one.</summary>
    private async Task Follow(string path, Answer answer)
    {
        if (
            answer.Status == 200
            && answer.ContentType == "application/json"
            && JsonNode.Parse(answer.Text) is JsonObject page
            && page["next_cursor"]?.ToString() is { Length: > 0 } cursor
        )
            await Get(With(path, "cursor", cursor));
    }

    private async Task<IReadOnlyList<string>> ValuesOf(string path, Parameter parameter)
    {
        if (Values.TryGetValue(parameter.Name, out var known))
            return known;
        if (parameter.Name == "sort")
            return [.. (await Offered(path, parameter.Name)).SelectMany(field => new[] { field, "-" + field })];
        if (parameter.Name.EndsWith("_id", StringComparison.Ordinal) || parameter.Name.EndsWith("_ids", StringComparison.Ordinal))
            return [IdFor(parameter.Name).ToString()];
        foreach (var guess in (string[])["zzz", "true", "2026-01-01", "3", Ids.Next().ToString()])
            if ((await Get(With(path, parameter.Name, guess))).Status != 400)
                return [guess];
        return await Offered(path, parameter.Name);
    }

    /// <summary>The words that a route names when it is asked for one it does not know.</summary>
    private async Task<IReadOnlyList<string>> Offered(string path, string parameter) =>
        [
            .. Offer()
                .Matches((await Get(With(path, parameter, "zzz"))).Text)
                .SelectMany(m => Word().Matches(m.Groups["words"].Value).Select(w => w.Value))
                .Where(word => word is not ("or" or "and" or "each" or "also" or "with"))
                .Distinct(),
        ];

    private Guid IdFor(string parameter) =>
        parameter switch
        {
            "owner_id" or "assigned_to_id" or "user_id" or "actor_id" => rows["users"],
            _ => rows.GetValueOrDefault(parameter.Replace("_ids", "").Replace("_id", "") + "s", rows["customers"]),
        };

    private sealed record Parameter(string Name);

    private static bool Names(string path, string parameter) =>
        path.Contains($"?{parameter}=", StringComparison.Ordinal) || path.Contains($"&{parameter}=", StringComparison.Ordinal);

    private IEnumerable<Parameter> ParametersOf(Route route)
    {
        var plain = route.Path(name => "{" + name + "}");
        var described = document["paths"]!.AsObject().FirstOrDefault(p => p.Key.TrimEnd('/') == plain).Value?["get"]?["parameters"];
        return (described as JsonArray ?? [])
            .Where(p => p!["in"]?.ToString() == "query" && p["name"]!.ToString() != "custom.KEY")
            .Select(p => new Parameter(p!["name"]!.ToString()));
    }

    /// <summary>An answer that breaks off is no matter of plans.</summary>
    private async Task<Answer> Get(string path)
    {
        try
        {
            return await client.Get(path);
        }
        catch (HttpRequestException broken)
        {
            using var none = new HttpResponseMessage();
            return new Answer(599, broken.Message, none.Headers, none.Content.Headers);
        }
    }

    private static string With(string path, string name, string value) =>
        $"{path}{(path.Contains('?') ? '&' : '?')}{name}={Uri.EscapeDataString(value)}";

    [GeneratedRegex("""(Known are|must be|It takes|one of|either)( one of)?:? (?<words>[a-z_]+((, | or |, or | and )[a-z_]+)*)""")]
    private static partial Regex Offer();

    [GeneratedRegex("[a-z_]+")]
    private static partial Regex Word();
}
