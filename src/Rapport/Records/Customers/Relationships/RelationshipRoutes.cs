using Microsoft.AspNetCore.Http.HttpResults;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Relationships;

internal static class RelationshipRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var customer = app.MapGroup("/api/customers/{id}")
            .Tagged("Relationships", "Relationships between customers, parent and child accounts");
        customer
            .MapGet("/relationships", List)
            .Named("listRelationships", "List the relationships of a customer")
            .Needs(Permission.ReadCustomers)
            .TakesParts(EndpointNotes.WithArchived);
        customer
            .MapPost("/relationships", Relate)
            .Named("addRelationship", "Add a relationship")
            .Needs(Permission.WriteCustomers)
            .TakesQuery(FreeText.Parameter);
        customer
            .MapGet("/hierarchy", Hierarchy)
            .Named("getHierarchy", "Show parent and child accounts")
            .Needs(Permission.ReadCustomers)
            .TakesParts();

        var relationship = app.MapGroup("/api/relationships/{id}").WithTags("Relationships");
        relationship.MapGet("/", Get).Named("getRelationship", "Show a relationship").Needs(Permission.ReadCustomers);
        relationship
            .MapPatch("/", Edit)
            .Named("updateRelationship", "Change a relationship")
            .TakesIfMatch()
            .Needs(Permission.WriteCustomers)
            .TakesQuery(FreeText.Parameter);
        relationship
            .MapDelete("/", Remove)
            .Named("deleteRelationship", "Delete a relationship")
            .TakesIfMatch()
            .Needs(Permission.WriteCustomers);
    }

    private static Task<Page<RelationshipView>> List(
        Guid id,
        HttpRequest request,
        PartReads parts,
        CustomerAccess customers,
        Reads reads,
        CancellationToken ct
    )
    {
        var query = QueryReader.Of(request);
        var paging = Paging.Read(query);
        var archived = query.Truth("include_archived");
        query.Done();
        var live = Sql.Raw(archived ? "" : " and r.archived_at is null");
        var list = new PartList(
            $"relationships {id} {archived}",
            RelationshipView.Columns(customers.Visible(Permission.ReadCustomers, "f"), customers.Visible(Permission.ReadCustomers, "t")),
            $"""
            {RelationshipView.Tables} where r.organization_id = {reads.Tenant}
            and (r.from_customer_id = {id} or r.to_customer_id = {id}){live}
            """,
            "r.relationship_type",
            "r.id"
        );
        return parts.Page(id, list, paging, RelationshipView.Of, ct);
    }

    private static async Task<Results<Created<RelationshipView>, Ok<RelationshipView>>> Relate(
        Guid id,
        RelationshipInput input,
        HttpContext http,
        RelateCustomers relate,
        CancellationToken ct
    )
    {
        var (relation, from, to, isNew) = await relate.Run(id, input with { ConfirmsPersonalData = FreeText.Confirmed(http.Request) }, ct);
        http.Response.SetETag(relation.Version);
        var names = relation.FromCustomerId == from.Id ? (from.DisplayName, to.DisplayName) : (to.DisplayName, from.DisplayName);
        var view = RelationshipView.Of(relation, names.Item1, names.Item2);
        return isNew ? TypedResults.Created($"/api/relationships/{relation.Id}", view) : TypedResults.Ok(view);
    }

    /// <summary>For whoever may see one of its ends.</summary>
    private static async Task<RelationshipView> Get(
        Guid id,
        HttpResponse response,
        PartReads parts,
        CustomerAccess customers,
        Reads reads,
        CancellationToken ct
    )
    {
        var (from, to) = (customers.Visible(Permission.ReadCustomers, "f"), customers.Visible(Permission.ReadCustomers, "t"));
        var row = Sql.Of($"{RelationshipView.Tables} where r.organization_id = {reads.Tenant} and r.id = {id} and r.archived_at is null");
        var view = await parts.One(
            "relationship",
            $"(select case when {from} then f.id else t.id end from {row})",
            $"select {RelationshipView.Columns(from, to)} from {row}",
            RelationshipView.Of,
            ct
        );
        response.SetETag(view.Version);
        return view;
    }

    private static async Task<RelationshipView> Edit(
        Guid id,
        RelationshipInput input,
        HttpContext http,
        EditRelationship edit,
        CancellationToken ct
    )
    {
        var view = await edit.Run(id, input with { ConfirmsPersonalData = FreeText.Confirmed(http.Request) }, http.Request.IfMatch(), ct);
        http.Response.SetETag(view.Version);
        return view;
    }

    private static async Task<NoContent> Remove(Guid id, HttpRequest request, EditRelationship edit, CancellationToken ct)
    {
        await edit.Remove(id, request.IfMatch(), ct);
        return TypedResults.NoContent();
    }

    private static Task<OpenHierarchy.Response> Hierarchy(Guid id, HttpRequest request, OpenHierarchy open, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var paging = Paging.Read(query);
        query.Done();
        return open.Run(id, paging, ct);
    }
}
