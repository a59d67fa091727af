using Rapport.Platform.Data;

namespace Rapport.Records.Facts.Intake;

/// <summary>What stands in the tables of a fact that comes again.</summary>
/// <param name="Kept">The values of <see cref="FactKind.Kept"/>, in that order.</param>
public sealed record KnownFact(
    Guid Id,
    long ContentHash,
    Guid? CustomerId,
    int Version,
    DateTimeOffset CreatedAt,
    Guid? CreatedById,
    IReadOnlyList<object?> Kept
)
{
    private static readonly BatchSize Together = new(10_000, 500);

    /// <param name="held">Nobody else writes them until the running change ends.</param>
    public static async Task<Dictionary<string, KnownFact>> Load(
        RapportDb db,
        FactKind kind,
        IEnumerable<string> externalIds,
        CancellationToken ct,
        bool held = false
    )
    {
        var holding = held ? RowLock.NoKeyUpdate.Clause() : Sql.Empty;
        var known = new Dictionary<string, KnownFact>();
        var customer = Sql.Raw(kind.IsOfCustomer ? "customer_id" : "null");
        var also = Sql.Raw(string.Concat(kind.Kept.Select(f => $", {f.Column}")));
        foreach (var some in externalIds.Distinct().Chunk(Together.On(db)))
        foreach (
            var (externalId, fact) in await db.Rows(
                $"""
                select external_id, id, content_hash, {customer}, version, created_at, created_by_id{also} from {Sql.Raw(
                    kind.Table
                )} where organization_id = {db.TenantId} and {Sql.In("external_id", some)} {holding}
                """,
                row =>
                    (
                        row.Text(0),
                        new KnownFact(
                            row.Id(1),
                            row.Long(2),
                            row.IdOrNull(3),
                            row.Int(4),
                            row.Time(5),
                            row.IdOrNull(6),
                            [.. kind.Kept.Select((field, i) => FactView.Stored(field, row, 7 + i))]
                        )
                    ),
                ct
            )
        )
            known[externalId] = fact;
        return known;
    }
}
