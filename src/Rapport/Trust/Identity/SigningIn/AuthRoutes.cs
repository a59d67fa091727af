using System.Text.Json.Serialization;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.SigningIn;

internal static class AuthRoutes
{
    public sealed record CodeRequest(string? Challenge, string? Code);

    public sealed record RefreshRequest(string? RefreshToken);

    public sealed record Tokens(string AccessToken, string RefreshToken, int ExpiresIn, string TokenType = "Bearer");

    /// <summary>Tokens, or the challenge that a code of the second factor must answer: only one of them is sent.</summary>
    public sealed record SignInAnswer
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? AccessToken { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? RefreshToken { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public int? ExpiresIn { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? TokenType { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public bool? MfaRequired { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Challenge { get; init; }
    }

    public sealed record Named(Guid Id, string Name);

    public sealed record Me(
        Guid? Id,
        string Name,
        string? Email,
        Named Organization,
        Named? Branch,
        IReadOnlyList<CallerRole> Roles,
        IReadOnlyDictionary<string, Scope> Permissions,
        IReadOnlyList<Mask> Masks,
        string TimeZone,
        string Locale
    );

    public static void MapAuth(this IEndpointRouteBuilder app)
    {
        var auth = app.MapGroup("/api/auth").WithTags("Signing in");
        auth.MapPost("/login", LogIn)
            .Named("signIn", "Sign in with e-mail and password")
            .IsThrottled()
            .Produces<SignInAnswer>()
            .OpenToAll();
        auth.MapPost("/mfa", Confirm).Named("confirmSignIn", "Confirm a sign-in with a code").IsThrottled().Produces<Tokens>().OpenToAll();
        auth.MapPost("/refresh", Refresh).Named("refreshSession", "Get a new access token").Produces<Tokens>().OpenToAll();
        auth.MapPost("/logout", LogOut).Named("signOut", "Sign out").Produces(204).NeedsSignIn();
        app.MapGet("/api/me", WhoAmI).Named("getMe", "Show who is signed in").NeedsSignIn().WithTags("Signing in");
    }

    private static async Task<IResult> LogIn(
        SignIn.Request request,
        SignIn signIn,
        HttpContext http,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var outcome = await signIn.WithPassword(request, Origin.Program(http), ct);
        return outcome.Session is { } session
            ? Told(session, http, clock)
            : TypedResults.Ok(new SignInAnswer { MfaRequired = true, Challenge = outcome.Challenge });
    }

    private static async Task<IResult> Confirm(
        CodeRequest request,
        SignIn signIn,
        HttpContext http,
        TimeProvider clock,
        CancellationToken ct
    ) => Told(await signIn.WithCode(request.Challenge, request.Code, Origin.Program(http), ct), http, clock);

    private static async Task<IResult> Refresh(
        RefreshRequest request,
        RefreshSession refresh,
        HttpContext http,
        TimeProvider clock,
        CancellationToken ct
    ) => Told(await refresh.Run(request.RefreshToken, Origin.Program(http), ct), http, clock);

    private static async Task<IResult> LogOut(EndSessions sessions, HttpContext http, CancellationToken ct)
    {
        await sessions.SignOut(ct);
        SessionCookie.Clear(http);
        return TypedResults.NoContent();
    }

    private static Me WhoAmI(Access access)
    {
        var caller = access.Caller;
        return new Me(
            caller.UserId,
            caller.Name,
            caller.Email,
            new Named(caller.OrganizationId, caller.OrganizationName),
            caller.BranchId is { } branch ? new Named(branch, caller.BranchName ?? "") : null,
            caller.Roles,
            caller.Grants.Scopes.OrderBy(s => s.Key).ToDictionary(s => Words.Of(s.Key), s => s.Value),
            [.. caller.Grants.Masks.Order()],
            caller.TimeZone,
            caller.Locale
        );
    }

    internal static IResult Told(OpenedSession session, HttpContext http, TimeProvider clock)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(
            new Tokens(session.Access.Text, session.Refresh.Text, (int)Math.Round((session.ExpiresAt - clock.Now()).TotalSeconds))
        );
    }
}
