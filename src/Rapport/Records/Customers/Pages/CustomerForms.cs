using Rapport.Platform.Data;
using Rapport.Platform.Web;
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

    private static async Task<IResult> Archive(Guid id, HttpContext http, ArchiveCustomer archive, PartingWord parting, CancellationToken ct)
    {
        var customer = await archive.Run(id, null, ct);
        parting.Leave(http, $"{customer.DisplayName} was archived", $"/customers/{id}/restoration");
        return Results.LocalRedirect(ListAddress.Path);
    }

    private static async Task<IResult> Restore(Guid id, HttpContext http, ArchiveCustomer archive, PartingWord parting, CancellationToken ct)
    {
        var customer = await archive.Restore(id, ct);
        parting.Leave(http, $"{customer.DisplayName} is back");
        return Results.LocalRedirect($"/customers/{id}");
    }

    private static async Task<IResult> Tag(Guid id, HttpContext http, ChangeTags tags, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        await tags.Run(id, given => [.. given, form["name"].ToString()], ct);
        return Results.LocalRedirect($"/customers/{id}");
    }

    private static async Task<IResult> Untag(Guid id, HttpContext http, ChangeTags tags, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        await tags.Run(id, given => [.. given.Where(tag => tag != form["name"].ToString())], ct);
        return Results.LocalRedirect($"/customers/{id}");
    }
}

/// <summary>Adds a tag to what a customer has, or takes one away, whatever others change meanwhile.</summary>
internal sealed class ChangeTags(Changes changes, OpenCustomer open, EditCustomer edit)
{
    public async Task Run(Guid id, Func<IReadOnlyList<string>, string[]> change, CancellationToken ct)
    {
        await using var running = await changes.Begin(ct);
        var given = (await open.InChange(id, ct)).Tags;
        await edit.Run(id, new CustomerInput { Tags = change(given) }, null, ct);
        await running.Save(ct);
    }
}
