using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.Branches;

internal static class BranchRoutes
{
    public static void MapBranches(this IEndpointRouteBuilder app)
    {
        var branches = app.MapGroup("/api/branches").Tagged("Branches", "Branches of the organization");
        branches.MapGet("/", List).Named("listBranches", "List branches").NeedsSignIn().TakesPage(EndpointNotes.WithArchived);
        branches.MapPost("/", Create).Named("createBranch", "Create a branch").Produces<BranchView>(201).Needs(Permission.ManageBranches);
        branches.MapGet("/{id:guid}", One).Named("getBranch", "Show a branch").NeedsSignIn();
        branches.MapPatch("/{id:guid}", Edit).Named("updateBranch", "Change a branch").TakesIfMatch().Needs(Permission.ManageBranches);
        branches.MapDelete("/{id:guid}", Archive).Named("archiveBranch", "Archive a branch").Produces(204).Needs(Permission.ManageBranches);
        branches
            .MapPut("/{id:guid}/restoration", Restore)
            .Named("restoreBranch", "Restore a branch")
            .Produces(204)
            .Needs(Permission.ManageBranches);
    }

    private static Task<Page<BranchView>> List(FindBranches find, HttpRequest request, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var archivedToo = query.Truth("include_archived");
        var (paging, descending) = (Paging.Read(query), Sorts.ReadDescending(query));
        query.Done(Paging.Names);
        return find.List(archivedToo, paging, descending, ct);
    }

    private static async Task<BranchView> One(Guid id, FindBranches find, HttpResponse response, CancellationToken ct)
    {
        var branch = await find.One(id, ct);
        response.SetETag(branch.Version);
        return branch;
    }

    private static async Task<IResult> Create(KeepBranches.Request request, KeepBranches keep, HttpResponse response, CancellationToken ct)
    {
        var branch = await keep.Create(request, ct);
        response.SetETag(branch.Version);
        return TypedResults.Created($"/api/branches/{branch.Id}", branch);
    }

    private static async Task<BranchView> Edit(
        Guid id,
        KeepBranches.Request request,
        KeepBranches keep,
        HttpContext http,
        CancellationToken ct
    )
    {
        var branch = await keep.Edit(id, request, http.Request.IfMatch(), ct);
        http.Response.SetETag(branch.Version);
        return branch;
    }

    private static async Task<IResult> Archive(Guid id, KeepBranches keep, CancellationToken ct)
    {
        await keep.Archive(id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> Restore(Guid id, KeepBranches keep, CancellationToken ct)
    {
        await keep.Restore(id, ct);
        return TypedResults.NoContent();
    }
}
