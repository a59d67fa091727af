using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Views;

internal static class ViewRoutes
{
    public sealed record ViewShown(
        Guid Id,
        string Name,
        string Query,
        IReadOnlyList<string> Columns,
        bool IsShared,
        bool IsMine,
        int Position,
        int Version
    );

    public static void Map(IEndpointRouteBuilder app)
    {
        var views = app.MapGroup("/api/views").Tagged("Saved views", "Saved filters of the list of customers");
        views.MapGet("/", List).Named("listViews", "List saved views").Needs(Permission.ReadCustomers).TakesShortPages();
        views.MapPost("/", Create).Named("createView", "Save a view").Needs(Permission.ReadCustomers);
        views.MapGet("/{id}", Get).Named("getView", "Show a saved view").Needs(Permission.ReadCustomers);
        views.MapPatch("/{id}", Edit).Named("updateView", "Change a saved view").TakesIfMatch().Needs(Permission.ReadCustomers);
        views.MapDelete("/{id}", Delete).Named("deleteView", "Delete a saved view").TakesIfMatch().Needs(Permission.ReadCustomers);
    }

    /// <summary>One's own and those that others share, in their order.</summary>
    private static async Task<Page<ViewShown>> List(HttpRequest request, RapportDb db, Access access, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var paging = Paging.ReadPages(query);
        query.Done();
        var me = access.Caller.UserId;
        var seen = db.SavedViews.AsNoTracking().Where(v => v.UserId == me || v.IsShared);
        var total = await seen.CountAsync(ct);
        var views = await seen.OrderBy(v => v.UserId == me ? 0 : 1)
            .ThenBy(v => v.Position)
            .ThenBy(v => v.Id)
            .Skip(paging.Offset)
            .Take(paging.Limit)
            .ToListAsync(ct);
        return new Page<ViewShown>(
            views.ConvertAll(v => Shown(v, me)),
            total,
            paging.Page,
            paging.Limit,
            paging.Offset + views.Count < total,
            null
        );
    }

    private static async Task<Created<ViewShown>> Create(
        ViewInput input,
        HttpResponse response,
        EditView edit,
        Access access,
        CancellationToken ct
    )
    {
        var view = await edit.Create(input, ct);
        return TypedResults.Created($"/api/views/{view.Id}", Answer(view, access, response));
    }

    private static async Task<ViewShown> Get(Guid id, HttpResponse response, RapportDb db, Access access, CancellationToken ct)
    {
        var me = access.Caller.UserId;
        return Answer(
            await db.SavedViews.AsNoTracking().SingleOrDefaultAsync(v => v.Id == id && (v.UserId == me || v.IsShared), ct)
                ?? throw new Missing("view"),
            access,
            response
        );
    }

    private static async Task<ViewShown> Edit(
        Guid id,
        ViewInput input,
        HttpContext http,
        EditView edit,
        Access access,
        CancellationToken ct
    ) => Answer(await edit.Run(id, input, http.Request.IfMatch(), ct), access, http.Response);

    private static async Task<NoContent> Delete(Guid id, HttpRequest request, EditView edit, CancellationToken ct)
    {
        await edit.Delete(id, request.IfMatch(), ct);
        return TypedResults.NoContent();
    }

    private static ViewShown Answer(SavedView view, Access access, HttpResponse response)
    {
        response.SetETag(view.Version);
        return Shown(view, access.Caller.UserId);
    }

    private static ViewShown Shown(SavedView view, Guid? me) =>
        new(
            view.Id,
            view.Name,
            view.Query,
            view.Columns.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            view.IsShared,
            view.UserId == me,
            view.Position,
            view.Version
        );
}
