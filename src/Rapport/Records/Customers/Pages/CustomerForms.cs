using Rapport.Platform.Data;
using Rapport.Platform.Web;
using Rapport.Records.Customers.Tags;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Pages;

/// <summary>The small forms of the customer pages: archive, restore, tag, choose columns.</summary>
internal static class CustomerForms
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapForm("/customers/columns", Columns).Needs(Permission.ReadCustomers);
        app.MapForm("/customers/{id:guid}/archiving", Archive).Needs(Permission.ArchiveCustomers);
        app.MapForm("/customers/{id:guid}/restoration", Restore).Needs(Permission.ArchiveCustomers);
        app.MapForm("/customers/{id:guid}/tags", Tag).Needs(Permission.WriteCustomers);
        app.MapForm("/customers/{id:guid}/tags/removal", Untag).Needs(Permission.WriteCustomers);
    }

    private static async Task<IResult> Columns(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        ListColumns.Keep(http, form["columns"].OfType<string>());
        return FormRoutes.BackTo(form["back"], ListAddress.Path);
    }

    private static async Task<IResult> Archive(
        Guid id,
        HttpContext http,
        ArchiveCustomer archive,
        FlashMessage parting,
        CancellationToken ct
    )
    {
        var customer = await archive.Run(id, null, ct);
        parting.Leave(http, $"{customer.DisplayName} was archived", $"/customers/{id}/restoration");
        return Results.LocalRedirect(ListAddress.Path);
    }

    private static async Task<IResult> Restore(
        Guid id,
        HttpContext http,
        ArchiveCustomer archive,
        FlashMessage parting,
        CancellationToken ct
    )
    {
        var customer = await archive.Restore(id, ct);
        parting.Leave(http, $"{customer.DisplayName} is back");
        return Results.LocalRedirect($"/customers/{id}");
    }

    private static async Task<IResult> Tag(Guid id, HttpContext http, TagCustomer tags, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        await tags.Run(id, form["name"].ToString(), ct);
        return Results.LocalRedirect($"/customers/{id}");
    }

    private static async Task<IResult> Untag(Guid id, HttpContext http, TagCustomer tags, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        await tags.Remove(id, form["name"].ToString(), ct);
        return Results.LocalRedirect($"/customers/{id}");
    }
}
