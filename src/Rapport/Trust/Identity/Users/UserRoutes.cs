using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Identity.Organizations;
using Rapport.Trust.Identity.SigningIn;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.Users;

internal static class UserRoutes
{
    public sealed record IssuedLink(string Link, DateTimeOffset ExpiresAt);

    public static void MapUsers(this IEndpointRouteBuilder app)
    {
        var users = app.MapGroup("/api/users").Tagged("Users", "Users of the organization");
        users
            .MapGet("/", List)
            .Named("listUsers", "List users")
            .Needs(Permission.ReadUsers)
            .TakesPage(
                ("search", "Part of a name or e-mail"),
                ("status", "active, invited or deactivated"),
                ("branch_id", "ID of the branch"),
                ("role_id", "ID of a role")
            );
        users.MapPost("/", Invite).Named("inviteUser", "Invite a user").Produces<UserView>(201).Needs(Permission.ManageUsers);
        users.MapGet("/{id:guid}", One).Named("getUser", "Show a user").Needs(Permission.ReadUsers);
        users.MapPatch("/{id:guid}", Edit).Named("updateUser", "Change a user").TakesIfMatch().Needs(Permission.ManageUsers);
        users
            .MapGet("/{id:guid}/deactivation", Preview)
            .Named("previewDeactivation", "Show what a user's deactivation would leave behind")
            .Needs(Permission.ManageUsers);
        users
            .MapPut("/{id:guid}/deactivation", Deactivate)
            .Named("deactivateUser", "Deactivate a user")
            .Produces(204)
            .Needs(Permission.ManageUsers);
        users
            .MapDelete("/{id:guid}/deactivation", Reactivate)
            .Named("reactivateUser", "Reactivate a user")
            .Produces(204)
            .Needs(Permission.ManageUsers);
        users
            .MapPost("/{id:guid}/invitations", InviteAgain)
            .Named("resendInvitation", "Invite a user again")
            .Produces<IssuedLink>(201)
            .Needs(Permission.ManageUsers);
        users
            .MapPost("/{id:guid}/password-links", IssueLink)
            .Named("createPasswordLink", "Create a link to set a new password")
            .Produces<IssuedLink>(201)
            .Needs(Permission.ManageUsers);

        app.MapPatch("/api/me", EditOwn).Named("updateMe", "Change your own profile").NeedsSignIn().WithTags("Signing in");
        app.MapPut("/api/me/password", SetPassword)
            .Named("changePassword", "Change your own password")
            .IsThrottled()
            .Produces(204)
            .NeedsSignIn()
            .WithTags("Signing in");
        app.MapGet("/api/invitations/{link}", Look)
            .Named("getInvitation", "Show what an invitation or password link is for")
            .OpenToAll()
            .WithTags("Signing in");
        app.MapPost("/api/invitations/{link}/acceptance", Accept)
            .Named("acceptInvitation", "Accept an invitation or set a new password")
            .Produces<AuthRoutes.Tokens>()
            .Produces(204)
            .OpenToAll()
            .WithTags("Signing in");
    }

    private static Task<Page<UserView>> List(FindUsers find, HttpRequest request, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var criteria = new FindUsers.Criteria(
            query.Text("search", 200),
            query.Word<UserStatus>("status"),
            query.Id("branch_id"),
            query.Id("role_id")
        );
        var (paging, descending) = (Paging.Read(query), Sorts.ReadDescending(query));
        query.Done(Paging.Names);
        return find.List(criteria, paging, descending, ct);
    }

    private static async Task<UserView> One(Guid id, FindUsers find, HttpResponse response, CancellationToken ct)
    {
        var user = await find.One(id, ct);
        response.SetETag(user.Version);
        return user;
    }

    private static async Task<IResult> Invite(InviteUser.Request request, InviteUser invite, HttpContext http, CancellationToken ct)
    {
        var invited = await invite.Run(request, ct);
        http.Response.SetETag(invited.User.Version);
        return TypedResults.Created(
            $"/api/users/{invited.User.Id}",
            invited.User with
            {
                InvitationLink = await Address(http, invited.Link),
                InvitationExpiresAt = invited.ExpiresAt,
            }
        );
    }

    private static async Task<IResult> InviteAgain(Guid id, InviteUser invite, HttpContext http, CancellationToken ct)
    {
        var (link, expires) = await invite.Again(id, ct);
        return TypedResults.Created((string?)null, new IssuedLink(await Address(http, link), expires));
    }

    private static async Task<IResult> IssueLink(Guid id, IssuePasswordLink issue, HttpContext http, CancellationToken ct)
    {
        var (link, expires) = await issue.Run(id, ct);
        return TypedResults.Created((string?)null, new IssuedLink(await Address(http, link), expires));
    }

    private static async Task<UserView> Edit(Guid id, EditUser.Request request, EditUser edit, HttpContext http, CancellationToken ct)
    {
        var user = await edit.Run(id, request, http.Request.IfMatch(), ct);
        http.Response.SetETag(user.Version);
        return user;
    }

    private static Task<PreviewDeactivation.Response> Preview(
        Guid id,
        PreviewDeactivation preview,
        HttpRequest request,
        CancellationToken ct
    )
    {
        QueryReader.Of(request).Done();
        return preview.Run(id, ct);
    }

    private static async Task<IResult> Deactivate(Guid id, DeactivateUser deactivate, CancellationToken ct)
    {
        await deactivate.Run(id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> Reactivate(Guid id, DeactivateUser deactivate, CancellationToken ct)
    {
        await deactivate.Undo(id, ct);
        return TypedResults.NoContent();
    }

    private static Task<UserView> EditOwn(EditUser.Profile request, EditUser edit, CancellationToken ct) => edit.Own(request, ct);

    private static async Task<IResult> SetPassword(ChangePassword.Request request, ChangePassword change, CancellationToken ct)
    {
        await change.Run(request, ct);
        return TypedResults.NoContent();
    }

    private static async Task<AcceptLink.Offer> Look(string link, AcceptLink accept, CancellationToken ct) =>
        await accept.Look(link, ct) ?? throw new LinkGone();

    private static async Task<IResult> Accept(
        string link,
        AcceptLink.Request request,
        AcceptLink accept,
        HttpContext http,
        TimeProvider clock,
        CancellationToken ct
    ) =>
        await accept.Run(link, request, Origin.Program(http), ct) is { } session
            ? AuthRoutes.Told(session, http, clock)
            : TypedResults.NoContent();

    internal static Task<string> Address(HttpContext http, Token link) =>
        http
            .RequestServices.GetRequiredService<PublicAddress>()
            .Of(http.RequestServices.GetRequiredService<RapportDb>(), $"/invitation/{link.Text}", http.RequestAborted);
}
