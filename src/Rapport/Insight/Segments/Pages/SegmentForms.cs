using Microsoft.AspNetCore.Http.HttpResults;
using Rapport.Insight.Segments.Pages;
using Rapport.Platform.Criteria;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Records.Customers.Criteria;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Segments.Pages;

/// <summary>Puts the customer whose page is open into a segment, or takes them out.</summary>
internal static class SegmentForms
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapForm("/customers/{id:guid}/segments", Add).Needs(Permission.WriteSegments);
        app.MapForm("/customers/{id:guid}/segments/removal", Remove).Needs(Permission.WriteSegments);
        app.MapForm("/segments/preview", PreviewNew).Needs(Permission.ReadSegments);
        app.MapForm("/segments/{id:guid}/preview", Preview).Needs(Permission.ReadSegments);
        app.MapForm("/segments/{id:guid}/refresh", Refresh).Needs(Permission.WriteSegments);
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

    private static Task<RazorComponentResult<PreviewFragment>> PreviewNew(
        HttpContext http,
        CustomerQuery query,
        PreviewSegment preview,
        CancellationToken ct
    ) => Shown(null, http, query, preview, ct);

    private static Task<RazorComponentResult<PreviewFragment>> Preview(
        Guid id,
        HttpContext http,
        CustomerQuery query,
        PreviewSegment preview,
        CancellationToken ct
    ) => Shown(id, http, query, preview, ct);

    /// <summary>What the criteria in the form come to; what is wrong with them is said in the place of the sentence.</summary>
    private static async Task<RazorComponentResult<PreviewFragment>> Shown(
        Guid? segment,
        HttpContext http,
        CustomerQuery query,
        PreviewSegment preview,
        CancellationToken ct
    )
    {
        var shown = new Dictionary<string, object?>();
        try
        {
            var text = (await http.Request.ReadFormAsync(ct))["criteria"].ToString();
            var criteria = await query.Read(text, "criteria", ct);
            shown[nameof(PreviewFragment.Preview)] = await preview.Run(segment, criteria, ct);
            shown[nameof(PreviewFragment.Pieces)] = DescribeCriteria.Pieces(criteria);
        }
        catch (Invalid invalid)
        {
            shown[nameof(PreviewFragment.Fault)] = string.Join(" ", invalid.Errors.SelectMany(e => e.Value).Distinct().Take(3));
        }
        return new RazorComponentResult<PreviewFragment>(shown);
    }

    private static async Task<IResult> Refresh(Guid id, HttpContext http, EditSegment edit, FlashMessage message, CancellationToken ct)
    {
        var done = await edit.Refresh(id, ct);
        message.Leave(http, $"{done.Entered:N0} entered, {done.Left:N0} left", null);
        return Results.LocalRedirect($"/segments/{id}");
    }

    private static async Task<Guid> Segment(HttpContext http, CancellationToken ct) =>
        Guid.TryParse((await http.Request.ReadFormAsync(ct))["segment_id"], out var id)
            ? id
            : throw new Unreadable("segment_id", "It must be a UUID.");
}
