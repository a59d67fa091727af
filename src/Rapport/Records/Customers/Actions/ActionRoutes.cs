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
        var actions = app.MapGroup("/api/customers/actions").WithTags("Bulk actions");
        actions.MapPost("/", Act).Needs(Permission.ReadCustomers);
        actions.MapGet("/{id}", Get).Needs(Permission.ReadCustomers);
        actions.MapDelete("/{id}", Undo).Needs(Permission.ReadCustomers);
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
