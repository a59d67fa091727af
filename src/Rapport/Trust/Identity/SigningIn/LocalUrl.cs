namespace Rapport.Trust.Identity.SigningIn;

/// <summary>Where to go after signing in: a path of ours, never another site that a link named.</summary>
public static class LocalUrl
{
    public static string Of(string? wanted)
    {
        // Browsers read "//host" and "/\host" as another host, and pass over tabs and line breaks on the way.
        if (wanted is not ['/', ..] || wanted.Length > 2000 || wanted.Any(char.IsControl) || wanted is ['/', '/' or '\\', ..])
            return "/";
        return
            wanted.StartsWith("/sign-in", StringComparison.OrdinalIgnoreCase)
            || wanted.StartsWith("/api/", StringComparison.OrdinalIgnoreCase)
            ? "/"
            : wanted;
    }
}
