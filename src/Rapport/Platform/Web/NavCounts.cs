namespace Rapport.Platform.Web;

/// <param name="Url">The navigation item behind which it waits.</param>
/// <param name="Live">The record name that the number follows.</param>
public sealed record NavCount(string Url, int Count, string Live);

/// <summary>A module's word on what waits for the person signed in.</summary>
public interface ICountNav
{
    Task<IReadOnlyList<NavCount>> Run(CancellationToken ct);
}

/// <summary>The numbers beside the navigation of one page, read before it is drawn.</summary>
public sealed class NavCounts(IEnumerable<ICountNav> modules)
{
    private readonly Dictionary<string, NavCount> byUrl = [];

    public async Task Load(CancellationToken ct)
    {
        foreach (var module in modules)
        foreach (var count in await module.Run(ct))
            byUrl[count.Url] = count;
    }

    public NavCount? this[NavItem item] => byUrl.GetValueOrDefault(item.Url);
}
