using Rapport.Platform.Http;
using Rapport.Trust.Identity.SigningIn;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.Keys;

internal static class OwnTokenRoutes
{
    /// <summary>The key itself is told this once.</summary>
    public sealed record CreatedKey(Guid Id, string Name, string Key, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt);

    public static void MapOwnTokens(this IEndpointRouteBuilder app)
    {
        var keys = app.MapGroup("/api/api-keys").Tagged("API keys", "Your keys for programs that call the API");
        keys.MapGet("/", ListKeys).Named("listApiKeys", "List your API keys").NeedsSignIn().TakesParts();
        keys.MapPost("/", CreateKey).Named("createApiKey", "Create an API key").Produces<CreatedKey>(201).NeedsSignIn();
        keys.MapGet("/{id:guid}", OneKey).Named("getApiKey", "Show an API key").NeedsSignIn();
        keys.MapDelete("/{id:guid}", RevokeKey).Named("revokeApiKey", "Revoke an API key").Produces(204).NeedsSignIn();

        var sessions = app.MapGroup("/api/sessions").Tagged("Sessions", "Where you are signed in");
        sessions.MapGet("/", ListSessions).Named("listSessions", "List your sessions").NeedsSignIn().TakesParts();
        sessions.MapDelete("/", RevokeOthers).Named("revokeOtherSessions", "End all other sessions").Produces(204).NeedsSignIn();
        sessions.MapDelete("/{id:guid}", RevokeSession).Named("revokeSession", "End a session").Produces(204).NeedsSignIn();
    }

    private static Task<Page<ApiKeyView>> ListKeys(FindOwnTokens find, HttpRequest request, CancellationToken ct) =>
        find.Keys(Read(request), ct);

    private static Task<ApiKeyView> OneKey(Guid id, FindOwnTokens find, CancellationToken ct) => find.Key(id, ct);

    private static Task<Page<FindOwnTokens.SessionView>> ListSessions(FindOwnTokens find, HttpRequest request, CancellationToken ct) =>
        find.Sessions(Read(request), ct);

    private static async Task<IResult> CreateKey(KeepApiKeys.Request request, KeepApiKeys keep, HttpResponse response, CancellationToken ct)
    {
        var (key, secret) = await keep.Create(request, ct);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/api-keys/{key.Id}", new CreatedKey(key.Id, key.Name, secret.Text, key.Scopes, key.ExpiresAt));
    }

    private static async Task<IResult> RevokeKey(Guid id, KeepApiKeys keep, CancellationToken ct)
    {
        await keep.Revoke(id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RevokeSession(Guid id, EndSessions sessions, CancellationToken ct)
    {
        await sessions.Own(id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RevokeOthers(EndSessions sessions, CancellationToken ct)
    {
        await sessions.Others(ct);
        return TypedResults.NoContent();
    }

    private static Paging Read(HttpRequest request)
    {
        var query = QueryReader.Of(request);
        var paging = Paging.Read(query);
        query.Done("page", "limit", "cursor", "count");
        return paging;
    }
}
