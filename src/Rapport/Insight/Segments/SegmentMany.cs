using Microsoft.EntityFrameworkCore;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Actions;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Segments;

/// <summary>Puts many customers into a static segment, or takes them out.</summary>
public sealed class SegmentMany(RapportDb db, AssignSegment assign) : IBulkChange
{
    internal static readonly AddedBulkChange Adding = Change(BulkKind.Segment),
        Removing = Change(BulkKind.Unsegment);

    public async Task<List<BulkActionRow>> Apply(BulkAction action, IReadOnlyList<Reached> customers, CancellationToken ct)
    {
        var segment = await assign.Static(action.TargetId!.Value, ct);
        Guid[] ids = [.. customers.Where(c => c.ArchivedAt is null).Select(c => c.Id)];
        var moved = action.Kind == BulkKind.Segment ? await assign.Add(segment, ids, ct) : await assign.Remove(segment, ids, ct);
        return
        [
            .. moved.Select(id => new BulkActionRow
            {
                OrganizationId = db.TenantId,
                ActionId = action.Id,
                CustomerId = id,
            }),
        ];
    }

    public async Task<int> Revert(
        BulkAction action,
        IReadOnlyList<Reached> customers,
        IReadOnlyDictionary<Guid, BulkActionRow> before,
        CancellationToken ct
    )
    {
        if (await db.Segments.AsNoTracking().SingleOrDefaultAsync(s => s.Id == action.TargetId, ct) is not { } segment)
            return 0;
        Guid[] ids = [.. customers.Select(c => c.Id)];
        var moved = action.Kind == BulkKind.Segment ? await assign.Remove(segment, ids, ct) : await assign.Add(segment, ids, ct);
        return moved.Count;
    }

    private static AddedBulkChange Change(BulkKind kind) =>
        new(kind, Permission.WriteSegments, services => services.GetRequiredService<SegmentMany>(), Target);

    private static async Task<Guid?> Target(IServiceProvider services, BulkParameters? parameters, CancellationToken ct)
    {
        if (parameters?.Segment.Value is not { Length: > 0 } named)
            throw new Invalid("parameters.segment", "It is required: the ID or the name of a segment.");
        var (key, id) = (NameFolding.Key(named, Segment.MaxName), Guid.TryParse(named, out var read) ? read : Guid.Empty);
        var found =
            await services
                .GetRequiredService<RapportDb>()
                .Segments.AsNoTracking()
                .Where(s => s.Id == id || s.NameKey == key)
                .FirstOrDefaultAsync(ct)
            ?? throw new Invalid("parameters.segment", "There is no such segment.");
        return (await services.GetRequiredService<AssignSegment>().Static(found.Id, ct)).Id;
    }
}
