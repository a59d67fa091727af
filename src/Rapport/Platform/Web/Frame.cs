namespace Rapport.Platform.Web;

/// <summary>What stands around every page: whose house this is, who is signed in, and the clock that the page is read by.</summary>
public sealed record Frame(string OrganizationName, string? UserName = null, string? Branch = null)
{
    /// <summary>Around a page that nobody has signed in to.</summary>
    public static Frame Default => new("Rapport");

    /// <summary>What waits behind a navigation item, by its URL.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; init; } = new Dictionary<string, int>();

    /// <summary>Whether the person may see what a navigation item leads to.</summary>
    public Func<string, bool> Allows { get; init; } = static _ => false;

    /// <summary>Whether a kind of data is masked for the person.</summary>
    public Func<string, bool> Hides { get; init; } = static _ => true;

    public string? SignOutUrl { get; init; }

    /// <summary>The organization's currency; null around a page that nobody has signed in to.</summary>
    public string? Currency { get; init; }

    public DateTimeOffset Now { get; init; } = TimeProvider.System.GetUtcNow();

    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;
}
