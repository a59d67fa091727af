using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Records.Facts.Intake;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts.Pages;

/// <summary>
/// The status of a fact, set on its page. When a status has a time of its own, such as when a ticket was solved, that is noted with it.
/// </summary>
internal static class FactStatus
{
    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var kind in FactKind.All.Where(k => k is { Status: not null, Page.HasOwnStatusForm: false }))
            app.MapForm(
                    $"/{kind.Route}/{{id:guid}}/status",
                    (
                        Guid id,
                        HttpContext http,
                        TakeFacts take,
                        FindFacts find,
                        FlashMessage parting,
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
        FlashMessage parting,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var word = (await http.Request.ReadFormAsync(ct))["status"].ToString();
        var sent = new Dictionary<string, object?> { ["status"] = word };
        foreach (var noted in kind.Fields.Where(f => f.NotedAt is not null))
            sent[noted.Name] = noted.NotedAt!.Contains(word) ? (await find.Own(kind, id, ct))[noted.Name] ?? now : null;
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
