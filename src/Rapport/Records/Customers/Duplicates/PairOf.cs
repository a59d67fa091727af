using System.Text.Json;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Duplicates;

/// <summary>A comparison as the queue keeps it.</summary>
internal static class PairOf
{
    /// <param name="match">Of the record of <paramref name="a"/> with that of <paramref name="b"/>.</param>
    public static DuplicatePair Match(Guid a, Guid b, Match match, DateTimeOffset now)
    {
        var (low, high) = Ids.Ordered(a, b);
        var isOrdered = low == a;
        return new DuplicatePair
        {
            LowId = low,
            HighId = high,
            Probability = Math.Round(match.Probability, 4),
            FoundAt = now,
            Evidence = JsonSerializer.Serialize(Evidence(match, isOrdered), ApiJson.Options),
        };
    }

    /// <param name="isOrdered">Whether the first of the two is ours.</param>
    public static List<CandidateEvidence> Evidence(Match match, bool isOrdered) =>
        [
            .. match
                .Evidence.Where(e => e.Agreement != Agreement.Absent)
                .Select(e => new CandidateEvidence(
                    Snake.Of(e.Field.ToString()),
                    isOrdered ? e.A : e.B,
                    isOrdered ? e.B : e.A,
                    e.Stance.ToString().ToLowerInvariant(),
                    Math.Round(e.Bits, 2)
                )),
        ];
}
