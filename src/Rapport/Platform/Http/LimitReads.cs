using Rapport.Platform.Data;

namespace Rapport.Platform.Http;

/// <summary>How long somebody waits for an answer: RAPPORT_READ_LIMIT in seconds, 10 without it.</summary>
public sealed record ReadLimit(TimeSpan Longest)
{
    private const double Default = 10;

    internal static ReadLimit OfSetting() =>
        new(
            TimeSpan.FromSeconds(
                Environment.GetEnvironmentVariable("RAPPORT_READ_LIMIT") switch
                {
                    null or "" => Default,
                    var text
                        when double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds > 0 =>
                        seconds,
                    _ => throw new InvalidOperationException("RAPPORT_READ_LIMIT must be a number of seconds above 0, such as 10."),
                }
            )
        );
}

/// <summary>Marks a read that nobody looks at while it runs, such as an export: it ends with its caller alone.</summary>
public sealed record NotInteractive;

/// <summary>
/// Stops what an API call or a page reads in the database when its caller has waited too long; that it stops when the caller is gone is the
/// token's own work. An answer that has begun to leave is not stopped.
/// </summary>
public sealed class LimitReads(RequestDelegate next, ReadLimit limit)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method) || http.GetEndpoint()?.Metadata.GetMetadata<NotInteractive>() is not null)
        {
            await next(http);
            return;
        }
        var caller = http.RequestAborted;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(caller);
        stop.CancelAfter(limit.Longest);
        var hasEnded = false;
        http.Response.OnStarting(() =>
        {
            if (!hasEnded)
                stop.CancelAfter(Timeout.InfiniteTimeSpan);
            return Task.CompletedTask;
        });
        http.RequestAborted = stop.Token;
        try
        {
            await next(http);
        }
        catch (Exception error) when (Stoppable.IsStop(error) && stop.IsCancellationRequested && !caller.IsCancellationRequested)
        {
            throw new TooSlow();
        }
        finally
        {
            hasEnded = true;
            // The error page reads as well.
            http.RequestAborted = caller;
        }
    }
}
