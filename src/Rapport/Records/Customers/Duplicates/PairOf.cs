using System.Text.Json;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Duplicates;

/// <summary>A comparison as the queue keeps it.</summary>
internal static class PairOf
{
    public static DuplicatePair Match(CustomerImage a, CustomerImage b, Match match, DateTimeOffset now)
    {
        var isOrdered = a.Id.ToByteArray(true).AsSpan().SequenceCompareTo(b.Id.ToByteArray(true)) < 0;
        return new DuplicatePair
        {
            LowId = isOrdered ? a.Id : b.Id, HighId = isOrdered ? b.Id : a.Id, Probability = Math.Round(match.Probability, 4), FoundAt = now,
            Evidence = JsonSerializer.Serialize(match.Evidence.Where(e => e.Agreement != Agreement.Absent).Select(e =>
                new CandidateEvidence(Snake.Of(e.Field.ToString()), isOrdered ? e.A : e.B, isOrdered ? e.B : e.A, e.Stance.ToString().ToLowerInvariant(), Math.Round(e.Bits, 2))), ApiJson.Options),
        };
    }
}
