using Microsoft.AspNetCore.Components;
using Rapport.Platform.Http;
using Rapport.Platform.Web.Parts;

namespace Rapport.Platform.Web;

/// <summary>A page with forms: what a use case refuses is shown beside the fields, with everything that was typed left in place.</summary>
public abstract class FormPage : LoadsFirst
{
    private const string SaidCookie = "rapport_done";

    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    protected IReadOnlyList<FieldError> Mistakes { get; private set; } = [];

    /// <summary>What the page before has done, for a toast.</summary>
    protected string? Said { get; private set; }

    protected CancellationToken Ct => Http.RequestAborted;

    protected override void OnInitialized()
    {
        if (!HttpMethods.IsGet(Http.Request.Method) || Http.Request.Cookies[SaidCookie] is not { Length: > 0 and < 400 } said)
            return;
        Said = Uri.UnescapeDataString(said);
        Http.Response.Cookies.Delete(SaidCookie);
    }

    /// <summary>Runs the form's use case. True when it went through.</summary>
    protected async Task<bool> Try(Func<Task> run)
    {
        try
        {
            await run();
            return true;
        }
        catch (Invalid invalid)
        {
            Mistakes = [.. invalid.Errors.SelectMany(e => e.Value.Select(message => new FieldError(e.Key, LabelOf(e.Key), message)))];
            Http.Response.StatusCode = invalid.Status;
        }
        catch (Problem problem) when (problem.Status is 401 or 403 or 409 or 410 or 412 or 429)
        {
            Mistakes = [new FieldError("", "", problem.Message)];
            Http.Response.StatusCode = problem.Status;
        }
        return false;
    }

    /// <summary>Sends the browser on after a change, so that reloading does not send the form again.</summary>
    protected void Go(string url, string? say = null)
    {
        // Read once by the next page; it holds a sentence of ours, no secret.
        if (say is not null)
            Http.Response.Cookies.Append(
                SaidCookie,
                Uri.EscapeDataString(say),
                new CookieOptions
                {
                    HttpOnly = true,
                    SameSite = SameSiteMode.Lax,
                    Secure = Http.Request.IsHttps,
                    MaxAge = TimeSpan.FromMinutes(1),
                }
            );
        Navigation.NavigateTo(url);
    }

    private static string LabelOf(string field)
    {
        var words = field.Replace('_', ' ');
        return words.Length == 0 ? "" : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
