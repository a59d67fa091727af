using System.Data.Common;
using Rapport.Platform.Data;
using Rapport.Platform.Observability;

namespace Rapport.Platform.Http;

/// <summary>What a supervisor asks: is the process up, and can it work.</summary>
public static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => TypedResults.Ok(new { status = "live" })).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/health/ready", Ready).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Ready once the database answers and has the tables of this version; it names what is far behind all the same.</summary>
    private static async Task<IResult> Ready(Schema schema, Backlog backlog, CancellationToken ct)
    {
        try
        {
            if (await schema.IsCurrent(ct))
                return TypedResults.Ok(new { status = "ready", behind = (await backlog.Read(ct)).Behind });
            return TypedResults.Json(new { status = "not_ready", reason = "schema" }, statusCode: 503);
        }
        catch (DbException)
        {
            return TypedResults.Json(new { status = "not_ready", reason = "database" }, statusCode: 503);
        }
    }
}
