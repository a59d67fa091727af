using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Web;
using Rapport.Records.Customers.Views;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Pages;

/// <summary>The saved views that stand as tabs over the list: one's own and those that others share.</summary>
internal sealed class SavedViews(RapportDb db, Access access)
{
    private const int Most = 20;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapForm("/customers/views", Save).Needs(Permission.ReadCustomers);
        app.MapForm("/customers/views/{id:guid}/removal", Remove).Needs(Permission.ReadCustomers);
    }

    public async Task<List<SavedView>> Run(CancellationToken ct)
    {
        var me = access.Caller.UserId;
        return await db
            .SavedViews.AsNoTracking()
            .Where(v => v.UserId == me || v.IsShared)
            .OrderBy(v => v.UserId == me ? 0 : 1)
            .ThenBy(v => v.Position)
            .ThenBy(v => v.Id)
            .Take(Most)
            .ToListAsync(ct);
    }

    private static async Task<IResult> Save(HttpContext http, EditView edit, FlashMessage parting, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var view = await edit.Create(
            new ViewInput
            {
                Name = form["name"].ToString(),
                Query = form["query"].ToString(),
                Columns = ListColumns.Of(http.Request).Select(c => c.Key).ToArray(),
                IsShared = form["is_shared"] == "true" ? true : default(Platform.Http.Maybe<bool>),
            },
            ct
        );
        parting.Leave(http, $"View {view.Name} saved", $"/customers/views/{view.Id}/removal");
        return Results.LocalRedirect(Url(view));
    }

    private static async Task<IResult> Remove(Guid id, HttpContext http, EditView edit, FlashMessage parting, CancellationToken ct)
    {
        await edit.Delete(id, null, ct);
        parting.Leave(http, "The view was removed");
        return Results.LocalRedirect(ListAddress.Path);
    }

    public static string Url(SavedView view) => $"{ListAddress.Path}?view={view.Id}{(view.Query.Length > 0 ? "&" + view.Query : "")}";
}
