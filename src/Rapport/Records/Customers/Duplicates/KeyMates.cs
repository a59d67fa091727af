using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Duplicates;

/// <summary>
/// Customers that share a blocking key. A key that many share, such as a switchboard's number, tells little: the first fifty are enough.
/// </summary>
internal static class KeyMates
{
    private const int PerKey = 50;

    /// <summary>The customers under each of these keys.</summary>
    public static Task<List<(long Key, List<Guid> Customers)>> Of(
        RapportDb db,
        IReadOnlyCollection<long> keys,
        CancellationToken ct,
        int perKey = PerKey
    ) =>
        db.Engine == Engine.Postgres
            ? db.Rows(
                $"""
                select k.key, k.ids from (
                  select key, array(select customer_id from match_keys m where m.organization_id = {db.TenantId} and m.key = wanted.key
                    limit {perKey}) as ids from unnest({keys.ToArray()}) as wanted (key)) k
                where k.ids <> array[]::uuid[]
                """,
                row => (row.Long(0), row.Ids(1)),
                ct
            )
            : db.Rows(
                $"""
                select key, ids from (
                  select value as key, (select group_concat(hex(customer_id), '')
                    from (select customer_id from match_keys m where m.organization_id = {db.TenantId} and m.key = value
                      limit {perKey})) as ids
                  from json_each({"[" + string.Join(",", keys) + "]"}))
                where ids is not null
                """,
                row => (row.Long(0), row.Ids(1)),
                ct
            );

    /// <summary>Every two customers of the organization that share a key, each pair once.</summary>
    public static async Task<HashSet<(Guid Low, Guid High)>> All(RapportDb db, CancellationToken ct)
    {
        var pairs = new HashSet<(Guid, Guid)>();
        var block = new List<Guid>();
        long? current = null;
        await foreach (
            var (key, customer) in db.Stream(
                $"select key, customer_id from match_keys where organization_id = {db.TenantId} order by key, customer_id",
                row => (Key: row.Long(0), Customer: row.Id(1)),
                ct
            )
        )
        {
            if (key != current)
                (current, block) = (key, []);
            if (block.Count == PerKey)
                continue;
            // Read in the order of their IDs: who came before is the lower.
            foreach (var earlier in block)
                pairs.Add((earlier, customer));
            block.Add(customer);
        }
        return pairs;
    }
}
