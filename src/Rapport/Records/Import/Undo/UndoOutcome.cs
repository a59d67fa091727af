namespace Rapport.Records.Import.Undo;

/// <summary>What an undo did, and whom it left as they are because somebody changed them since.</summary>
public sealed record UndoOutcome(long Removed, long Restored, long KeptCount, IReadOnlyList<UndoOutcome.Left> Kept)
{
    public const int Listed = 1000;

    public static UndoOutcome None { get; } = new(0, 0, 0, []);

    /// <param name="Fields">What was kept of the import's values; empty where the whole customer was.</param>
    public sealed record Left(Guid? CustomerId, string Reason, IReadOnlyList<string> Fields)
    {
        /// <summary>Of a file of facts, the fact that was left.</summary>
        public string? ExternalId { get; init; }
    }

    internal UndoOutcome With(long removed, long restored, IReadOnlyCollection<Left> left) =>
        new(Removed + removed, Restored + restored, KeptCount + left.Count, [.. Kept.Concat(left).Take(Listed)]);
}
