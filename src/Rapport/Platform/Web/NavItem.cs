namespace Rapport.Platform.Web;

/// <summary>A page that a module puts into the navigation and the command palette; registered as a service.</summary>
/// <param name="Group">The heading it stands under, or one of the groups named here.</param>
/// <param name="Permission">Shown only to those who have it.</param>
/// <param name="HiddenBy">Not shown to those from whom this is masked, such as "payment_data".</param>
/// <param name="Live">The record name that its count follows.</param>
public sealed record NavItem(
    string Group,
    string Title,
    string Url,
    string Icon,
    int Order,
    string? Permission = null,
    string? Live = null,
    string? HiddenBy = null
)
{
    /// <summary>Above all headings.</summary>
    public const string Top = "";

    /// <summary>At the bottom, with the settings.</summary>
    public const string Foot = "Foot";

    /// <summary>In the menu behind the person's name.</summary>
    public const string You = "You";

    /// <summary>Only in the command palette: something to do, such as a new customer.</summary>
    public const string Do = "Do";

    internal string Id => "nav-" + Parts.FieldId.From(Url);

    internal bool Covers(string path) => path == Url || (Url.Length > 1 && path.StartsWith(Url + "/", StringComparison.Ordinal));
}
