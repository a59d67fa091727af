using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Platform.Web.Live;

public static class LiveRoutes
{
    private const int MaxNames = 300;

    /// <summary>A stream ends after this and the page opens a new one, so that whoever signed out or lost a role hears no more.</summary>
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(5),
        Heartbeat = TimeSpan.FromSeconds(20);

    public static IEndpointConventionBuilder MapLive(this IEndpointRouteBuilder app) =>
        app.MapGet("/live", Stream).ExcludeFromDescription();

    private static async Task Stream(HttpContext http, LiveFeed feed, IHearLive hear, Tenant tenant)
    {
        var query = QueryReader.Of(http.Request);
        var names = query.Text("names", 20_000)?.Split(',', StringSplitOptions.RemoveEmptyEntries).Take(MaxNames).ToHashSet() ?? [];
        var since = query.Long("since", 0);
        query.Done();
        var heard = await hear.Run(names, http.RequestAborted);
        // Before the first heartbeat, which says that from here on nothing is missed.
        var from = since ?? await feed.Position(tenant.OrganizationId, http.RequestAborted);

        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        ending.CancelAfter(Lasts);
        using var oneAtATime = new SemaphoreSlim(1, 1);
        var beating = Beat(http.Response, oneAtATime, ending.Token);
        try
        {
            await foreach (var news in feed.Changes(tenant.OrganizationId, heard, from, ending.Token))
                await Write(
                    http.Response,
                    oneAtATime,
                    $"data: {JsonSerializer.Serialize(new { records = news.Records, position = news.Position })}\n\n",
                    ending.Token
                );
        }
        catch (OperationCanceledException) { }
        await ending.CancelAsync();
        await beating;
    }

    /// <summary>Lets proxies and the server notice a page that is gone.</summary>
    private static async Task Beat(HttpResponse response, SemaphoreSlim oneAtATime, CancellationToken ct)
    {
        try
        {
            for (; ; await Task.Delay(Heartbeat, ct))
                await Write(response, oneAtATime, ": \n\n", ct);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException) { }
    }

    private static async Task Write(HttpResponse response, SemaphoreSlim oneAtATime, string text, CancellationToken ct)
    {
        await oneAtATime.WaitAsync(ct);
        try
        {
            await response.WriteAsync(text, ct);
            await response.Body.FlushAsync(ct);
        }
        finally
        {
            oneAtATime.Release();
        }
    }
}
