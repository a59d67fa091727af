using Rapport.Platform.Observability;

namespace Rapport.Platform.Http;

/// <summary>Marks what answers the same whoever asks: no token is looked up for it, so that it answers without a database.</summary>
public sealed record AsksNobody;

/// <summary>What a supervisor asks: is the process up, and can it work.</summary>
public static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => TypedResults.Ok(new { status = "live" }))
            .AllowAnonymous()
            .ExcludeFromDescription()
            .WithMetadata(new AsksNobody());
        app.MapGet("/health/ready", Ready).AllowAnonymous().ExcludeFromDescription().WithMetadata(new AsksNobody());
    }

    /// <summary>
    /// Ready once the database answers, takes writes and has the tables of this version; it names what is far behind, and what in the
    /// background fails, all the same.
    /// </summary>
    private static async Task<IResult> Ready(Readiness readiness, HttpContext http)
    {
        var state = await readiness.Look();
        var loops = readiness.Loops.ToDictionary(l => l.Name, l => l.FailingSince is null ? "running" : "failing");
        if (state.Reason is null)
            return TypedResults.Ok(
                new
                {
                    status = "ready",
                    behind = state.Waiting!.Behind,
                    loops,
                }
            );
        http.Response.Headers.RetryAfter = $"{Unavailable.RetryAfter.TotalSeconds:0}";
        return TypedResults.Json(
            new
            {
                status = "not_ready",
                reason = state.Reason,
                loops,
            },
            statusCode: 503
        );
    }
}
