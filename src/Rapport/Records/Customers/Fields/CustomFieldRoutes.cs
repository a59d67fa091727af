using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Fields;

internal static class CustomFieldRoutes
{
    public sealed record CustomFieldView(
        Guid Id,
        string Key,
        string Label,
        CustomFieldType Type,
        IReadOnlyList<string> Options,
        bool Required,
        int Position,
        DateTimeOffset? ArchivedAt,
        int Version
    );

    public static void Map(IEndpointRouteBuilder app)
    {
        var fields = app.MapGroup("/api/custom-fields").Tagged("Custom fields", "Fields of customers that the organization defines");
        fields
            .MapGet("/", List)
            .Named("listCustomFields", "List custom fields")
            .Needs(Permission.ReadCustomers)
            .TakesShortPages(EndpointNotes.WithArchived);
        fields.MapPost("/", Create).Named("createCustomField", "Create a custom field").Needs(Permission.ManageCustomFields);
        fields.MapGet("/{id}", Get).Named("getCustomField", "Show a custom field").Needs(Permission.ReadCustomers);
        fields
            .MapPatch("/{id}", Edit)
            .Named("updateCustomField", "Change a custom field")
            .TakesIfMatch()
            .Needs(Permission.ManageCustomFields);
        fields
            .MapDelete("/{id}", Archive)
            .Named("archiveCustomField", "Archive a custom field")
            .TakesIfMatch()
            .Needs(Permission.ManageCustomFields);
        fields
            .MapPost("/{id}/restoration", Restore)
            .Named("restoreCustomField", "Restore a custom field")
            .Needs(Permission.ManageCustomFields);
    }

    /// <summary>All of them unless fewer are asked for: they are few, and forms need them together.</summary>
    private static async Task<Page<CustomFieldView>> List(HttpRequest request, RapportDb db, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (archived, asked) = (query.Truth("include_archived"), request.Query.ContainsKey("limit"));
        var paging = Paging.ReadPages(query);
        query.Done();
        var fields = await db
            .CustomFields.AsNoTracking()
            .Where(f => archived || f.ArchivedAt == null)
            .OrderBy(f => f.Position)
            .ThenBy(f => f.Id)
            .ToListAsync(ct);
        return (asked ? paging : paging with { Limit = Paging.MaxLimit }).Of(fields.ConvertAll(View));
    }

    private static async Task<CustomFieldView> Get(Guid id, HttpResponse response, RapportDb db, CancellationToken ct) =>
        Answer(
            await db.CustomFields.AsNoTracking().SingleOrDefaultAsync(f => f.Id == id, ct) ?? throw new Missing("custom field"),
            response
        );

    private static async Task<Created<CustomFieldView>> Create(
        CustomFieldInput input,
        HttpResponse response,
        EditCustomField edit,
        CancellationToken ct
    )
    {
        var field = await edit.Create(input, ct);
        return TypedResults.Created($"/api/custom-fields/{field.Id}", Answer(field, response));
    }

    private static async Task<CustomFieldView> Edit(
        Guid id,
        CustomFieldInput input,
        HttpContext http,
        EditCustomField edit,
        CancellationToken ct
    ) => Answer(await edit.Run(id, input, http.Request.IfMatch(), ct), http.Response);

    private static async Task<NoContent> Archive(Guid id, HttpRequest request, EditCustomField edit, CancellationToken ct)
    {
        await edit.Archive(id, request.IfMatch(), ct);
        return TypedResults.NoContent();
    }

    private static async Task<CustomFieldView> Restore(Guid id, HttpResponse response, EditCustomField edit, CancellationToken ct) =>
        Answer(await edit.Restore(id, ct), response);

    private static CustomFieldView Answer(CustomField field, HttpResponse response)
    {
        response.SetETag(field.Version);
        return View(field);
    }

    private static CustomFieldView View(CustomField field) =>
        new(
            field.Id,
            field.Key,
            field.Label,
            field.Type,
            CustomFields.Options(field),
            field.IsRequired,
            field.Position,
            field.ArchivedAt,
            field.Version
        );
}
