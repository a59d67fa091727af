using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Rapport.Platform.Web;

/// <summary>What a form has to say on the page it leads to, with the way to undo it; kept in a cookie until that page is shown.</summary>
public sealed class FlashMessage(IDataProtectionProvider protection)
{
    private const string Cookie = "rapport_said";
    private readonly IDataProtector protector = protection.CreateProtector("parting word");

    public sealed record Said(string Message, string? UndoUrl, bool IsRefusal = false);

    public void Leave(HttpContext http, string message, string? undoUrl = null) => Keep(http, new Said(message, undoUrl));

    /// <summary>That it was not done, and why.</summary>
    public void Refuse(HttpContext http, string message) => Keep(http, new Said(message, null, true));

    private void Keep(HttpContext http, Said said) =>
        http.Response.Cookies.Append(Cookie, protector.Protect(JsonSerializer.Serialize(said)), Options(http));

    /// <summary>What was left, once.</summary>
    public Said? Take(HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is not { } kept || http.Response.HasStarted)
            return null;
        http.Response.Cookies.Delete(Cookie, Options(http));
        try
        {
            return JsonSerializer.Deserialize<Said>(protector.Unprotect(kept));
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    private static CookieOptions Options(HttpContext http) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
            Path = "/",
            IsEssential = true,
        };
}
