using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Duplicates;

/// <summary>A mass merge as it is shown, with the names of who asked and who decided.</summary>
public sealed record MassMergeView(
    Guid Id,
    double MinProbability,
    MassMergeState State,
    Guid? RequestedById,
    string? RequestedBy,
    DateTimeOffset RequestedAt,
    string? DecidedBy,
    DateTimeOffset? DecidedAt,
    int Merged,
    int Left
);

public enum MassMergeState
{
    Waiting,
    Approved,
    Done,
    Refused,
}

/// <summary>All open pairs above a probability, merged in one go after whoever must has agreed.</summary>
public sealed class MassMerge : VersionedEntity
{
    public double MinProbability { get; init; }
    public MassMergeState State { get; set; }
    public Guid? RequestedById { get; init; }
    public DateTimeOffset RequestedAt { get; init; }
    public Guid? DecidedById { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
    public int Merged { get; set; }

    /// <summary>Pairs that could not be merged, such as two that an external system holds apart.</summary>
    public int Left { get; set; }
}
