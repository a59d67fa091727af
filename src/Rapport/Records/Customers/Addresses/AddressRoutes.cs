using Microsoft.AspNetCore.Http.HttpResults;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Addresses;

internal static class AddressRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var ofCustomer = app.MapGroup("/api/customers/{id}/addresses").Tagged("Addresses", "Addresses of customers");
        ofCustomer
            .MapGet("/", List)
            .Named("listAddresses", "List the addresses of a customer")
            .Needs(Permission.ReadCustomers)
            .TakesParts(EndpointNotes.WithArchived);
        ofCustomer.MapPost("/", Add).Named("addAddress", "Add an address").Needs(Permission.WriteCustomers);

        var address = app.MapGroup("/api/addresses/{id}").WithTags("Addresses");
        address.MapGet("/", Get).Named("getAddress", "Show an address").Needs(Permission.ReadCustomers);
        address.MapPut("/", Replace).Named("replaceAddress", "Replace an address's fields").TakesIfMatch().Needs(Permission.WriteCustomers);
        address.MapPatch("/", Edit).Named("updateAddress", "Change an address").TakesIfMatch().Needs(Permission.WriteCustomers);
        address.MapDelete("/", Archive).Named("archiveAddress", "Archive an address").TakesIfMatch().Needs(Permission.WriteCustomers);
        address.MapPost("/restoration", Restore).Named("restoreAddress", "Restore an address").Needs(Permission.WriteCustomers);
    }

    private static Task<Page<AddressView>> List(Guid id, HttpRequest request, PartReads parts, Reads reads, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var paging = Paging.Read(query);
        var archived = query.Truth("include_archived");
        query.Done();
        var live = Sql.Raw(archived ? "" : " and archived_at is null");
        var list = new PartList(
            $"addresses {id} {archived}",
            Sql.Raw(AddressView.Columns),
            $"addresses where organization_id = {reads.Tenant} and customer_id = {id}{live}",
            "address_type"
        );
        return parts.Page(id, list, paging, AddressView.Of, ct);
    }

    private static async Task<Created<AddressView>> Add(
        Guid id,
        AddressInput input,
        HttpResponse response,
        AddAddress add,
        CancellationToken ct
    )
    {
        var address = await add.Run(id, input, ct);
        response.SetETag(address.Version);
        return TypedResults.Created($"/api/addresses/{address.Id}", AddressView.Of(address));
    }

    private static async Task<AddressView> Get(Guid id, HttpResponse response, PartReads parts, Reads reads, CancellationToken ct)
    {
        var address = await parts.One(
            "address",
            $"(select customer_id from addresses where organization_id = {reads.Tenant} and id = {id})",
            $"select {Sql.Raw(AddressView.Columns)} from addresses where organization_id = {reads.Tenant} and id = {id}",
            AddressView.Of,
            ct
        );
        response.SetETag(address.Version);
        return address;
    }

    private static Task<AddressView> Replace(Guid id, AddressInput input, HttpContext http, EditAddress edit, CancellationToken ct) =>
        Edit(id, input.Whole(), http, edit, ct);

    private static async Task<AddressView> Edit(Guid id, AddressInput input, HttpContext http, EditAddress edit, CancellationToken ct)
    {
        var address = await edit.Run(id, input, http.Request.IfMatch(), ct);
        http.Response.SetETag(address.Version);
        return AddressView.Of(address);
    }

    private static async Task<NoContent> Archive(Guid id, HttpRequest request, ArchiveAddress archive, CancellationToken ct)
    {
        await archive.Run(id, request.IfMatch(), ct);
        return TypedResults.NoContent();
    }

    private static async Task<AddressView> Restore(Guid id, HttpResponse response, ArchiveAddress archive, CancellationToken ct)
    {
        var address = await archive.Restore(id, ct);
        response.SetETag(address.Version);
        return AddressView.Of(address);
    }
}
