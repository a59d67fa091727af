using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Deletions;

internal static class DeletionRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var deletions = app.MapGroup("/api/interactions/deletions")
            .Tagged("Interactions", "Calls, e-mails, meetings and messages with customers")
            .Needs(Permission.ReadInteractions)
            .Needs(Permission.WriteInteractions);
        deletions
            .MapGet("/", List)
            .Named("listDeletions", "List requests to delete interactions")
            .TakesParts(("state", "waiting, done or refused"));
        deletions.MapPost("/", Ask).Named("requestDeletion", "Request that interactions be deleted").Produces<DeletionView>(201);
        deletions.MapPut("/{id}/approval", Approve).Named("approveDeletion", "Approve a deletion").Needs(Permission.ManageInteractions);
        deletions.MapPut("/{id}/refusal", Refuse).Named("refuseDeletion", "Refuse a deletion");
        app.MapForm("/interactions/deletions", AskByForm).Needs(Permission.WriteInteractions);
        app.MapForm("/interactions/deletions/{id:guid}/decision", DecideByForm).Needs(Permission.WriteInteractions);
    }

    private static Task<Page<DeletionView>> List(HttpRequest request, FindDeletions find, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (state, paging) = (query.Word<DeletionState>("state"), Paging.Read(query));
        query.Done();
        return find.Run(state, paging, ct);
    }

    private static async Task<IResult> Ask(
        DeleteInteractions.Request request,
        DeleteInteractions delete,
        FindDeletions find,
        CancellationToken ct
    )
    {
        var id = await delete.Ask(request, ct);
        return TypedResults.Created($"/api/interactions/deletions/{id}", await find.One(id, ct));
    }

    private static async Task<DeletionView> Approve(Guid id, DeleteInteractions delete, FindDeletions find, CancellationToken ct)
    {
        await delete.Approve(id, ct);
        return await find.One(id, ct);
    }

    private static async Task<DeletionView> Refuse(Guid id, DeleteInteractions delete, FindDeletions find, CancellationToken ct)
    {
        await delete.Refuse(id, ct);
        return await find.One(id, ct);
    }

    private static async Task<IResult> AskByForm(HttpContext http, DeleteInteractions delete, FlashMessage parting, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        return await Told(
            http,
            parting,
            form,
            () => delete.Ask(new([.. form["ids"].Select(id => Guid.TryParse(id, out var named) ? named : Guid.Empty)], form["reason"]), ct),
            "Somebody else has to approve the deletion"
        );
    }

    private static async Task<IResult> DecideByForm(
        Guid id,
        HttpContext http,
        DeleteInteractions delete,
        FlashMessage parting,
        CancellationToken ct
    )
    {
        var form = await http.Request.ReadFormAsync(ct);
        var approved = form["approve"] == "true";
        return await Told(
            http,
            parting,
            form,
            () => approved ? delete.Approve(id, ct) : delete.Refuse(id, ct),
            approved ? "The interactions were deleted" : "Nothing was deleted"
        );
    }

    private static async Task<IResult> Told(HttpContext http, FlashMessage parting, IFormCollection form, Func<Task> act, string said)
    {
        try
        {
            await act();
            parting.Leave(http, said);
        }
        catch (Problem refused) when (refused is Refusal or Invalid)
        {
            parting.Refuse(http, refused.Message);
        }
        return FormRoutes.BackTo(form["back"], "/interactions");
    }
}
