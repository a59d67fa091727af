using System.Data.Common;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Rapport.Platform.Data;

namespace Rapport.Platform.Http;

/// <summary>
/// The one place where a failure becomes an answer. No stack trace leaves; what went wrong inside is logged under the request's ID.
/// </summary>
public sealed class ProblemWriter(RequestDelegate next, ILogger<ProblemWriter> logger)
{
    public static bool IsApi(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/api") || http.Request.Path.StartsWithSegments("/openapi");

    public async Task InvokeAsync(HttpContext http)
    {
        // The error page is looked at, whatever the request that failed wanted to do.
        if (http.Features.Get<IStatusCodeReExecuteFeature>() is not null)
            http.Request.Method = HttpMethods.Get;
        try
        {
            await next(http);
            if (IsApi(http) && http.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
                await Write(
                    http,
                    http.Response.StatusCode,
                    CodeOf(http.Response.StatusCode),
                    BodyFaults.Plain(http.Response.StatusCode),
                    null
                );
        }
        catch (Exception error) when (!http.Response.HasStarted)
        {
            await Answer(http, error);
        }
    }

    private async Task Answer(HttpContext http, Exception error)
    {
        switch (error)
        {
            case Moved moved:
                await Redirect(http, moved);
                break;
            case Problem problem:
                if (problem is TooMany many)
                    http.Response.Headers.RetryAfter = ((int)Math.Ceiling(many.RetryAfter.TotalSeconds)).ToString();
                else if (problem.Status == StatusCodes.Status503ServiceUnavailable)
                    http.Response.Headers.RetryAfter = $"{Unavailable.RetryAfter.TotalSeconds:0}";
                await Answer(http, problem.Status, problem.Code, problem.Message, problem.Details);
                break;
            case BadHttpRequestException bad:
                var (message, details) = BodyFaults.Of(bad);
                await Answer(http, bad.StatusCode, CodeOf(bad.StatusCode), message, details);
                break;
            case InvalidDataException or IOException when http.Request.HasFormContentType && !DiskFault.Is(error):
                await Answer(http, 400, "unreadable", "The form is broken, or it ends too early.", null);
                break;
            case InvalidOperationException when http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false }:
                await Answer(http, 400, "form_expired", "This form is no longer valid. Open its page again and send it from there.", null);
                break;
            case DbUpdateException or DbException when Collides(error):
                await Answer(http, 409, "conflict", "Somebody saved the same just now. Look at it again, then try once more.", null);
                break;
            case var _ when Stoppable.IsStop(error) && http.RequestAborted.IsCancellationRequested:
                http.Response.StatusCode = 499;
                break;
            case var _ when DiskFault.Is(error):
                logger.LogError("The disk is full: request {Id} was not saved.", http.TraceIdentifier);
                await Answer(http, 507, "disk_full", DiskFault.Sentence, null);
                break;
            case var _ when LostDatabase.Is(error):
                logger.LogWarning("Request {Id} found no database: {Fault}", http.TraceIdentifier, error.GetBaseException().Message);
                await Answer(http, new Unavailable());
                break;
            default:
                logger.LogError(error, "Request {Id} failed.", http.TraceIdentifier);
                await Answer(http, 500, "internal", "Something went wrong on our side. It was logged.", null);
                break;
        }
    }

    /// <summary>A unique key or a reference that another request took between our look and our write.</summary>
    private static bool Collides(Exception error) =>
        (error as DbException ?? error.InnerException) switch
        {
            PostgresException postgres => postgres.SqlState
                is PostgresErrorCodes.UniqueViolation
                    or PostgresErrorCodes.ForeignKeyViolation
                    or PostgresErrorCodes.DeadlockDetected,
            SqliteException sqlite => sqlite.SqliteExtendedErrorCode is 2067 or 1555 or 787,
            _ => false,
        };

    private static Task Answer(HttpContext http, int status, string code, string message, IReadOnlyDictionary<string, object?>? details)
    {
        if (IsApi(http))
            return Write(http, status, code, message, details);
        // A page: the error page is rendered in place of the one that failed.
        (http.Response.StatusCode, http.Response.ContentType) = (status, null);
        http.Items[typeof(Failure)] = new Failure(code, message, HttpMethods.IsGet(http.Request.Method));
        return Task.CompletedTask;
    }

    /// <summary>What the page of errors is told of the request that failed.</summary>
    internal sealed record Failure(string Code, string Message, bool WasRead)
    {
        public static Failure? Of(HttpContext? http) => http?.Items[typeof(Failure)] as Failure;
    }

    private static Task Redirect(HttpContext http, Moved moved)
    {
        http.Response.StatusCode = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) ? 301 : 308;
        http.Response.Headers.Location =
            (http.Request.PathBase + http.Request.Path).Value!.Replace(
                moved.From.ToString(),
                moved.To.ToString(),
                StringComparison.OrdinalIgnoreCase
            ) + http.Request.QueryString;
        // The record may be un-merged: nobody should remember the redirect.
        http.Response.Headers.CacheControl = "no-store";
        return Write(http, http.Response.StatusCode, moved.Code, moved.Message, moved.Details);
    }

    private static async Task Write(
        HttpContext http,
        int status,
        string code,
        string message,
        IReadOnlyDictionary<string, object?>? details
    )
    {
        http.Response.StatusCode = status;
        if (status == 401)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        var body = new Dictionary<string, object?>
        {
            ["type"] = $"/problems/{code}",
            ["title"] = SentenceOf(status),
            ["status"] = status,
            ["detail"] = message,
            ["code"] = code,
        };
        foreach (var (name, value) in details ?? new Dictionary<string, object?>())
            body[name] = value;
        body["trace_id"] = http.TraceIdentifier;
        await http.Response.WriteAsJsonAsync(body, ApiJson.Options, "application/problem+json");
    }

    private static string CodeOf(int status) =>
        status switch
        {
            401 => "unauthenticated",
            403 => "forbidden",
            404 => "not_found",
            405 => "method_not_allowed",
            413 => "too_large",
            415 => "unsupported_media_type",
            429 => "too_many_requests",
            _ => "unreadable",
        };

    private static string SentenceOf(int status) => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);
}
