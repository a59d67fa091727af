using Microsoft.AspNetCore.Http.HttpResults;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Contacts;

internal static class ContactRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var ofCustomer = app.MapGroup("/api/customers/{id}/contacts").Tagged("Contacts", "People at a customer");
        ofCustomer
            .MapGet("/", List)
            .Named("listContacts", "List the contacts of a customer")
            .Needs(Permission.ReadCustomers)
            .TakesParts(EndpointNotes.WithArchived);
        ofCustomer.MapPost("/", Add).Named("addContact", "Add a contact").Needs(Permission.WriteCustomers);

        var contact = app.MapGroup("/api/contacts/{id}").WithTags("Contacts");
        contact.MapGet("/", Get).Named("getContact", "Show a contact").Needs(Permission.ReadCustomers);
        contact.MapPut("/", Replace).Named("replaceContact", "Replace a contact's fields").TakesIfMatch().Needs(Permission.WriteCustomers);
        contact.MapPatch("/", Edit).Named("updateContact", "Change a contact").TakesIfMatch().Needs(Permission.WriteCustomers);
        contact.MapDelete("/", Archive).Named("archiveContact", "Archive a contact").TakesIfMatch().Needs(Permission.WriteCustomers);
        contact.MapPost("/restoration", Restore).Named("restoreContact", "Restore a contact").Needs(Permission.WriteCustomers);
    }

    private static Task<Page<ContactView>> List(
        Guid id,
        HttpRequest request,
        PartReads parts,
        Reads reads,
        Access access,
        CancellationToken ct
    )
    {
        var query = QueryReader.Of(request);
        var paging = Paging.Read(query);
        var archived = query.Truth("include_archived");
        query.Done();
        var live = Sql.Raw(archived ? "" : " and archived_at is null");
        var list = new PartList(
            $"contacts {id} {archived}",
            Sql.Raw(ContactView.Columns),
            $"contacts where organization_id = {reads.Tenant} and customer_id = {id}{live}",
            "name_key"
        );
        return parts.Page(id, list, paging, row => ContactView.Of(row, access), ct);
    }

    private static async Task<Created<ContactView>> Add(
        Guid id,
        ContactInput input,
        HttpResponse response,
        AddContact add,
        Access access,
        CancellationToken ct
    )
    {
        var contact = await add.Run(id, input, ct);
        response.SetETag(contact.Version);
        return TypedResults.Created($"/api/contacts/{contact.Id}", ContactView.Of(contact, access));
    }

    private static async Task<ContactView> Get(
        Guid id,
        HttpResponse response,
        PartReads parts,
        Reads reads,
        Access access,
        CancellationToken ct
    )
    {
        var contact = await parts.One(
            "contact",
            $"(select customer_id from contacts where organization_id = {reads.Tenant} and id = {id})",
            $"select {Sql.Raw(ContactView.Columns)} from contacts where organization_id = {reads.Tenant} and id = {id}",
            row => ContactView.Of(row, access),
            ct
        );
        response.SetETag(contact.Version);
        return contact;
    }

    private static Task<ContactView> Replace(
        Guid id,
        ContactInput input,
        HttpContext http,
        EditContact edit,
        Access access,
        CancellationToken ct
    ) => Edit(id, input.Whole(access.Sees(Mask.ContactData)), http, edit, access, ct);

    private static async Task<ContactView> Edit(
        Guid id,
        ContactInput input,
        HttpContext http,
        EditContact edit,
        Access access,
        CancellationToken ct
    )
    {
        var contact = await edit.Run(id, input, http.Request.IfMatch(), ct);
        http.Response.SetETag(contact.Version);
        return ContactView.Of(contact, access);
    }

    private static async Task<NoContent> Archive(Guid id, HttpRequest request, ArchiveContact archive, CancellationToken ct)
    {
        await archive.Run(id, request.IfMatch(), ct);
        return TypedResults.NoContent();
    }

    private static async Task<ContactView> Restore(
        Guid id,
        HttpResponse response,
        ArchiveContact archive,
        Access access,
        CancellationToken ct
    )
    {
        var contact = await archive.Restore(id, ct);
        response.SetETag(contact.Version);
        return ContactView.Of(contact, access);
    }
}
