using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Actions;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Lifecycle;

/// <summary>
/// Moves many customers to a stage. Who may not be moved there without an override is moved with a reason alone, and by those who may
/// override; what needs an approval is left out.
/// </summary>
public sealed class MoveMany(
    RapportDb db,
    Changes changes,
    CustomerAccess customers,
    Access access,
    BulkRequests requests,
    IServiceProvider services
)
{
    private const int MostNamed = 10;

    /// <param name="CustomerIds">These, or those whom a list with the filter shows.</param>
    /// <param name="Filter">The query string of a list of customers.</param>
    public sealed record Request(Guid[]? CustomerIds, string? Filter, string? Stage, string? Reason);

    /// <param name="Moved">Of a preview: those who would be moved.</param>
    /// <param name="NotAllowed">Left where they are, since the move needs an override.</param>
    public sealed record Response(
        StageRef Stage,
        int Moved,
        int AlreadyThere,
        int NeedsApproval,
        int NotAllowed,
        int OutOfScope,
        int Missing,
        IReadOnlyList<FromStage> From,
        IReadOnlyList<string> Examples
    );

    /// <summary>How many come from which stage, and whether the move is allowed from there.</summary>
    public sealed record FromStage(StageRef Stage, int Customers, bool IsAllowed, bool NeedsApproval);

    private sealed record Found(Guid Id, string Name, Guid Stage, bool IsReached, bool MayOverride);

    public Task<Response> Preview(Request request, CancellationToken ct) => Run(request, isPreview: true, ct);

    public Task<Response> Run(Request request, CancellationToken ct) => Run(request, isPreview: false, ct);

    private async Task<Response> Run(Request request, bool isPreview, CancellationToken ct)
    {
        access.Require(Permission.MoveLifecycle);
        var reason = MoveStage.CheckedReason(request.Reason);
        var chosen = await requests.Chosen(request.CustomerIds, request.Filter, ct);
        await using var change = await changes.Begin(ct);
        var map = await StageMap.Load(db, ct);
        var to = map.Named(request.Stage);
        if (!isPreview)
            await LifecycleRows.Ensure(db, chosen, ct);
        var found = await Find(chosen, ct);
        var reached = found.Where(f => f.IsReached).ToList();
        var going = reached.Where(f => f.Stage != to.Id && MayGo(map, f, to, reason)).ToList();
        var response = new Response(
            StageRef.Of(to),
            going.Count,
            reached.Count(f => f.Stage == to.Id),
            reached.Count(f => map.Move(f.Stage, to.Id) == true),
            reached.Count(f => f.Stage != to.Id && map.Move(f.Stage, to.Id) is null && !MayGo(map, f, to, reason)),
            found.Count - reached.Count,
            chosen.Count - found.Count,
            [
                .. reached
                    .Where(f => f.Stage != to.Id)
                    .GroupBy(f => f.Stage)
                    .Select(g => new FromStage(
                        StageRef.Of(map[g.Key]),
                        g.Count(),
                        map.Move(g.Key, to.Id) is not null,
                        map.Move(g.Key, to.Id) == true
                    )),
            ],
            [.. going.Take(MostNamed).Select(f => f.Name)]
        );
        if (isPreview)
            return response;
        var moved = await services
            .GetRequiredService<WriteMoves>()
            .Run(going.ConvertAll(f => new StageStep(f.Id, f.Stage, [to.Id])), MoveStage.Cause(access, reason), map, ct);
        await change.Save(ct);
        return response with { Moved = moved.Count };
    }

    private static bool MayGo(StageMap map, Found found, LifecycleStage to, string? reason) =>
        map.Move(found.Stage, to.Id) switch
        {
            true => false,
            false => true,
            null => reason is not null && found.MayOverride,
        };

    private Task<List<Found>> Find(IReadOnlyList<Guid> chosen, CancellationToken ct)
    {
        var mayOverride = access.Has(Permission.OverrideLifecycle)
            ? customers.Visible(Permission.OverrideLifecycle, "c")
            : Sql.Raw("false");
        return db.Rows(
            $"""
            select c.id, c.display_name, l.current_stage_id, coalesce({customers.Visible(Permission.MoveLifecycle, "c")}, false),
              coalesce({mayOverride}, false)
            from customers c join customer_lifecycles l on l.organization_id = c.organization_id and l.customer_id = c.id
            where c.organization_id = {db.TenantId} and {Sql.In("c.id", chosen)} and c.merged_into_id is null and c.archived_at is null
            order by c.id
            """,
            row => new Found(row.Id(0), row.Text(1), row.Id(2), row.Truth(3), row.Truth(4)),
            ct
        );
    }
}
