using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Pages;

/// <summary>What the bar below a selection does to all of it, in one change: either everybody is changed or nobody.</summary>
internal sealed class BulkForm(Changes changes, EditCustomer edit, ArchiveCustomer archive, ChangeTags tags)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapForm("/customers/bulk", Act).Needs(Permission.ReadCustomers);
        app.MapForm("/customers/bulk/restoration", Restore).Needs(Permission.ArchiveCustomers);
    }

    private static async Task<IResult> Act(HttpContext http, BulkForm bulk, PartingWord parting, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var ids = form["ids"].Select(id => Guid.TryParse(id, out var read) ? read : throw new Missing("customer")).Distinct().Take(Paging.MaxLimit).ToList();
        if (ids.Count == 0) return FormRoutes.BackTo(form["back"], ListAddress.Path);
        var many = ids.Count == 1 ? "1 customer" : $"{ids.Count} customers";
        if (Guid.TryParse(form["owner_id"], out var owner))
        {
            await bulk.Each(ids, id => bulk.Assign(id, owner, ct), ct);
            parting.Leave(http, $"{many} assigned");
        }
        else if (form["tag"].ToString() is { Length: > 0 } tag)
        {
            await bulk.Each(ids, id => bulk.Tag(id, tag, ct), ct);
            parting.Leave(http, $"{many} tagged {tag}");
        }
        else if (form["archive"] == "true")
        {
            await bulk.Each(ids, id => bulk.Archive(id, ct), ct);
            parting.Leave(http, $"{many} archived", ids.Count <= UndoneByAddress ? $"/customers/bulk/restoration?ids={string.Join(',', ids)}" : null);
        }
        return FormRoutes.BackTo(form["back"], ListAddress.Path);
    }

    /// <summary>More IDs than these do not fit into the cookie that offers the undo.</summary>
    private const int UndoneByAddress = 50;

    private static async Task<IResult> Restore(string ids, HttpContext http, BulkForm bulk, PartingWord parting, CancellationToken ct)
    {
        var read = ids.Split(',').Select(id => Guid.TryParse(id, out var one) ? one : throw new Missing("customer")).Take(UndoneByAddress).ToList();
        await bulk.Each(read, id => bulk.BringBack(id, ct), ct);
        parting.Leave(http, read.Count == 1 ? "1 customer is back" : $"{read.Count} customers are back");
        return Results.LocalRedirect(ListAddress.Path);
    }

    private Task Assign(Guid id, Guid owner, CancellationToken ct) => edit.Run(id, new CustomerInput { OwnerId = owner }, null, ct);

    private Task Tag(Guid id, string tag, CancellationToken ct) => tags.Run(id, given => [.. given, tag], ct);

    private Task Archive(Guid id, CancellationToken ct) => archive.Run(id, null, ct);

    private Task BringBack(Guid id, CancellationToken ct) => archive.Restore(id, ct);

    private async Task Each(IEnumerable<Guid> ids, Func<Guid, Task> act, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        // In one order, so that two selections never wait for each other.
        foreach (var id in ids.Order()) await act(id);
        await change.Save(ct);
    }
}
