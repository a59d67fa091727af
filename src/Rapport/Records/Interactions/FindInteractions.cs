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
            InteractionView.From,
            await Where(filter, ct),
            row => InteractionView.Of(row, TimedList<InteractionView>.First)
        )
        {
            Id = "i.id",
            Time = "i.happened_at",
            Ascending = oldestFirst,
        }.Run(reads, paging, ct);

    /// <summary>All that a filter finds, one by one, for an export.</summary>
    internal async Task<IAsyncEnumerable<InteractionView>> Stream(InteractionFilter filter, CancellationToken ct) =>
        reads.Stream(
            $"select {InteractionView.Columns} from {InteractionView.From} where {await Where(filter, ct)} order by i.happened_at desc, i.id desc",
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

    private async Task<Sql> Where(InteractionFilter filter, CancellationToken ct)
    {
        var conditions = new List<Sql> { $"i.organization_id = {reads.Tenant}", sight.Customers("c") };
        conditions.AddRange(filter.Conditions());
        if (filter.Search is { } typed)
            conditions.Add(Sql.In("i.id", await texts.Hits(typed, "interaction", ct)));
        return Sql.Join(" and ", conditions);
    }
}
