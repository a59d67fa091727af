using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Records.Interactions.Activities;
using Rapport.Records.Interactions.Notes;
using Rapport.Records.Interactions.Notifications;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Pages;

/// <summary>The small forms of these pages: log a call with one click, complete, reopen, pin, remove, read.</summary>
internal static class InteractionForms
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapForm("/customers/{id:guid}/calls", LogCall).Needs(Permission.WriteInteractions);
        app.MapForm("/interactions/{id:guid}/removal", RemoveInteraction).Needs(Permission.WriteInteractions);
        app.MapForm("/notes/{id:guid}/pinning", Pin).Needs(Permission.WriteInteractions);
        app.MapForm("/notes/{id:guid}/removal", RemoveNote).Needs(Permission.WriteInteractions);
        app.MapForm("/activities/{id:guid}/completion", Complete).Needs(Permission.WriteInteractions);
        app.MapForm("/activities/{id:guid}/reopening", Reopen).Needs(Permission.WriteInteractions);
        app.MapForm("/activities/{id:guid}/removal", RemoveActivity).Needs(Permission.WriteInteractions);
        app.MapForm("/notifications/reading", ReadAll).NeedsSignIn();
        app.MapForm("/notifications/{id:guid}/reading", Read).NeedsSignIn();
    }

    private static async Task<IResult> LogCall(Guid id, HttpContext http, LogInteraction log, FlashMessage parting, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var outcome = Words.TryParse<Outcome>(form["outcome"], out var said) ? said : Outcome.Completed;
        var logged = await log.Run(
            new InteractionInput
            {
                CustomerId = id,
                InteractionType = InteractionType.Call,
                Outcome = Words.Of(outcome),
                Source = InteractionSource.Manual,
            },
            ct
        );
        parting.Leave(http, "The call was logged", $"/interactions/{logged.Id}/removal");
        return FormRoutes.BackTo(form["back"], $"/customers/{id}");
    }

    private static Task<IResult> RemoveInteraction(
        Guid id,
        HttpContext http,
        EditInteraction edit,
        FlashMessage parting,
        CancellationToken ct
    ) => Act(http, parting, () => edit.Remove(id, null, ct), "The interaction was deleted", "/interactions", ct);

    private static async Task<IResult> Pin(Guid id, HttpContext http, EditNote edit, FlashMessage parting, CancellationToken ct)
    {
        var pinned = (await http.Request.ReadFormAsync(ct))["pinned"] == "true";
        return await Act(
            http,
            parting,
            () => edit.Run(id, new NoteInput { IsPinned = pinned }, null, ct),
            pinned ? "Pinned to the top" : "No longer pinned",
            "/customers",
            ct
        );
    }

    private static Task<IResult> RemoveNote(Guid id, HttpContext http, EditNote edit, FlashMessage parting, CancellationToken ct) =>
        Act(http, parting, () => edit.Remove(id, null, ct), "The note was deleted", "/customers", ct);

    private static async Task<IResult> Complete(
        Guid id,
        HttpContext http,
        CompleteActivity complete,
        FlashMessage parting,
        CancellationToken ct
    )
    {
        var form = await http.Request.ReadFormAsync(ct);
        var next = form["follow_up"].ToString().Trim();
        var request = new CompleteActivity.Request
        {
            Outcome = form["outcome"].ToString() is { Length: > 0 } outcome ? outcome : null,
            Description = form["result"].ToString() is { Length: > 0 } result ? result : null,
            DurationMinutes = int.TryParse(form["duration_minutes"], out var minutes) ? minutes : null,
            FollowUp = next.Length == 0 ? null : new(null, null, next, null, null),
        };
        return await Act(
            http,
            parting,
            () => complete.Run(id, request, null, ct),
            next.Length == 0 ? "Done" : "Done, and what comes next is planned",
            "/activities",
            ct,
            $"/activities/{id}/reopening"
        );
    }

    private static Task<IResult> Reopen(Guid id, HttpContext http, CompleteActivity complete, FlashMessage parting, CancellationToken ct) =>
        Act(http, parting, () => complete.Reopen(id, null, ct), "It is open again", "/activities", ct);

    private static Task<IResult> RemoveActivity(Guid id, HttpContext http, EditActivity edit, FlashMessage parting, CancellationToken ct) =>
        Act(http, parting, () => edit.Remove(id, null, ct), "The activity was deleted", "/activities", ct);

    private static async Task<IResult> ReadAll(ReadNotifications read, CancellationToken ct)
    {
        await read.All(ct);
        return Results.LocalRedirect("/notifications");
    }

    /// <summary>Read, and on to what it tells of.</summary>
    private static async Task<IResult> Read(Guid id, HttpContext http, ReadNotifications read, CancellationToken ct)
    {
        await read.Run(id, true, ct);
        return FormRoutes.BackTo((await http.Request.ReadFormAsync(ct))["to"], "/notifications");
    }

    /// <summary>What a rule refuses is said where the button stands.</summary>
    private static async Task<IResult> Act(
        HttpContext http,
        FlashMessage parting,
        Func<Task> act,
        string said,
        string otherwise,
        CancellationToken ct,
        string? undo = null
    )
    {
        try
        {
            await act();
            parting.Leave(http, said, undo);
        }
        catch (Refusal refusal)
        {
            parting.Refuse(http, refusal.Message);
        }
        return FormRoutes.BackTo((await http.Request.ReadFormAsync(ct))["back"], otherwise);
    }
}
