using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Support.Desk;

internal static class MacroRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var macros = app.MapGroup("/api/macros").Tagged("Macros", "Prepared replies for tickets");
        macros.MapGet("/", List).Named("listMacros", "List the macros").Needs(Permission.ReadSupport).TakesShortPages();
        macros.MapGet("/{id}", Open).Named("getMacro", "Show a macro").Needs(Permission.ReadSupport);
        macros.MapPost("/", Add).Named("createMacro", "Create a macro").Produces<KeepMacros.View>(201).Needs(Permission.ManageSettings);
        macros.MapPatch("/{id}", Edit).Named("updateMacro", "Change a macro").TakesIfMatch().Needs(Permission.ManageSettings);
        macros
            .MapDelete("/{id}", Remove)
            .Named("deleteMacro", "Delete a macro")
            .Produces(204)
            .TakesIfMatch()
            .Needs(Permission.ManageSettings);
    }

    private static async Task<Page<KeepMacros.View>> List(HttpRequest request, KeepMacros keep, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var paging = Paging.ReadPages(query);
        query.Done();
        return paging.Of(await keep.All(ct));
    }

    private static async Task<KeepMacros.View> Open(Guid id, HttpResponse response, KeepMacros keep, CancellationToken ct)
    {
        var view = await keep.One(id, ct);
        response.SetETag(view.Version);
        return view;
    }

    private static async Task<IResult> Add(KeepMacros.Input input, HttpResponse response, KeepMacros keep, CancellationToken ct)
    {
        var view = await Open(await keep.Add(input, ct), response, keep, ct);
        return TypedResults.Created($"/api/macros/{view.Id}", view);
    }

    private static async Task<KeepMacros.View> Edit(
        Guid id,
        KeepMacros.Input input,
        HttpContext http,
        KeepMacros keep,
        CancellationToken ct
    )
    {
        await keep.Edit(id, input, http.Request.IfMatch(), ct);
        return await Open(id, http.Response, keep, ct);
    }

    private static async Task<IResult> Remove(Guid id, HttpRequest request, KeepMacros keep, CancellationToken ct)
    {
        await keep.Remove(id, request.IfMatch(), ct);
        return TypedResults.NoContent();
    }
}
