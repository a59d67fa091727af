using System.Text.Json;
using Rapport.Platform.Http;
using Rapport.Trust.Identity.SigningIn;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.SecondFactor;

internal static class SecondFactorRoutes
{
    public sealed record CodeRequest(string? Code);

    public sealed record PasswordRequest(string? Password);

    public sealed record RecoveryCodes(IReadOnlyList<string> Codes);

    public sealed record CredentialRequest(string? State, JsonElement? Credential, string? Name = null);

    public sealed record PasskeyList(IReadOnlyList<Passkeys.View> Data, int Total);

    public static void MapSecondFactor(this IEndpointRouteBuilder app)
    {
        var own = app.MapGroup("/api/me").Tagged("Signing in", "Signing in, your profile and your second factor");
        own.MapGet("/authenticator", (Authenticator authenticator, CancellationToken ct) => authenticator.Look(ct))
            .Named("getAuthenticator", "Show whether an authenticator app is set up")
            .NeedsSignIn();
        own.MapPost("/authenticator", (Authenticator authenticator, CancellationToken ct) => authenticator.Begin(ct))
            .Named("createAuthenticator", "Start setting up an authenticator app")
            .NeedsSignIn();
        own.MapPut("/authenticator", Enable).Named("enableAuthenticator", "Turn on the authenticator app").IsThrottled().NeedsSignIn();
        own.MapPut("/authenticator/removal", Disable)
            .Named("removeAuthenticator", "Turn off the authenticator app")
            .IsThrottled()
            .Produces(204)
            .NeedsSignIn();
        own.MapPut("/recovery-codes", Renew).Named("replaceRecoveryCodes", "Replace the recovery codes").IsThrottled().NeedsSignIn();

        own.MapGet("/passkeys", List).Named("listPasskeys", "List your passkeys").NeedsSignIn();
        own.MapPost(
                "/passkeys/options",
                (PasswordRequest request, Passkeys passkeys, HttpContext http, CancellationToken ct) =>
                    passkeys.Ask(request.Password, http, ct)
            )
            .Named("createPasskeyOptions", "Start adding a passkey")
            .IsThrottled()
            .NeedsSignIn();
        own.MapPost("/passkeys", Add).Named("addPasskey", "Add a passkey").Produces<Passkeys.View>(201).NeedsSignIn();
        own.MapDelete("/passkeys/{id}", Remove).Named("deletePasskey", "Delete a passkey").Produces(204).NeedsSignIn();

        var auth = app.MapGroup("/api/auth/passkey").WithTags("Signing in");
        auth.MapPost("/options", (SignInWithPasskey signIn, HttpContext http) => signIn.Ask(http))
            .Named("createPasskeySignInOptions", "Start signing in with a passkey")
            .OpenToAll();
        auth.MapPost("/", LogIn)
            .Named("signInWithPasskey", "Sign in with a passkey")
            .IsThrottled()
            .Produces<AuthRoutes.Tokens>()
            .OpenToAll();
    }

    private static async Task<RecoveryCodes> Enable(CodeRequest request, Authenticator authenticator, CancellationToken ct) =>
        new(await authenticator.Enable(request.Code, ct));

    private static async Task<IResult> Disable(PasswordRequest request, Authenticator authenticator, CancellationToken ct)
    {
        await authenticator.Disable(request.Password, ct);
        return TypedResults.NoContent();
    }

    private static async Task<RecoveryCodes> Renew(PasswordRequest request, Authenticator authenticator, CancellationToken ct) =>
        new(await authenticator.NewRecoveryCodes(request.Password, ct));

    private static async Task<PasskeyList> List(Passkeys passkeys, HttpRequest request, CancellationToken ct)
    {
        QueryReader.Of(request).Done();
        var own = await passkeys.List(ct);
        return new PasskeyList(own, own.Count);
    }

    private static async Task<IResult> Add(CredentialRequest request, Passkeys passkeys, HttpContext http, CancellationToken ct)
    {
        var added = await passkeys.Add(request.Name, request.State, request.Credential?.GetRawText(), http, ct);
        return TypedResults.Created($"/api/me/passkeys/{added.Id}", added);
    }

    private static async Task<IResult> Remove(string id, Passkeys passkeys, CancellationToken ct)
    {
        await passkeys.Remove(id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> LogIn(
        CredentialRequest request,
        SignInWithPasskey signIn,
        HttpContext http,
        TimeProvider clock,
        CancellationToken ct
    ) => AuthRoutes.Told(await signIn.Run(request.State, request.Credential?.GetRawText(), http, Origin.Program(http), ct), http, clock);
}
