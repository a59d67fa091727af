using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Duplicates;

/// <summary>
/// How right the comparison has been, by what this organization's people decided: of the pairs above each probability, how many they
/// merged.
/// </summary>
public sealed class JudgeDuplicates(Reads reads, Access access)
{
    /// <param name="Above">Probability, from here on up.</param>
    /// <param name="Open">Pairs above it that wait.</param>
    /// <param name="Precision">Merged of all decided above it; null while nothing is decided.</param>
    /// <param name="Recall">Merged above it of all merged pairs that were ever queued; null while none is.</param>
    public sealed record Step(double Above, int Open, int Merged, int Dismissed, double? Precision, double? Recall);

    private static readonly double[] Steps = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99];

    public async Task<IReadOnlyList<Step>> Run(CancellationToken ct)
    {
        access.Require(Permission.MergeCustomers);
        // Hundredths, so that a queue of a million pairs is counted by the database.
        var counted = await reads.Rows(
            $"""
            select status, cast(probability * 100 as integer), count(*) from duplicate_pairs where organization_id = {reads.Tenant}
            group by 1, 2
            """,
            row => (Status: Words.Parse<PairStatus>(row.Text(0)), Share: row.Int(1) / 100.0, Count: row.Int(2)),
            ct
        );
        var all = counted.Where(c => c.Status == PairStatus.Merged).Sum(c => c.Count);
        return
        [
            .. Steps.Select(above =>
            {
                int Of(PairStatus status) => counted.Where(c => c.Status == status && c.Share >= above).Sum(c => c.Count);
                var (merged, dismissed) = (Of(PairStatus.Merged), Of(PairStatus.Dismissed));
                return new Step(
                    above,
                    Of(PairStatus.Open),
                    merged,
                    dismissed,
                    merged + dismissed == 0 ? null : (double)merged / (merged + dismissed),
                    all == 0 ? null : (double)merged / all
                );
            }),
        ];
    }
}
