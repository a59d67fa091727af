using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Actions;

internal static class ActionRoutes
{
    /// <summary>What an action came to. <c>undo</c> is where it can be taken back with DELETE.</summary>
    public sealed record ActionView(
        Guid Id,
        BulkKind Action,
        int Changed,
        int Unchanged,
        int OutOfScope,
        int Missing,
        DateTimeOffset CreatedAt,
        DateTimeOffset? UndoneAt,
        string? Undo
    );

    /// <summary>Each kind of action asks for its own permission besides, before it touches a row.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/customers/actions", Act)
            .Named("runBulkAction", "Assign, tag, archive or add many customers to a segment")
            .Tagged("Bulk actions", "One change to many customers, which can be undone")
            .Needs(Permission.ReadCustomers);
        var action = app.MapGroup("/api/bulk-actions/{id}").WithTags("Bulk actions").Needs(Permission.ReadCustomers);
        action.MapGet("/", Get).Named("getBulkAction", "Show a bulk action");
        action.MapDelete("/", Undo).Named("undoBulkAction", "Undo a bulk action");
        // Under customers the path could also be read as a customer's: it stays for clients that know it.
        var former = app.MapGroup("/api/customers/actions/{id}").ExcludeFromDescription().Needs(Permission.ReadCustomers);
        former.MapGet("/", Get);
        former.MapDelete("/", Undo);
    }

    private static async Task<ActionView> Act(BulkRequest request, ActOnMany act, CancellationToken ct) => View(await act.Run(request, ct));

    private static async Task<ActionView> Get(Guid id, RapportDb db, CancellationToken ct) =>
        View(await db.BulkActions.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) ?? throw new Missing("action"));

    private static Task<UndoAction.Response> Undo(Guid id, UndoAction undo, CancellationToken ct) => undo.Run(id, ct);

    private static ActionView View(BulkAction action) =>
        new(
            action.Id,
            action.Kind,
            action.Changed,
            action.Unchanged,
            action.OutOfScope,
            action.Missing,
            action.CreatedAt,
            action.UndoneAt,
            action.UndoneAt is null && action.Changed > 0 ? $"/api/customers/actions/{action.Id}" : null
        );
}
