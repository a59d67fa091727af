using System.Text;

namespace Rapport.Records.Customers.Pages;

/// <summary>The list's own address: its filters, sort and place, and the addresses that differ from it.</summary>
public sealed class ListAddress(IQueryCollection query)
{
    public const string Path = "/customers";

    private static readonly string[] Place = ["page", "cursor"];
    private static readonly string[] NoFilter = ["sort", "limit", "view", .. Place];

    public string? this[string name] =>
        query.TryGetValue(name, out var values) && values.Count > 0 && values[0] is { Length: > 0 } value ? value : null;

    public bool IsFiltered => query.Keys.Any(k => !NoFilter.Contains(k) && this[k] is not null);

    /// <summary>The fields to send along with a form that changes the named ones; it starts again at the first page.</summary>
    public IEnumerable<(string Name, string Value)> AllBut(params string[] names) =>
        query.Keys.Where(k => !Place.Contains(k) && !names.Contains(k) && this[k] is not null).Select(k => (k, this[k]!));

    /// <summary>The same list with these changed; null takes away.</summary>
    public string With(params (string Name, string? Value)[] changes) =>
        Write(
            Path,
            AllBut([.. changes.Select(c => c.Name)]).Concat(changes.Where(c => c.Value is not null).Select(c => (c.Name, c.Value!)))
        );

    public string Without(params string[] names) => With([.. names.Select(n => (n, (string?)null))]);

    /// <summary>Everything, in the same order.</summary>
    public string Cleared => Write(Path, AllBut([.. query.Keys.Except(["sort"])]));

    public string Export => Write("/api/customers/export", AllBut(NoFilter));

    /// <summary>The filters alone, as a query.</summary>
    public string Filter => Write("", AllBut(NoFilter)).TrimStart('?');

    /// <summary>What a saved view keeps of it.</summary>
    public string Query => Write("", AllBut("view")).TrimStart('?');

    private static string Write(string path, IEnumerable<(string Name, string Value)> fields)
    {
        var url = new StringBuilder(path);
        foreach (var (name, value) in fields)
            url.Append(url.Length == path.Length ? '?' : '&')
                .Append(Uri.EscapeDataString(name))
                .Append('=')
                .Append(Uri.EscapeDataString(value));
        return url.ToString();
    }
}
