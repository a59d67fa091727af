using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Trust.Permissions.Roles;

internal static class RoleRoutes
{
    public sealed record Known(IEnumerable<string> Permissions, IEnumerable<string> Scopes, IEnumerable<string> Masks);

    public static void MapRoles(this IEndpointRouteBuilder app)
    {
        var roles = app.MapGroup("/api/roles").Tagged("Roles", "Roles and their permissions");
        roles.MapGet("/", List).Named("listRoles", "List roles").Needs(Permission.ReadUsers).TakesPage();
        roles.MapPost("/", Create).Named("createRole", "Create a role").Produces<RoleView>(201).Needs(Permission.ManageRoles);
        roles.MapGet("/{id:guid}", One).Named("getRole", "Show a role").Needs(Permission.ReadUsers);
        roles.MapPatch("/{id:guid}", Edit).Named("updateRole", "Change a role").TakesIfMatch().Needs(Permission.ManageRoles);
        roles.MapDelete("/{id:guid}", Delete).Named("deleteRole", "Delete a role").Produces(204).Needs(Permission.ManageRoles);
        app.MapGet("/api/permissions", () => new Known(Words.All<Permission>(), Words.All<Scope>(), Words.All<Mask>()))
            .Named("listPermissions", "List permissions, scopes and masks")
            .NeedsSignIn()
            .WithTags("Roles");
    }

    private static Task<Page<RoleView>> List(FindRoles find, HttpRequest request, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (paging, descending) = (Paging.Read(query), Sorts.ReadDescending(query));
        query.Done(Paging.Names);
        return find.List(paging, descending, ct);
    }

    private static async Task<RoleView> One(Guid id, FindRoles find, HttpResponse response, CancellationToken ct)
    {
        var role = await find.One(id, ct);
        response.SetETag(role.Version);
        return role;
    }

    private static async Task<IResult> Create(KeepRoles.Request request, KeepRoles keep, HttpResponse response, CancellationToken ct)
    {
        var role = await keep.Create(request, ct);
        response.SetETag(role.Version);
        return TypedResults.Created($"/api/roles/{role.Id}", role);
    }

    private static async Task<RoleView> Edit(Guid id, KeepRoles.Request request, KeepRoles keep, HttpContext http, CancellationToken ct)
    {
        var role = await keep.Edit(id, request, http.Request.IfMatch(), ct);
        http.Response.SetETag(role.Version);
        return role;
    }

    private static async Task<IResult> Delete(Guid id, KeepRoles keep, CancellationToken ct)
    {
        await keep.Delete(id, ct);
        return TypedResults.NoContent();
    }
}
