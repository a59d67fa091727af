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
            Evidence = JsonSerializer.Serialize(CandidateEvidence.Of(match, isOrdered).Select(e => e.Kept()), ApiJson.Options),
        };
    }
}
