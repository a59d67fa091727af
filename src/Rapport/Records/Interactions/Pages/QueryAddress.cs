namespace Rapport.Records.Interactions.Pages;

/// <summary>A list's own address, and those that differ from it in some parameters.</summary>
public sealed class QueryAddress(string path, IQueryCollection query)
{
    private static readonly string[] Place = ["page", "cursor"];

    public string Path => path;

    public string? this[string name] =>
        query.TryGetValue(name, out var values) && values.Count > 0 && values[0] is { Length: > 0 } value ? value : null;

    public bool IsFiltered => Filters.Any();

    /// <summary>The filters in force.</summary>
    public IEnumerable<(string Name, string Value)> Filters => AllBut("sort", "limit");

    public IEnumerable<(string Name, string Value)> AllBut(params string[] names) =>
        query.Keys.Where(k => !Place.Contains(k) && !names.Contains(k) && this[k] is not null).Select(k => (k, this[k]!));

    /// <summary>The same list with these changed, from its first page on; null takes away.</summary>
    public string With(params (string Name, string? Value)[] changes) =>
        At(path, AllBut([.. changes.Select(c => c.Name)]).Concat(changes.Where(c => c.Value is not null).Select(c => (c.Name, c.Value!))));

    public string At(string other) => At(other, Filters);

    private static string At(string path, IEnumerable<(string Name, string Value)> fields) =>
        path + QueryString.Create(fields.Select(f => KeyValuePair.Create(f.Name, (string?)f.Value)));
}
