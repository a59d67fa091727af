using Rapport.Platform.Http;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Interactions.Search;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions;

internal static class InteractionRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var interactions = app.MapGroup("/api/interactions")
            .WithTags("Interactions")
            .Needs(Permission.ReadCustomers)
            .Needs(Permission.ReadInteractions);
        interactions.MapGet("/", List).TakesPage(InteractionFilter.Parameters);
        interactions.MapPost("/", Log).Needs(Permission.WriteInteractions).TakesQuery(FreeText.Parameter);
        interactions.MapGet("/export", Export).Needs(Permission.ExportCustomers).TakesQuery(InteractionFilter.Parameters);
        interactions.MapGet("/search", Search).TakesParts(("q", "Words that all must stand in it"));
        interactions.MapGet("/{id}", Open);
        interactions.MapPut("/{id}", Replace).Needs(Permission.WriteInteractions).TakesQuery(FreeText.Parameter);
        interactions.MapPatch("/{id}", Edit).Needs(Permission.WriteInteractions).TakesQuery(FreeText.Parameter);
        interactions.MapDelete("/{id}", Remove).Needs(Permission.WriteInteractions);
    }

    private static Task<Page<InteractionView>> List(HttpRequest request, FindInteractions find, Access access, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (filter, paging, sort) = (InteractionFilter.Read(query, access), Paging.Read(query), query.Text("sort", 40));
        if (sort is not (null or "occurred_at" or "-occurred_at"))
            query.Fail("sort", "It must be occurred_at or -occurred_at.");
        query.Done();
        return find.Run(filter, paging, oldestFirst: sort == "occurred_at", ct);
    }

    private static Task<Page<WordHit>> Search(HttpRequest request, FindWords find, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (typed, paging) = (query.Text("q"), Paging.Read(query));
        if (typed is null)
            query.Fail("q", "It is required.");
        query.Done();
        return find.Run(typed!, paging, ct);
    }

    private static async Task<IResult> Log(
        InteractionInput input,
        HttpRequest request,
        HttpResponse response,
        LogInteraction log,
        FindInteractions find,
        CancellationToken ct
    )
    {
        var logged = await log.Run(input with { ConfirmsPersonalData = FreeText.Confirmed(request) }, ct);
        var view = await find.One(logged.Id, ct);
        response.SetETag(view.Version);
        return logged.IsNew ? TypedResults.Created($"/api/interactions/{view.Id}", view) : TypedResults.Ok(view);
    }

    private static async Task<InteractionView> Open(Guid id, HttpResponse response, FindInteractions find, CancellationToken ct)
    {
        var view = await find.One(id, ct);
        response.SetETag(view.Version);
        return view;
    }

    private static Task<InteractionView> Replace(
        Guid id,
        InteractionInput input,
        HttpContext http,
        EditInteraction edit,
        FindInteractions find,
        CancellationToken ct
    ) => Edit(id, input.Whole(), http, edit, find, ct);

    private static async Task<InteractionView> Edit(
        Guid id,
        InteractionInput input,
        HttpContext http,
        EditInteraction edit,
        FindInteractions find,
        CancellationToken ct
    )
    {
        await edit.Run(id, input with { ConfirmsPersonalData = FreeText.Confirmed(http.Request) }, http.Request.IfMatch(), ct);
        return await Open(id, http.Response, find, ct);
    }

    private static async Task<IResult> Remove(Guid id, HttpRequest request, EditInteraction edit, CancellationToken ct)
    {
        await edit.Remove(id, request.IfMatch(), ct);
        return TypedResults.NoContent();
    }

    private static async Task Export(HttpContext http, ExportInteractions export, Access access, CancellationToken ct)
    {
        var query = QueryReader.Of(http.Request);
        var filter = InteractionFilter.Read(query, access);
        query.Done();
        await export.Run(filter, http.Response, ct);
    }
}
