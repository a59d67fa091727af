using Microsoft.AspNetCore.Http.HttpResults;
using Rapport.Models.Linkage;
using Rapport.Platform;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Find;
using Rapport.Records.Customers.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Segments;

/// <summary>Classes of customers: services, routes, and the door by which lists are narrowed to one.</summary>
public sealed class SegmentsModule : Module
{
    public override void Add(IServiceCollection services)
    {
        services.AddScoped<EditSegment>().AddScoped<AssignSegment>().AddScoped<FindSegments>();
        services.AddSingleton(
            new SegmentDoor(
                Members,
                organization => $"select id, name from segments where organization_id = {organization} order by name_key limit 500"
            )
        );
        services.AddLiveLists(Permission.ReadCustomers, "segments").AddLiveOfCustomer(Permission.ReadCustomers, "segments");
        services.AddSingleton(new NavItem("Customers", "Segments", "/segments", "layers", 110, Words.Of(Permission.ReadCustomers)));
        services
            .AddCustomerPart<SegmentsPart>("segments")
            .AddCustomerPart<SegmentChoicesPart>("segment_choices", isInAnswer: false)
            .AddCustomerPanel<SegmentsPanel>(
                new("segments", "Segments", PanelPlace.Side, 100)
                {
                    Reads = ["segments", "segment_choices"],
                    IsOfRecord = true,
                    Live = ["segments", "customer"],
                    Shows = s =>
                        s.Sheet?.Relations.Count > 0
                        || s.Of<IReadOnlyList<SegmentMembership>>()?.Count > 0
                        || (s.MayChange && s.Of<SegmentChoices>()?.Segments.Count > 0),
                }
            );
    }

    public override void Map(WebApplication app)
    {
        var segments = app.MapGroup("/api/segments").Tagged("Segments", "Groups of customers");
        segments.MapGet("/", List).Named("listSegments", "List segments").Needs(Permission.ReadCustomers).TakesPage();
        segments.MapGet("/{id}", Open).Named("getSegment", "Show a segment").Needs(Permission.ReadCustomers);
        segments.MapPost("/", Create).Named("createSegment", "Create a segment").Needs(Permission.ManageTags);
        segments.MapPatch("/{id}", Edit).Named("updateSegment", "Change a segment").TakesIfMatch().Needs(Permission.ManageTags);
        segments.MapDelete("/{id}", Delete).Named("deleteSegment", "Delete a segment").TakesIfMatch().Needs(Permission.ManageTags);
        segments.MapPost("/{id}/members", Assign).Named("addSegmentMembers", "Add customers to a segment").Needs(Permission.WriteCustomers);
        segments
            .MapDelete("/{id}/members/{customer_id}", Remove)
            .Named("removeSegmentMember", "Remove a customer from a segment")
            .Needs(Permission.WriteCustomers);
        SegmentForms.Map(app);
    }

    private static Sql Members(Guid organization, string named) =>
        Guid.TryParseExact(named, "D", out var id)
            ? $"select m.customer_id from segment_members m where m.organization_id = {organization} and m.segment_id = {id}"
            : (Sql)
                $"""
                    select m.customer_id from segment_members m where m.organization_id = {organization}
                      and m.segment_id = (select g.id from segments g where g.organization_id = {organization}
                        and g.name_key = {NameFolding.Key(
                        named,
                        Segment.MaxName
                    )})
                    """;

    private static Task<Page<SegmentView>> List(HttpRequest request, FindSegments find, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (paging, descending) = (Paging.Read(query), Sorts.ReadDescending(query));
        query.Done();
        return find.Run(paging, descending, ct);
    }

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

    private static SegmentView Answer(SegmentView segment, HttpResponse response)
    {
        response.SetETag(segment.Version);
        return segment;
    }
}
