using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Facts.Intake;

namespace Rapport.Records.Import;

public enum ImportState
{
    Uploaded,
    Running,
    Finished,
    Cancelled,
    Failed,
    Undoing,
    Undone,
}

/// <summary>A file on its way in: its columns' mapping, its options, how far it has come.</summary>
public sealed class CustomerImport : VersionedEntity
{
    [NotPersonalData]
    public string FileName { get; init; } = "";

    /// <summary>The kind of fact that its rows are, such as "order"; null for customers.</summary>
    [NotPersonalData]
    public string? FactType { get; init; }

    /// <summary>What a fact of somebody unknown does.</summary>
    public OnUnknownCustomer OnUnknownCustomer { get; init; }

    /// <summary>The stored file within the data folder; gone once the import is done with it.</summary>
    [NotPersonalData]
    public string? FilePath { get; set; }
    public long FileSize { get; init; }

    /// <summary>SHA-256 of the content; with the options it tells whether this file was imported before.</summary>
    [NotPersonalData]
    public byte[] ContentHash { get; init; } = [];

    [NotPersonalData]
    public byte[] OptionsHash { get; set; } = [];

    /// <summary>How often the same file was imported with the same options before, on purpose.</summary>
    public int Repetition { get; set; }
    public ImportState State { get; set; }
    public OnDuplicate OnDuplicate { get; set; }
    public bool IsDryRun { get; set; }

    [NotPersonalData]
    public string DialectJson { get; init; } = "{}";

    [NotPersonalData]
    public string MappingJson { get; set; } = "{}";
    public Guid StartedById { get; init; }
    public bool IsByProgram { get; init; }
    public Guid? OwnerId { get; set; }
    public Guid? BranchId { get; set; }

    /// <summary>How far whoever started it may write, kept because a job runs without them.</summary>
    [NotPersonalData]
    public string RightsJson { get; set; } = "{}";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public bool CancelRequested { get; set; }

    /// <summary>The last data row whose result is committed; a crashed import goes on behind it.</summary>
    public long RowsDone { get; set; }

    /// <summary>Guessed from the file's size until it is read to its end.</summary>
    public long RowsTotal { get; set; }
    public long BytesDone { get; set; }
    public long Created { get; set; }
    public long Updated { get; set; }
    public long Skipped { get; set; }
    public long Duplicates { get; set; }
    public long Rejected { get; set; }

    /// <summary>Facts of somebody who is not here yet.</summary>
    public long Waiting { get; set; }
    public double Seconds { get; set; }

    [PersonalData]
    public string? Error { get; set; }

    /// <summary>While it is undone: the row before which nothing was taken back yet, counted down.</summary>
    public long RowsToUndo { get; set; }

    [NotPersonalData]
    public string? UndoJson { get; set; }

    public bool IsOver => State is not (ImportState.Uploaded or ImportState.Running or ImportState.Undoing);
}

/// <summary>The mapping that was last used for files with these column names.</summary>
public sealed class RememberedMapping
{
    public Guid OrganizationId { get; init; }

    /// <summary>SHA-256 of the names in order.</summary>
    [NotPersonalData]
    public byte[] HeaderHash { get; init; } = [];

    [NotPersonalData]
    public string MappingJson { get; init; } = "{}";
    public DateTimeOffset UsedAt { get; init; }
}
