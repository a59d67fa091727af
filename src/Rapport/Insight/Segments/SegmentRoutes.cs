using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Criteria;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Segments;

/// <summary>What is previewed or explained; without criteria the segment's own.</summary>
public sealed record CriteriaInput(JsonElement? Criteria);

/// <param name="Text">A piece of the sentence.</param>
/// <param name="Path">The condition whose value it is.</param>
public sealed record ExplanationPiece(string Text, string? Path);

/// <param name="DependsOn">The kinds of facts, and whatever else, that a change of may change the answer.</param>
/// <param name="ChangesWithTime">True where time alone may change it.</param>
public sealed record Explanation(
    string Text,
    IReadOnlyList<ExplanationPiece> Pieces,
    IReadOnlyList<string> DependsOn,
    bool ChangesWithTime,
    JsonElement Criteria
);

public sealed record FieldList(IReadOnlyList<FieldView> Data);

internal static class SegmentRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var segments = app.MapGroup("/api/segments").Tagged("Segments", "Groups of customers, chosen by people or by criteria");
        segments.MapGet("/", List).Named("listSegments", "List segments").Needs(Permission.ReadSegments).TakesPage();
        segments.MapGet("/fields", Fields).Named("listCriteriaFields", "List the fields of criteria").Needs(Permission.ReadSegments);
        segments.MapPost("/explanation", Explain).Named("explainCriteria", "Say criteria in words").Needs(Permission.ReadSegments);
        segments.MapPost("/preview", PreviewNew).Named("previewCriteria", "Preview criteria").Needs(Permission.ReadSegments);
        segments.MapGet("/{id}", Open).Named("getSegment", "Show a segment").Needs(Permission.ReadSegments);
        segments.MapPost("/", Create).Named("createSegment", "Create a segment").Needs(Permission.WriteSegments);
        segments.MapPatch("/{id}", Edit).Named("updateSegment", "Change a segment").TakesIfMatch().Needs(Permission.WriteSegments);
        segments.MapDelete("/{id}", Delete).Named("deleteSegment", "Delete a segment").TakesIfMatch().Needs(Permission.WriteSegments);
        segments
            .MapPost("/{id}/preview", Preview)
            .Named("previewSegment", "Preview who would enter and leave")
            .Needs(Permission.ReadSegments);
        segments
            .MapPost("/{id}/refresh", Refresh)
            .Named("refreshSegment", "Recalculate a segment")
            .TakesItsTime()
            .Needs(Permission.WriteSegments);
        MapMembers(segments);
        MapExports(segments);
    }

    private static void MapMembers(RouteGroupBuilder segments)
    {
        segments.MapGet("/{id}/members", Members).Named("listSegmentMembers", "List members").Needs(Permission.ReadSegments).TakesParts();
        segments
            .MapGet("/{id}/changes", Changes)
            .Named("listSegmentChanges", "List who entered and left")
            .Needs(Permission.ReadSegments)
            .TakesParts();
        segments.MapPost("/{id}/members", Assign).Named("addSegmentMembers", "Add customers to a segment").Needs(Permission.WriteSegments);
        segments
            .MapDelete("/{id}/members/{customer_id}", Remove)
            .Named("removeSegmentMember", "Remove a customer from a segment")
            .Needs(Permission.WriteSegments);
    }

    private static void MapExports(RouteGroupBuilder segments)
    {
        segments
            .MapPost("/{id}/export", Export)
            .Named("exportSegment", "Export members in the background")
            .Needs(Permission.ExportCustomers);
        segments
            .MapGet("/{id}/exports/{export_id}", OpenExport)
            .Named("getSegmentExport", "Show an export")
            .Needs(Permission.ExportCustomers);
        segments
            .MapGet("/{id}/exports/{export_id}/file", SendExport)
            .Named("downloadSegmentExport", "Download an export")
            .TakesItsTime()
            .Needs(Permission.ExportCustomers);
    }

    private static Task<Page<SegmentView>> List(HttpRequest request, FindSegments find, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (paging, descending) = (Paging.Read(query), Sorts.ReadDescending(query));
        query.Done();
        return find.Run(paging, descending, ct);
    }

    private static async Task<FieldList> Fields(FindCriteriaFields find, CancellationToken ct) =>
        new([.. (await find.Run(ct)).Select(FieldView.Of)]);

    private static async Task<Explanation> Explain(CriteriaInput input, CustomerQuery query, CancellationToken ct)
    {
        var criteria = await query.Read(Given(input), "criteria", ct);
        return new Explanation(
            DescribeCriteria.Sentence(criteria),
            [.. DescribeCriteria.Pieces(criteria).Select(p => new ExplanationPiece(p.Text, p.Path))],
            [.. CriteriaTimes.Subjects(criteria).Order(StringComparer.Ordinal)],
            CriteriaTimes.Moves(criteria),
            JsonSerializer.Deserialize<JsonElement>(WriteCriteria.Of(criteria))
        );
    }

    private static async Task<SegmentPreview> PreviewNew(
        CriteriaInput input,
        CustomerQuery query,
        PreviewSegment preview,
        CancellationToken ct
    ) => await preview.Run(null, await query.Read(Given(input), "criteria", ct), ct);

    private static async Task<SegmentPreview> Preview(
        Guid id,
        CriteriaInput? input,
        FindSegments find,
        CustomerQuery query,
        PreviewSegment preview,
        CancellationToken ct
    )
    {
        var segment = await find.One(id, ct);
        var criteria =
            input?.Criteria
            ?? segment.Criteria
            ?? throw new Refusal("static_segment", $"People choose the members of {segment.Name}; there are no criteria to preview.");
        return await preview.Run(id, await query.Read(criteria, "criteria", ct), ct);
    }

    private static JsonElement Given(CriteriaInput input) => input.Criteria ?? throw new Invalid("criteria", "They are required.");

    private static async Task<SegmentView> Open(Guid id, HttpResponse response, FindSegments find, CancellationToken ct) =>
        Answer(await find.One(id, ct), response);

    private static async Task<Created<SegmentView>> Create(
        SegmentInput input,
        HttpResponse response,
        EditSegment edit,
        FindSegments find,
        CancellationToken ct
    )
    {
        var segment = await edit.Create(input, ct);
        return TypedResults.Created($"/api/segments/{segment.Id}", Answer(await find.One(segment.Id, ct), response));
    }

    private static async Task<SegmentView> Edit(
        Guid id,
        SegmentInput input,
        HttpContext http,
        EditSegment edit,
        FindSegments find,
        CancellationToken ct
    )
    {
        await edit.Run(id, input, http.Request.IfMatch(), ct);
        return Answer(await find.One(id, ct), http.Response);
    }

    private static async Task<NoContent> Delete(Guid id, HttpRequest request, EditSegment edit, CancellationToken ct)
    {
        await edit.Delete(id, request.IfMatch(), ct);
        return TypedResults.NoContent();
    }

    private static async Task<SegmentView> Refresh(Guid id, EditSegment edit, FindSegments find, CancellationToken ct)
    {
        await edit.Refresh(id, ct);
        return await find.One(id, ct);
    }

    private static Task<Page<SegmentMemberView>> Members(Guid id, HttpRequest request, FindMembers find, CancellationToken ct) =>
        find.Run(id, PageOf(request), ct);

    private static Task<Page<SegmentChangeView>> Changes(Guid id, HttpRequest request, FindMembers find, CancellationToken ct) =>
        find.Changes(id, PageOf(request), ct);

    private static Paging PageOf(HttpRequest request)
    {
        var query = QueryReader.Of(request);
        var paging = Paging.Read(query);
        query.Done();
        return paging;
    }

    private static Task<AssignSegment.Response> Assign(Guid id, AssignSegment.Request body, AssignSegment assign, CancellationToken ct) =>
        assign.Run(id, body, ct);

    private static async Task<NoContent> Remove(
        Guid id,
        [Microsoft.AspNetCore.Mvc.FromRoute(Name = "customer_id")] Guid customerId,
        AssignSegment assign,
        CancellationToken ct
    )
    {
        await assign.Remove(id, customerId, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Accepted<ExportView>> Export(Guid id, ExportSegment export, CancellationToken ct)
    {
        var asked = await export.Ask(id, ct);
        return TypedResults.Accepted($"/api/segments/{id}/exports/{asked.Id}", asked);
    }

    private static Task<ExportView> OpenExport(
        Guid id,
        [Microsoft.AspNetCore.Mvc.FromRoute(Name = "export_id")] Guid exportId,
        ExportSegment export,
        CancellationToken ct
    ) => export.One(id, exportId, ct);

    private static Task SendExport(
        Guid id,
        [Microsoft.AspNetCore.Mvc.FromRoute(Name = "export_id")] Guid exportId,
        HttpResponse response,
        ExportSegment export,
        CancellationToken ct
    ) => export.Send(id, exportId, response, ct);

    private static SegmentView Answer(SegmentView segment, HttpResponse response)
    {
        response.SetETag(segment.Version);
        return segment;
    }
}
