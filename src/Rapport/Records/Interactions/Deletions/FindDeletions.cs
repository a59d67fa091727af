using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Deletions;

public sealed record DeletionView(
    Guid Id,
    int Count,
    string Reason,
    DeletionState State,
    Guid? RequestedById,
    string? RequestedBy,
    DateTimeOffset RequestedAt,
    string? DecidedBy,
    DateTimeOffset? DecidedAt,
    int Deleted,
    IReadOnlyList<Guid> InteractionIds
);

/// <summary>The requests to delete, newest first: all of them for who decides, one's own for others.</summary>
public sealed class FindDeletions(Reads reads, Access access, Sight sight)
{
    public Task<Page<DeletionView>> Run(DeletionState? state, Paging paging, CancellationToken ct) =>
        new TimedList<DeletionView>(
            $"deletions|{state}",
            Sql.Raw(
                "d.id, d.count, d.reason, d.state, d.requested_by_id, r.name, d.requested_at, w.name, d.decided_at, d.deleted, "
                    + "d.interaction_ids"
            ),
            Sql.Raw(
                "interaction_deletions d left join users r on r.organization_id = d.organization_id and r.id = d.requested_by_id left "
                    + "join users w on w.organization_id = d.organization_id and w.id = d.decided_by_id"
            ),
            Where(state),
            row => Read(row, TimedList<DeletionView>.First)
        )
        {
            Id = "d.id",
            Time = "d.requested_at",
        }.Run(reads, paging, ct);

    public async Task<DeletionView> One(Guid id, CancellationToken ct) =>
        (await Run(null, new Paging(1, Paging.MaxLimit, null, false), ct)).Data.FirstOrDefault(d => d.Id == id)
        ?? throw new Missing("deletion");

    private Sql Where(DeletionState? state)
    {
        var own = access.Has(Permission.ManageInteractions) ? Sql.Raw("true") : (Sql)$"d.requested_by_id = {sight.Me}";
        var where = (Sql)$"d.organization_id = {reads.Tenant} and {own}";
        return state is { } named ? $"{where} and d.state = {named}" : where;
    }

    private static DeletionView Read(Row row, int at) =>
        new(
            row.Id(at),
            row.Int(at + 1),
            row.Text(at + 2),
            Words.Parse<DeletionState>(row.Text(at + 3)),
            row.IdOrNull(at + 4),
            row.TextOrNull(at + 5),
            row.Time(at + 6),
            row.TextOrNull(at + 7),
            row.TimeOrNull(at + 8),
            row.Int(at + 9),
            [.. row.Text(at + 10).Split(' ').Select(Guid.Parse)]
        );
}
