using Rapport.Platform.Web;
using Rapport.Records.Customers.Actions;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Pages;

/// <summary>The bar below a selection: one action on all of it, or on all that the list's filter finds, and its undo.</summary>
internal static class BulkForm
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapForm("/customers/actions", Act).Needs(Permission.ReadCustomers);
        app.MapForm("/customers/actions/{id:guid}/undoing", Undo).Needs(Permission.ReadCustomers);
    }

    private static async Task<IResult> Act(HttpContext http, ActOnMany act, FlashMessage parting, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var chosen = form["ids"].Select(id => Guid.TryParse(id, out var read) ? read : Guid.Empty).ToArray();
        if (form["compare"] == "true")
            return Results.LocalRedirect($"/dashboard/compare?ids={string.Join(',', chosen)}");
        var whom =
            form["all"] == "true" ? new BulkRequest { Filter = form["filter"].ToString() } : new BulkRequest { CustomerIds = chosen };
        var action = await act.Run(Asked(whom, form), ct);
        parting.Leave(http, Told(action), action.Changed > 0 ? $"/customers/actions/{action.Id}/undoing" : null);
        return FormRoutes.BackTo(form["back"], ListAddress.Path);
    }

    private static async Task<IResult> Undo(Guid id, HttpContext http, UndoAction undo, FlashMessage parting, CancellationToken ct)
    {
        var undone = await undo.Run(id, ct);
        parting.Leave(
            http,
            $"{Many(undone.Reverted)} as before{(undone.Skipped > 0 ? $", {undone.Skipped} changed since and were left" : "")}"
        );
        return Results.LocalRedirect(ListAddress.Path);
    }

    private static BulkRequest Asked(BulkRequest whom, IFormCollection form)
    {
        if (form["tag"].ToString() is { Length: > 0 } tag)
            return whom with
            {
                Action = BulkKind.Tag,
                Parameters = new BulkParameters { Tag = tag },
            };
        if (Guid.TryParse(form["owner_id"], out var owner))
            return whom with
            {
                Action = BulkKind.Assign,
                Parameters = new BulkParameters { OwnerId = owner },
            };
        if (form["segment_id"].ToString() is { Length: > 0 } segment)
            return whom with
            {
                Action = BulkKind.Segment,
                Parameters = new BulkParameters { Segment = segment },
            };
        return whom with { Action = BulkKind.Archive };
    }

    private static string Told(BulkAction action)
    {
        var done = action.Kind switch
        {
            BulkKind.Assign => "assigned",
            BulkKind.Tag => "tagged",
            BulkKind.Segment => "added to the segment",
            _ => "archived",
        };
        var left =
            action.OutOfScope > 0 ? $", {action.OutOfScope} out of your reach"
            : action.Unchanged > 0 ? $", {action.Unchanged} already were"
            : "";
        return $"{Many(action.Changed)} {done}{left}";
    }

    private static string Many(int count) => count == 1 ? "1 customer" : $"{count:N0} customers";
}
