using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Duplicates;

/// <summary>Compares candidates anew and brings the queue to what it finds. What people decided stays as they left it.</summary>
public sealed class ComparePairs(RapportDb db, SearchDocuments images, TimeProvider clock)
{
    public sealed record Found(int Above, int Gone);

    private sealed record Known(Guid Id, Guid Low, Guid High, PairStatus Status);

    internal async Task<Found> Run(IReadOnlyCollection<(Guid Low, Guid High)> candidates, DuplicateSettings settings, CancellationToken ct)
    {
        if (candidates.Count == 0)
            return new Found(0, 0);
        var drawn = await images.Of(candidates.SelectMany(c => new[] { c.Low, c.High }).Distinct().ToList(), ct);
        var known = (await Stored(candidates.Select(c => c.Low).Distinct().ToList(), ct)).ToDictionary(p => (p.Low, p.High));
        var records = drawn.Where(d => d.Value.Counts == CountedAs.Live).ToDictionary(d => d.Key, d => d.Value.Linkage);
        var (above, gone) = (new List<DuplicatePair>(), new List<Guid>());
        foreach (var pair in candidates)
        {
            var before = known.GetValueOrDefault(pair);
            if (before is { Status: not PairStatus.Open })
                continue;
            // Who is archived or merged away may come back, and the pair with them.
            if (!records.TryGetValue(pair.Low, out var low) || !records.TryGetValue(pair.High, out var high))
                continue;
            if (!settings.IsLikely(settings.Probability(low, high)))
            {
                if (before is not null)
                    gone.Add(before.Id);
                continue;
            }
            var alike = PairOf.Match(pair.Low, pair.High, settings.Compare(low, high), clock.Now());
            alike.OrganizationId = db.TenantId;
            above.Add(alike);
        }
        var batch = new Batch(db).Insert(Pairs, above);
        if (gone.Count > 0)
            batch.Write(
                $"delete from duplicate_pairs where organization_id = {db.TenantId} and {Sql.In("id", gone)} and status = {PairStatus.Open}"
            );
        await batch.Run(ct);
        return new Found(above.Count, gone.Count);
    }

    private Task<List<Known>> Stored(IReadOnlyCollection<Guid> lows, CancellationToken ct) =>
        db.Rows(
            $"select id, low_id, high_id, status from duplicate_pairs where organization_id = {db.TenantId} and {Sql.In("low_id", lows)}",
            row => new Known(row.Id(0), row.Id(1), row.Id(2), Words.Parse<PairStatus>(row.Text(3))),
            ct
        );

    private static readonly TableInsert<DuplicatePair> Pairs = new TableInsert<DuplicatePair>("duplicate_pairs")
        .Column("organization_id", p => p.OrganizationId)
        .Column("id", p => p.Id)
        .Column("version", p => p.Version)
        .Column("low_id", p => p.LowId)
        .Column("high_id", p => p.HighId)
        .Column("probability", p => p.Probability)
        .Column("evidence", p => p.Evidence)
        .Column("status", p => p.Status)
        .Column("found_at", p => p.FoundAt)
        .OnConflict(
            "on conflict (organization_id, low_id, high_id) do update set probability = excluded.probability, evidence = "
                + "excluded.evidence where duplicate_pairs.status = 'open'"
        );
}
