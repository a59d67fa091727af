using Rapport.Platform.Data;
using Rapport.Platform.Events;

namespace Rapport.Records.Customers.Find;

/// <summary>
/// Folds the changes of customer counts into the counters. Writers only append, so none of them waits for another's commit.
/// </summary>
public sealed class FoldCustomerCounts(RapportDb db) : IEventReader
{
    private const int Enough = 500;

    public static string Name => "customer_counts";

    public static Sql Follows => Sql.Raw("false");

    public async Task Read(IReadOnlyList<SealedEvent> events, CancellationToken ct)
    {
        var waiting = (
            await db.Rows($"select count(*) from customer_count_changes where organization_id = {db.TenantId}", row => row.Long(0), ct)
        )[0];
        if (waiting < Enough)
            return;
        var folded = await db.Rows(
            $"""
            delete from customer_count_changes where organization_id = {db.TenantId}
            returning branch_id, live, archived
            """,
            row => (Branch: row.Id(0), Live: row.Int(1), Archived: row.Int(2)),
            ct
        );
        foreach (var branch in folded.GroupBy(f => f.Branch))
            await db.Execute(
                $"""
                insert into customer_counts (organization_id, branch_id, live, archived) values ({db.TenantId}, {branch.Key}, {branch.Sum(
                    b => (long)b.Live
                )}, {branch.Sum(b => (long)b.Archived)})
                on conflict (organization_id, branch_id) do update
                set live = customer_counts.live + excluded.live, archived = customer_counts.archived + excluded.archived
                """,
                ct
            );
    }
}
