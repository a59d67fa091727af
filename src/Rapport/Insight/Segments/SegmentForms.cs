using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Segments;

/// <summary>Puts the customer whose page is open into a segment, or takes them out.</summary>
internal static class SegmentForms
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapForm("/customers/{id:guid}/segments", Add).Needs(Permission.WriteCustomers);
        app.MapForm("/customers/{id:guid}/segments/removal", Remove).Needs(Permission.WriteCustomers);
    }

    private static async Task<IResult> Add(Guid id, HttpContext http, AssignSegment assign, CancellationToken ct)
    {
        await assign.Run(await Segment(http, ct), new AssignSegment.Request([id]), ct);
        return Results.LocalRedirect($"/customers/{id}");
    }

    private static async Task<IResult> Remove(Guid id, HttpContext http, AssignSegment assign, CancellationToken ct)
    {
        await assign.Remove(await Segment(http, ct), id, ct);
        return Results.LocalRedirect($"/customers/{id}");
    }

    private static async Task<Guid> Segment(HttpContext http, CancellationToken ct) =>
        Guid.TryParse((await http.Request.ReadFormAsync(ct))["segment_id"], out var id)
            ? id
            : throw new Unreadable("segment_id", "It must be a UUID.");
}
