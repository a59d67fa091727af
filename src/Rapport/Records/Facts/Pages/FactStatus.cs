using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Records.Facts.Intake;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts.Pages;

/// <summary>
/// The status of a fact, set on its page: a ticket is solved, a job done. When that was is noted with it. A deal moves as it does on the
/// board.
/// </summary>
internal static class FactStatus
{
    private static readonly Dictionary<string, (string Field, string[] Ends)> Ended = new()
    {
        ["ticket"] = ("resolved_at", ["resolved", "closed"]),
        ["service_visit"] = ("completed_at", ["completed"]),
    };

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var kind in FactLook.All.Select(l => l.Kind).Where(k => k.Status is not null && k.Type != "opportunity"))
            app.MapForm(
                    $"/{kind.Route}/{{id:guid}}/status",
                    (
                        Guid id,
                        HttpContext http,
                        TakeFacts take,
                        FindFacts find,
                        PartingWord parting,
                        TimeProvider clock,
                        CancellationToken ct
                    ) => Change(kind, id, http, take, find, parting, clock.Now(), ct)
                )
                .Needs(kind.Write);
    }

    public static bool MayChange(FactKind kind, Access access) => kind.Status is not null && access.Has(kind.Write) && !access.Hides(kind);

    private static async Task<IResult> Change(
        FactKind kind,
        Guid id,
        HttpContext http,
        TakeFacts take,
        FindFacts find,
        PartingWord parting,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var word = (await http.Request.ReadFormAsync(ct))["status"].ToString();
        var sent = new Dictionary<string, object?> { ["status"] = word };
        if (Ended.TryGetValue(kind.Type, out var end))
            sent[end.Field] = end.Ends.Contains(word) ? (await find.Own(kind, id, ct))[end.Field] ?? now : null;
        try
        {
            await FactRoutes.Patch(kind, id, JsonSerializer.SerializeToElement(sent, ApiJson.Options), null, take, find, ct);
            parting.Leave(http, $"{FactLook.Of(kind).One} is {FactWords.Said(word).ToLowerInvariant()} now");
        }
        catch (Problem refused) when (refused is Invalid or Unreadable or Refusal)
        {
            parting.Refuse(http, refused.Message);
        }
        return Results.LocalRedirect($"/{kind.Route}/{id}");
    }
}
