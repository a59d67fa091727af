using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Records.Customers.Addresses;
using Rapport.Records.Customers.Contacts;
using Rapport.Records.Customers.Relationships;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Pages.Parts;

/// <summary>The buttons that take a part of a customer away, and bring it back.</summary>
internal static class PartActs
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapForm("/contacts/{id:guid}/archiving", ArchiveContact).Needs(Permission.WriteCustomers);
        app.MapForm("/contacts/{id:guid}/restoration", RestoreContact).Needs(Permission.WriteCustomers);
        app.MapForm("/addresses/{id:guid}/archiving", ArchiveAddress).Needs(Permission.WriteCustomers);
        app.MapForm("/addresses/{id:guid}/restoration", RestoreAddress).Needs(Permission.WriteCustomers);
        app.MapForm("/relationships/{id:guid}/removal", RemoveRelation).Needs(Permission.WriteCustomers);
    }

    private static async Task<IResult> ArchiveContact(
        Guid id,
        HttpContext http,
        RapportDb db,
        ArchiveContact archive,
        FlashMessage parting,
        CancellationToken ct
    )
    {
        await archive.Run(id, null, ct);
        parting.Leave(http, "The contact was archived", $"/contacts/{id}/restoration");
        return await Back(db.Contacts.Where(c => c.Id == id).Select(c => c.CustomerId), ct);
    }

    private static async Task<IResult> RestoreContact(
        Guid id,
        HttpContext http,
        ArchiveContact archive,
        FlashMessage parting,
        CancellationToken ct
    )
    {
        var contact = await archive.Restore(id, ct);
        parting.Leave(http, $"{contact.FullName} is back");
        return Results.LocalRedirect($"/customers/{contact.CustomerId}");
    }

    private static async Task<IResult> ArchiveAddress(
        Guid id,
        HttpContext http,
        RapportDb db,
        ArchiveAddress archive,
        FlashMessage parting,
        CancellationToken ct
    )
    {
        await archive.Run(id, null, ct);
        parting.Leave(http, "The address was archived", $"/addresses/{id}/restoration");
        return await Back(db.Addresses.Where(a => a.Id == id).Select(a => a.CustomerId), ct);
    }

    private static async Task<IResult> RestoreAddress(
        Guid id,
        HttpContext http,
        ArchiveAddress archive,
        FlashMessage parting,
        CancellationToken ct
    )
    {
        var address = await archive.Restore(id, ct);
        parting.Leave(http, "The address is back");
        return Results.LocalRedirect($"/customers/{address.CustomerId}");
    }

    private static async Task<IResult> RemoveRelation(
        Guid id,
        HttpContext http,
        EditRelationship edit,
        FlashMessage parting,
        CancellationToken ct
    )
    {
        var form = await http.Request.ReadFormAsync(ct);
        await edit.Remove(id, null, ct);
        parting.Leave(http, "The relationship was removed");
        return FormRoutes.BackTo(form["back"], ListAddress.Path);
    }

    private static async Task<IResult> Back(IQueryable<Guid> customer, CancellationToken ct) =>
        Results.LocalRedirect(
            $"/customers/{(await customer.ToListAsync(ct)) switch { [var id] => id, _ => throw new Missing("customer") }}"
        );
}
