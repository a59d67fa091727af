using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Notes;

internal static class NoteRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var notes = app.MapGroup("/api/notes").WithTags("Notes").Needs(Permission.ReadCustomers).Needs(Permission.ReadInteractions);
        notes.MapGet("/", List).TakesParts(NoteFilter.Parameters);
        notes.MapPost("/", Add).Needs(Permission.WriteInteractions).TakesQuery(FreeText.Parameter);
        notes.MapGet("/{id}", Open);
        notes.MapPut("/{id}", Replace).Needs(Permission.WriteInteractions).TakesQuery(FreeText.Parameter);
        notes.MapPatch("/{id}", Edit).Needs(Permission.WriteInteractions).TakesQuery(FreeText.Parameter);
        notes.MapDelete("/{id}", Remove).Needs(Permission.WriteInteractions);

        var ofCustomer = app.MapGroup("/api/customers/{id}/notes")
            .WithTags("Notes")
            .Needs(Permission.ReadCustomers)
            .Needs(Permission.ReadInteractions);
        ofCustomer.MapGet("/", ListOf).TakesParts(NoteFilter.Parameters);
        ofCustomer.MapPost("/", AddTo).Needs(Permission.WriteInteractions).TakesQuery(FreeText.Parameter);
    }

    private static Task<Page<NoteView>> List(HttpRequest request, FindNotes find, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (filter, paging) = (NoteFilter.Read(query), Paging.Read(query));
        query.Done();
        return find.Run(filter, paging, ct);
    }

    private static async Task<Page<NoteView>> ListOf(Guid id, HttpRequest request, FindNotes find, PartReads parts, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (filter, paging) = (NoteFilter.Read(query), Paging.Read(query));
        query.Done();
        await parts.Of(id, ct);
        return await find.Of(id, filter, paging, ct);
    }

    private static async Task<IResult> AddTo(
        Guid id,
        NoteInput input,
        HttpRequest request,
        HttpResponse response,
        AddNote add,
        FindNotes find,
        PartReads parts,
        CancellationToken ct
    )
    {
        await parts.Of(id, ct);
        return await Add(input with { CustomerId = id, Customer = null }, request, response, add, find, ct);
    }

    private static async Task<IResult> Add(
        NoteInput input,
        HttpRequest request,
        HttpResponse response,
        AddNote add,
        FindNotes find,
        CancellationToken ct
    )
    {
        var added = await add.Run(input with { ConfirmsPersonalData = FreeText.Confirmed(request) }, ct);
        var view = await find.One(added.Id, ct) with { Warnings = Told(added.Warnings) };
        response.SetETag(view.Version);
        return added.IsNew ? TypedResults.Created($"/api/notes/{view.Id}", view) : TypedResults.Ok(view);
    }

    private static async Task<NoteView> Open(Guid id, HttpResponse response, FindNotes find, CancellationToken ct)
    {
        var view = await find.One(id, ct);
        response.SetETag(view.Version);
        return view;
    }

    private static Task<NoteView> Replace(
        Guid id,
        NoteInput input,
        HttpContext http,
        EditNote edit,
        FindNotes find,
        CancellationToken ct
    ) => Edit(id, input.Whole(), http, edit, find, ct);

    private static async Task<NoteView> Edit(
        Guid id,
        NoteInput input,
        HttpContext http,
        EditNote edit,
        FindNotes find,
        CancellationToken ct
    )
    {
        var warnings = await edit.Run(
            id,
            input with
            {
                ConfirmsPersonalData = FreeText.Confirmed(http.Request),
            },
            http.Request.IfMatch(),
            ct
        );
        return await Open(id, http.Response, find, ct) with { Warnings = Told(warnings) };
    }

    private static async Task<IResult> Remove(Guid id, HttpRequest request, EditNote edit, CancellationToken ct)
    {
        await edit.Remove(id, request.IfMatch(), ct);
        return TypedResults.NoContent();
    }

    private static IReadOnlyList<NoteWarning>? Told(IReadOnlyList<NoteWarning> warnings) => warnings.Count == 0 ? null : warnings;
}
