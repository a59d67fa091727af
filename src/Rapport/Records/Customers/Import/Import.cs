using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Import;

public enum ImportState { Uploaded, Mapped, Running, Finished, Cancelled, Failed }

public enum OnDuplicate { Review, Create, Skip, Merge }

/// <summary>A file on its way in: its columns' mapping, its options, how far it has come.</summary>
public sealed class CustomerImport : VersionedEntity
{
    public string FileName { get; init; } = "";
    public string FilePath { get; init; } = "";
    public long FileSize { get; init; }
    /// <summary>SHA-256 of the content; with the options it tells whether this file was imported before.</summary>
    public byte[] ContentHash { get; init; } = [];
    public byte[] OptionsHash { get; set; } = [];
    public ImportState State { get; set; }
    public OnDuplicate OnDuplicate { get; set; }
    public bool IsDryRun { get; set; }
    public string DialectJson { get; set; } = "{}";
    public string MappingJson { get; set; } = "{}";
    public Guid StartedById { get; init; }
    public Guid? OwnerId { get; set; }
    public Guid? BranchId { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public bool CancelRequested { get; set; }
    /// <summary>The last data row whose result is committed; a crashed import goes on behind it.</summary>
    public long RowsDone { get; set; }
    public long? RowsTotal { get; set; }
    public long BytesDone { get; set; }
    public long Created { get; set; }
    public long Updated { get; set; }
    public long Skipped { get; set; }
    public long Duplicates { get; set; }
    public long Rejected { get; set; }
    public double Seconds { get; set; }
    public string? Error { get; set; }
}

public enum RowResult { Created, Updated, Skipped, Duplicate, Rejected }

/// <summary>What became of one row of the file.</summary>
public sealed class ImportRow
{
    public Guid OrganizationId { get; init; }
    public Guid ImportId { get; init; }
    public long Row { get; init; }
    public RowResult Result { get; init; }
    public Guid? CustomerId { get; init; }
    /// <summary>Why it was rejected, as JSON by field; or the values before an update.</summary>
    public string? Details { get; init; }
    /// <summary>The fields as they stood in the file, kept for rejected rows alone.</summary>
    public string? Raw { get; init; }
}
