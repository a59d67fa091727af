namespace Rapport.Records.Customers.Pages;

/// <summary>A column of the list beside the name.</summary>
/// <param name="Class">What the stylesheet calls its cells.</param>
/// <param name="Sort">The order that its heading offers.</param>
public sealed record ListColumn(string Key, string Title, string Class, string? Sort = null, bool Number = false);

/// <summary>Which columns a person wants to see; a cookie of theirs remembers it.</summary>
internal static class ListColumns
{
    public const string Cookie = "rapport_columns";

    public static readonly IReadOnlyList<ListColumn> All =
    [
        new("status", "Stage", "stage"),
        new("tags", "Tags", "tags"),
        new("phone", "Phone", "tel"),
        new("email", "E-mail", "mail"),
        new("branch", "Branch", "branch"),
        new("source", "Source", "branch"),
        new("external_id", "Customer number", "branch"),
        new("registered", "Registered", "since", "registered", true),
        new("lifetime_value", "Value", "ltv", "clv", true),
        new("order_count", "Purchases", "since", "orders", true),
        new("last_purchase_at", "Last purchase", "visit", "last_purchase", true),
        new("tier", "Tier", "branch"),
        new("points", "Points", "since", Number: true),
        new("open_tickets", "Open tickets", "since", Number: true),
        new("health", "Health", "health", Number: true),
        new("churn_risk", "Churn risk", "branch"),
        new("created_at", "Created", "since", "created_at", true),
        new("updated_at", "Updated", "changed", "updated_at", true),
        new("owner", "Owner", "last"),
    ];

    private static readonly string[] AtFirst = ["status", "tags", "phone", "lifetime_value", "last_purchase_at", "health", "owner"];

    public static IReadOnlyList<ListColumn> Of(HttpRequest request) => Of(request.Cookies[Cookie]?.Split('.') ?? AtFirst);

    public static IReadOnlyList<ListColumn> Of(IReadOnlyCollection<string> wanted)
    {
        var known = All.Where(c => wanted.Contains(c.Key)).ToList();
        return known.Count > 0 ? known : [.. All.Where(c => AtFirst.Contains(c.Key))];
    }

    public static void Keep(HttpContext http, IEnumerable<string> keys) =>
        http.Response.Cookies.Append(
            Cookie,
            string.Join('.', All.Select(c => c.Key).Where(keys.Contains)),
            new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = http.Request.IsHttps,
                Path = "/",
                MaxAge = TimeSpan.FromDays(365),
                IsEssential = true,
            }
        );
}
