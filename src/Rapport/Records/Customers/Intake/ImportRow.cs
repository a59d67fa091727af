using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Intake;

/// <summary>What happens to a row that seems to be a customer who is here already.</summary>
public enum OnDuplicate
{
    Review,
    Create,
    Skip,
    Merge,
}

public enum RowResult
{
    Created,
    Updated,
    Skipped,
    Duplicate,
    Rejected,
    Waiting,
}

/// <summary>What became of one row of the file.</summary>
public sealed class ImportRow
{
    public Guid OrganizationId { get; init; }
    public Guid ImportId { get; init; }
    public long Row { get; init; }

    /// <summary>The line of the file that the row begins in.</summary>
    public long Line { get; init; }
    public RowResult Result { get; init; }
    public Guid? CustomerId { get; init; }

    /// <summary>Why it was rejected, as JSON by field; or the values before an update; or whose duplicate it seems to be.</summary>
    [PersonalData]
    public string? Details { get; init; }

    /// <summary>The fields as they stood in the file, kept for rejected rows alone, and sealed: there may be tax IDs among them.</summary>
    [PersonalData]
    public byte[]? Raw { get; init; }
}
