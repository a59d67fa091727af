using Microsoft.AspNetCore.Http.HttpResults;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Notifications;

internal static class NotificationRoutes
{
    public enum Status
    {
        Unread,
        All,
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        var notifications = app.MapGroup("/api/notifications").WithTags("Notifications").NeedsSignIn();
        notifications.MapGet("/", List).TakesParts(("status", "unread or all; unread when left out"));
        notifications.MapPut("/reading", ReadAll);
        notifications.MapPut("/{id}/reading", Read);
        notifications.MapDelete("/{id}/reading", Unread);
    }

    private static Task<Page<NotificationView>> List(HttpRequest request, FindNotifications find, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (status, paging) = (query.Word<Status>("status") ?? Status.Unread, Paging.Read(query));
        query.Done();
        return find.Run(status == Status.Unread, paging, ct);
    }

    private static async Task<object> ReadAll(ReadNotifications read, CancellationToken ct) => new { read = await read.All(ct) };

    private static async Task<NoContent> Read(Guid id, ReadNotifications read, CancellationToken ct)
    {
        await read.Run(id, true, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Unread(Guid id, ReadNotifications read, CancellationToken ct)
    {
        await read.Run(id, false, ct);
        return TypedResults.NoContent();
    }
}
