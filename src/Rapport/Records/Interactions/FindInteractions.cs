using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Interactions.Search;

namespace Rapport.Records.Interactions;

/// <summary>Lists interactions and opens one, as far as the caller sees their customers.</summary>
public sealed class FindInteractions(Reads reads, Sight sight, SearchTexts texts)
{
    public async Task<Page<InteractionView>> Run(InteractionFilter filter, Paging paging, bool oldestFirst, CancellationToken ct) =>
        await new TimedList<InteractionView>(
            $"interactions|{filter}",
            InteractionView.Columns,
            await From(filter, ct),
            Where(filter),
            row => InteractionView.Of(row, TimedList<InteractionView>.First)
        )
        {
            Id = "i.id",
            Time = "i.happened_at",
            IsFew = filter.Search is not null,
            Ascending = oldestFirst,
        }.Run(reads, paging, ct);

    /// <summary>All that a filter finds, one by one, for an export.</summary>
    internal async Task<IAsyncEnumerable<InteractionView>> Stream(InteractionFilter filter, CancellationToken ct) =>
        reads.Stream(
            $"select {InteractionView.Columns} from {await From(filter, ct)} where {Where(filter)} order by i.happened_at desc, i.id desc",
            row => InteractionView.Of(row, 0),
            ct
        );

    public async Task<InteractionView> One(Guid id, CancellationToken ct)
    {
        var found = await reads.Rows(
            $"""
            select {InteractionView.Columns}, {sight.Ownership(
                "c"
            )} from {InteractionView.From} where i.organization_id = {reads.Tenant} and i.id = {id}
            """,
            row =>
            {
                sight.Require(row, InteractionView.Width);
                return InteractionView.Of(row, 0);
            },
            ct
        );
        return found.Count == 0 ? throw new Missing("interaction") : found[0];
    }

    private async Task<Sql> From(InteractionFilter filter, CancellationToken ct) =>
        filter.Search is { } typed
            ? InteractionView.FromPicked(Sql.Picked("interactions", "i", reads.Tenant, await texts.Hits(typed, "interaction", ct)))
            : InteractionView.From;

    private Sql Where(InteractionFilter filter)
    {
        var conditions = new List<Sql> { $"i.organization_id = {reads.Tenant}", sight.Customers("c") };
        conditions.AddRange(filter.Conditions());
        return Sql.Join(" and ", conditions);
    }
}
