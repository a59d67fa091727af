using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Lifecycle;

/// <summary>Buttons of the pages that decide what waits.</summary>
internal static class LifecycleForms
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapForm("/lifecycle/requests/{id:guid}/decision", DecideRequest).Needs(Permission.MoveLifecycle);
        app.MapForm("/lifecycle/suggestions/{id:guid}/decision", DecideSuggestion).Needs(Permission.MoveLifecycle);
    }

    private static async Task<IResult> DecideRequest(
        Guid id,
        HttpContext http,
        DecideMoves decide,
        FlashMessage flash,
        CancellationToken ct
    )
    {
        var form = await http.Request.ReadFormAsync(ct);
        return form["approve"] == "true"
            ? await Act(http, form, flash, () => decide.Approve(id, ct), "The move was approved")
            : await Act(http, form, flash, () => decide.Refuse(id, ct), "The move was refused");
    }

    private static async Task<IResult> DecideSuggestion(
        Guid id,
        HttpContext http,
        DecideMoves decide,
        FlashMessage flash,
        CancellationToken ct
    )
    {
        var form = await http.Request.ReadFormAsync(ct);
        return form["accept"] == "true"
            ? await Act(http, form, flash, () => decide.Accept(id, ct), "The customer was moved")
            : await Act(http, form, flash, () => decide.Dismiss(id, ct), "The suggestion was dismissed");
    }

    private static async Task<IResult> Act(HttpContext http, IFormCollection form, FlashMessage flash, Func<Task> act, string done)
    {
        try
        {
            await act();
            flash.Leave(http, done);
        }
        catch (Problem refused) when (refused is Refusal or Invalid)
        {
            flash.Refuse(http, refused.Message);
        }
        return FormRoutes.BackTo(form["back"], "/lifecycle");
    }
}
