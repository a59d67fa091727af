using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Merge;

/// <summary>The fold of duplicates into a survivor, with all that is needed to undo it.</summary>
public sealed class CustomerMerge : VersionedEntity
{
    public static readonly TimeSpan UndoTime = TimeSpan.FromDays(30);

    public Guid SurvivorId { get; init; }
    public Guid? MergedById { get; init; }
    public DateTimeOffset MergedAt { get; init; }
    public DateTimeOffset? UndoneAt { get; private set; }
    public Guid? UndoneById { get; private set; }

    /// <summary>Whose value each changed field took, as JSON: names and IDs, never the values.</summary>
    [NotPersonalData]
    public string Sources { get; init; } = "{}";

    public DateTimeOffset UndoUntil => MergedAt + UndoTime;
    public bool IsUndone => UndoneAt is not null;

    public void Undo(Guid? by, DateTimeOffset now) => (UndoneAt, UndoneById) = (now, by);
}

public sealed class MergedCustomer : Entity
{
    public Guid MergeId { get; init; }
    public Guid CustomerId { get; init; }
}

public enum MoveKind
{
    /// <summary>The row points at the survivor now.</summary>
    Moved,

    /// <summary>The survivor could not have it beside its own; it lives on in <see cref="MergeMove.Before"/>.</summary>
    Removed,
    Changed,
    Added,
}

/// <summary>What a merge did to one row: the columns it touched before and after, or the whole row where it had to go.</summary>
public sealed class MergeMove : Entity
{
    public Guid MergeId { get; init; }

    /// <summary>Undoing goes from the last to the first, so that each step back meets the rows that the step itself left behind.</summary>
    public int Position { get; init; }

    [NotPersonalData]
    public string Table { get; init; } = "";

    [PersonalData]
    public string RowKey { get; init; } = "";
    public MoveKind Kind { get; init; }

    [PersonalData]
    public string Before { get; init; } = "{}";

    [PersonalData]
    public string After { get; init; } = "{}";
}
