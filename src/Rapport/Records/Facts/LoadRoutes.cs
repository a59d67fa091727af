using System.Text.Json;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts;

/// <summary>Files that were taken in, over the API, and the small forms of the page.</summary>
internal static class LoadRoutes
{
    public sealed record Load(Guid Id, string Kind, string FileName, DateTimeOffset LoadedAt, JsonElement Account);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/facts/loads", List)
            .Named("listFactLoads", "List what was loaded from other systems")
            .TakesParts()
            .WithTags("Facts")
            .Needs(Permission.WriteFacts);
        app.MapForm("/facts/waiting/{id:guid}/removal", Drop).Needs(Permission.WriteFacts);
    }

    private static async Task<Page<Load>> List(HttpRequest request, Reads reads, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var paging = Paging.Read(query);
        query.Done();
        var page = await LoadedFile.All(reads).Run(reads, paging, descending: true, ct);
        return new Page<Load>(
            [.. page.Data.Select(l => new Load(l.Id, l.Kind, l.FileName, l.LoadedAt, JsonSerializer.Deserialize<JsonElement>(l.Account)))],
            page.Total,
            page.PageNumber,
            page.Limit,
            page.HasMore,
            page.NextCursor
        );
    }

    private static async Task<IResult> Drop(Guid id, HttpContext http, DropWaitingFact drop, FlashMessage parting, CancellationToken ct)
    {
        await drop.Run(id, ct);
        parting.Leave(http, "It no longer waits");
        return Results.LocalRedirect("/facts");
    }
}
