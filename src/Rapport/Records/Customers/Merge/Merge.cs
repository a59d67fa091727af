using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Merge;

/// <summary>The fold of duplicates into a survivor, with all that is needed to undo it.</summary>
public sealed class CustomerMerge : VersionedEntity
{
    public Guid SurvivorId { get; init; }
    public Guid MergedById { get; init; }
    public DateTimeOffset MergedAt { get; init; }
    public DateTimeOffset? UndoneAt { get; set; }
    public Guid? UndoneById { get; set; }
    /// <summary>The survivor's fields before and after, as JSON.</summary>
    public string SurvivorBefore { get; init; } = "{}";
    public string SurvivorAfter { get; set; } = "{}";
}

public sealed class MergedCustomer : Entity
{
    public Guid MergeId { get; init; }
    public Guid CustomerId { get; init; }
}

public enum MoveKind { Moved, Removed, Changed }

/// <summary>What a merge did to one row of another table: where it was, or the row itself where it had to go.</summary>
public sealed class MergeMove : Entity
{
    public Guid MergeId { get; init; }
    public int Position { get; init; }
    public string Table { get; init; } = "";
    public Guid RowId { get; init; }
    public MoveKind Kind { get; init; }
    /// <summary>The columns before, as JSON.</summary>
    public string Before { get; init; } = "{}";
    public string After { get; init; } = "{}";
}
