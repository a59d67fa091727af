namespace Rapport.Trust.Identity.SigningIn;

/// <summary>What somebody calls the browser or program that a session belongs to, from the words it sent about itself.</summary>
internal static class DeviceName
{
    // Every browser also names the ones it takes after, so the narrowest comes first.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
        ("PostmanRuntime", "Postman"),
        ("python-requests", "Python"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ];

    public static string Of(string? userAgent)
    {
        if (string.IsNullOrWhiteSpace(userAgent))
            return "Unknown program";
        var (browser, system) = (Find(Browsers, userAgent), Find(Systems, userAgent));
        if (browser is null && system is null)
            return userAgent.Length > 60 ? userAgent[..60] + "…" : userAgent;
        return browser is null ? system!
            : system is null ? browser
            : $"{browser} on {system}";
    }

    private static string? Find((string Mark, string Name)[] known, string text) =>
        known.FirstOrDefault(k => text.Contains(k.Mark, StringComparison.Ordinal)).Name;
}
