using Microsoft.AspNetCore.Http.HttpResults;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Tags;

internal static class TagRoutes
{
    public sealed record Named(string? Name);

    public sealed record Merging(Guid IntoId);

    public sealed record TagView(Guid Id, string Name, int Version);

    public static void Map(IEndpointRouteBuilder app)
    {
        var tags = app.MapGroup("/api/tags").Tagged("Tags", "Tags of customers");
        tags.MapGet("/", List).Named("listTags", "List tags").Needs(Permission.ReadCustomers).TakesParts();
        tags.MapPost("/", Create).Named("createTag", "Create a tag").Needs(Permission.ManageTags);
        tags.MapGet("/{id}", Get).Named("getTag", "Show a tag").Needs(Permission.ReadCustomers);
        tags.MapPatch("/{id}", Rename).Named("renameTag", "Rename a tag").TakesIfMatch().Needs(Permission.ManageTags);
        tags.MapDelete("/{id}", Delete).Named("deleteTag", "Delete a tag").TakesIfMatch().Needs(Permission.ManageTags);
        tags.MapPost("/{id}/merges", Merge).Named("mergeTags", "Merge tags").Needs(Permission.ManageTags);

        var ofCustomer = app.MapGroup("/api/customers/{id}/tags").WithTags("Tags");
        ofCustomer
            .MapGet("/", ListOf)
            .Named("listTagsOfCustomer", "List the tags of a customer")
            .Needs(Permission.ReadCustomers)
            .TakesParts();
        ofCustomer.MapPost("/", Give).Named("addTagToCustomer", "Tag a customer").Needs(Permission.WriteCustomers);
        ofCustomer
            .MapDelete("/{tag}", Take)
            .Named("removeTagFromCustomer", "Remove a tag from a customer")
            .Needs(Permission.WriteCustomers);
    }

    private static Task<Page<CountedTag>> List(HttpRequest request, FindTags find, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var paging = Paging.Read(query);
        query.Done();
        return find.Run(paging, ct);
    }

    private static async Task<Created<TagView>> Create(Named input, HttpResponse response, CreateTag create, CancellationToken ct)
    {
        var tag = await create.Run(input.Name, ct);
        return TypedResults.Created($"/api/tags/{tag.Id}", Answer(tag, response));
    }

    private static async Task<CountedTag> Get(Guid id, HttpResponse response, FindTags find, CancellationToken ct)
    {
        var tag = await find.One(id, ct);
        response.SetETag(tag.Version);
        return tag;
    }

    private static async Task<TagView> Rename(Guid id, Named input, HttpContext http, RenameTag rename, CancellationToken ct) =>
        Answer(await rename.Run(id, input.Name, http.Request.IfMatch(), ct), http.Response);

    private static async Task<NoContent> Delete(Guid id, HttpRequest request, DeleteTag delete, CancellationToken ct)
    {
        await delete.Run(id, request.IfMatch(), ct);
        return TypedResults.NoContent();
    }

    private static async Task<TagView> Merge(Guid id, Merging input, HttpResponse response, MergeTags merge, CancellationToken ct) =>
        Answer(await merge.Run(id, input.IntoId, ct), response);

    private static Task<Page<TagView>> ListOf(Guid id, HttpRequest request, PartReads parts, Reads reads, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var paging = Paging.Read(query);
        query.Done();
        var list = new PartList(
            $"tags {id}",
            Sql.Raw("t.id, t.name_key, t.name, t.version"),
            $"""
            customer_tags g join tags t on t.organization_id = g.organization_id and t.id = g.tag_id
            where g.organization_id = {reads.Tenant} and g.customer_id = {id}
            """,
            "t.name_key",
            "t.id"
        );
        return parts.Page(id, list, paging, row => new TagView(row.Id(0), row.Text(2), row.Int(3)), ct);
    }

    private static async Task<Results<Created<TagView>, Ok<TagView>>> Give(Guid id, Named input, TagCustomer give, CancellationToken ct)
    {
        var (tag, isNew) = await give.Run(id, input.Name, ct);
        var view = new TagView(tag.Id, tag.Name, tag.Version);
        return isNew ? TypedResults.Created($"/api/tags/{tag.Id}", view) : TypedResults.Ok(view);
    }

    private static async Task<NoContent> Take(Guid id, string tag, TagCustomer take, CancellationToken ct)
    {
        await take.Remove(id, tag, ct);
        return TypedResults.NoContent();
    }

    private static TagView Answer(Tag tag, HttpResponse response)
    {
        response.SetETag(tag.Version);
        return new TagView(tag.Id, tag.Name, tag.Version);
    }
}
