using Rapport.Platform.Data;
using Rapport.Platform.Events;

namespace Rapport.Records.Customers.Duplicates;

/// <summary>
/// Keeps the queue current by itself: whoever was entered or changed is compared with those who share a key. An import compares its own
/// rows as it goes.
/// </summary>
public sealed class SweepChanged(RapportDb db, SearchDocuments images, ComparePairs compare) : IEventReader
{
    private const string Mark = "customer:";

    public static string Name => "duplicates";

    public static Sql Follows => Sql.Raw("e.subject_type = 'customer'");

    public async Task Read(IReadOnlyList<SealedEvent> events, CancellationToken ct)
    {
        var changed = events
            .SelectMany(e => e.Line.Touches.Split(' '))
            .Where(name => name.StartsWith(Mark, StringComparison.Ordinal))
            .Select(name => Guid.Parse(name.AsSpan(Mark.Length)))
            .Distinct()
            .ToList();
        if (changed.Count == 0)
            return;
        var settings = await DuplicateSettings.Of(db, ct);
        var keys = (await images.Of(changed, ct)).ToDictionary(image => image.Key, image => image.Value.MatchKeys);
        var mates = (await KeyMates.Of(db, keys.Values.SelectMany(k => k).Distinct().ToList(), ct)).ToDictionary(
            m => m.Key,
            m => m.Customers
        );
        var pairs = keys.SelectMany(k =>
                k.Value.SelectMany(key => mates.GetValueOrDefault(key) ?? []).Where(id => id != k.Key).Select(id => Ids.Ordered(k.Key, id))
            )
            .ToHashSet();
        // A pair that no longer shares a key is compared once more, and goes.
        foreach (var open in await Waiting(changed, ct))
            pairs.Add(open);
        await compare.Run(pairs, settings, ct);
    }

    private async Task<List<(Guid, Guid)>> Waiting(List<Guid> changed, CancellationToken ct) =>
        await db.Rows(
            $"""
            select low_id, high_id from duplicate_pairs
            where organization_id = {db.TenantId} and status = {PairStatus.Open} and {Sql.In("low_id", changed)}
            union all select low_id, high_id from duplicate_pairs
            where organization_id = {db.TenantId} and status = {PairStatus.Open} and {Sql.In("high_id", changed)}
            """,
            row => (row.Id(0), row.Id(1)),
            ct
        );
}
