using Microsoft.AspNetCore.Http.HttpResults;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.ExternalIds;

internal static class ExternalIdRoutes
{
    public sealed record MappedId(Guid Id, string System, string Value, DateTimeOffset CreatedAt);

    public static void Map(IEndpointRouteBuilder app)
    {
        var external = app.MapGroup("/api/customers/{id}/external-ids").Tagged("External IDs", "IDs of a customer in other systems");
        external
            .MapGet("/", List)
            .Named("listExternalIds", "List the external IDs of a customer")
            .Needs(Permission.ReadCustomers)
            .TakesParts();
        external.MapPost("/", Add).Named("addExternalId", "Add an external ID").Needs(Permission.WriteCustomers);
        external.MapGet("/{externalId}", Get).Named("getExternalId", "Show an external ID").Needs(Permission.ReadCustomers);
        external.MapDelete("/{externalId}", Remove).Named("deleteExternalId", "Delete an external ID").Needs(Permission.WriteCustomers);
    }

    private static Task<Page<MappedId>> List(Guid id, HttpRequest request, PartReads parts, Reads reads, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var paging = Paging.Read(query);
        query.Done();
        var list = new PartList(
            $"external_ids {id}",
            Sql.Raw("id, system, value, created_at"),
            $"external_ids where organization_id = {reads.Tenant} and customer_id = {id}",
            "system"
        );
        return parts.Page(id, list, paging, Read, ct);
    }

    private static async Task<MappedId> Get(Guid id, Guid externalId, PartReads parts, Reads reads, CancellationToken ct)
    {
        var found = new List<MappedId>();
        await parts.Of(
            id,
            ct,
            Statement.Into(
                found,
                $"""
                select id, system, value, created_at from external_ids
                where organization_id = {reads.Tenant} and customer_id = {id} and id = {externalId}
                """,
                Read
            )
        );
        return found.SingleOrDefault() ?? throw new Missing("external ID");
    }

    private static MappedId Read(Row row) => new(row.Id(0), row.Text(1), row.Text(2), row.Time(3));

    private static async Task<Created<MappedId>> Add(Guid id, MapExternalId.Request request, MapExternalId map, CancellationToken ct)
    {
        var external = await map.Run(id, request, ct);
        return TypedResults.Created(
            $"/api/customers/{id}/external-ids/{external.Id}",
            new MappedId(external.Id, external.System, external.Value, external.CreatedAt)
        );
    }

    private static async Task<NoContent> Remove(Guid id, Guid externalId, MapExternalId map, CancellationToken ct)
    {
        await map.Remove(id, externalId, ct);
        return TypedResults.NoContent();
    }
}
