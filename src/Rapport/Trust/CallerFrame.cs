using System.Globalization;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Trust.Permissions;

namespace Rapport.Trust;

/// <summary>What stands around the pages of whoever is signed in.</summary>
internal static class CallerFrame
{
    public static Frame Of(IServiceProvider services)
    {
        var (access, now) = (services.GetRequiredService<Access>(), services.GetRequiredService<TimeProvider>().Now());
        if (!access.IsKnown)
            return Frame.Default with { Now = now };
        var caller = access.Caller;
        return new Frame(caller.OrganizationName, caller.Name, caller.BranchName)
        {
            Allows = word => Words.TryParse<Permission>(word, out var permission) && access.Has(permission),
            Hides = word => Words.TryParse<Mask>(word, out var mask) && !access.Sees(mask),
            SignOutUrl = "/sign-out",
            Currency = caller.Currency,
            Now = now,
            TimeZone = TimeZoneInfo.TryFindSystemTimeZoneById(caller.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc,
        };
    }

    /// <summary>Writes dates and numbers of pages as the reader's language does; the API speaks to programs and stays as it is.</summary>
    public static Task SpeakLocale(HttpContext http, Func<Task> next)
    {
        var access = http.RequestServices.GetRequiredService<Access>();
        if (access.IsKnown && !ProblemWriter.IsApi(http))
            CultureInfo.CurrentCulture = Known(access.Caller.Locale);
        return next();
    }

    private static CultureInfo Known(string locale)
    {
        try
        {
            return CultureInfo.GetCultureInfo(locale, predefinedOnly: true);
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.GetCultureInfo("en-GB");
        }
    }
}
