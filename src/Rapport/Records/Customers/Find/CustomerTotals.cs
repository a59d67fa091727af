using System.Collections.Concurrent;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Find;

/// <summary>
/// How many customers a list has. The whole list's total is kept as a counter; a filtered one is counted to 10,000 and remembered until the
/// organization's log grows.
/// </summary>
public sealed class CustomerTotals(LogSignal written, SealedSignal log)
{
    public const int CountedTo = 10_000;
    private const int MaxRemembered = 10_000;
    private readonly ConcurrentDictionary<(Guid Organization, string Filter), (long Stamp, long Total)> remembered = new();

    public long? Recall(Guid organization, string filter) =>
        remembered.TryGetValue((organization, filter), out var known) && known.Stamp == Stamp(organization) ? known.Total : null;

    /// <param name="stamp">The stamp from before the count was taken.</param>
    public void Remember(Guid organization, string filter, long stamp, long total)
    {
        if (remembered.Count > MaxRemembered)
            remembered.Clear();
        remembered[(organization, filter)] = (stamp, total);
    }

    public long Stamp(Guid organization) => written.Stamp(organization) + log.Stamp(organization);

    /// <summary>The counters and what has not been folded into them yet.</summary>
    internal static Sql Whole(Guid organization, bool withArchived)
    {
        var column = Sql.Raw(withArchived ? "live + archived" : "live");
        return $"""
            select (select coalesce(sum({column}), 0) from customer_counts where organization_id = {organization})
                 + (select coalesce(sum({column}), 0) from customer_count_changes where organization_id = {organization})
            """;
    }
}
