using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Customers.Intake.Columns;

namespace Rapport.Records.Import;

/// <summary>An import as the API and the pages show it, with its rate and the time it will still take.</summary>
public sealed record ImportView(
    Guid Id,
    string FileName,
    long FileSize,
    ImportState State,
    OnDuplicate OnDuplicate,
    bool DryRun,
    Guid StartedById,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt
)
{
    /// <summary>The kind of fact that its rows are; null for customers.</summary>
    public string? Type { get; init; }
    public long RowsDone { get; init; }

    /// <summary>An estimate until the file was read to its end.</summary>
    public long RowsTotal { get; init; }
    public long BytesDone { get; init; }
    public long Created { get; init; }
    public long Updated { get; init; }
    public long Skipped { get; init; }
    public long Duplicates { get; init; }
    public long Rejected { get; init; }

    /// <summary>Facts of somebody who is not here yet.</summary>
    public long Waiting { get; init; }
    public double RowsPerSecond { get; init; }
    public double? SecondsLeft { get; init; }
    public bool CancelRequested { get; init; }
    public string? Error { get; init; }

    /// <summary>What its undo did, and whom it left as somebody changed them since.</summary>
    public Undo.UndoOutcome? Undo { get; init; }

    public static ImportView Of(CustomerImport import)
    {
        var rate = import.Seconds > 0 ? import.RowsDone / import.Seconds : 0;
        return new ImportView(
            import.Id,
            import.FileName,
            import.FileSize,
            import.State,
            import.OnDuplicate,
            import.IsDryRun,
            import.StartedById,
            import.CreatedAt,
            import.StartedAt,
            import.FinishedAt
        )
        {
            Type = import.FactType,
            Waiting = import.Waiting,
            RowsDone = import.RowsDone,
            RowsTotal = import.RowsTotal,
            BytesDone = import.BytesDone,
            Created = import.Created,
            Updated = import.Updated,
            Skipped = import.Skipped,
            Duplicates = import.Duplicates,
            Rejected = import.Rejected,
            RowsPerSecond = Math.Round(rate, 1),
            CancelRequested = import.CancelRequested,
            Error = import.Error,
            Undo = import.UndoJson is { } undo
                ? System.Text.Json.JsonSerializer.Deserialize<Undo.UndoOutcome>(undo, Platform.Http.ApiJson.Options)
                : null,
            SecondsLeft =
                import.State == ImportState.Running && rate > 0
                    ? Math.Round(Math.Max(0, import.RowsTotal - import.RowsDone) / rate, 1)
                    : null,
        };
    }
}

/// <summary>The mapping as it is shown: each column with what it holds.</summary>
public sealed record MappingView(
    IReadOnlyList<MappingView.Column> Columns,
    bool DayFirst,
    CustomerType? Type,
    string ExternalIdSystem,
    IReadOnlyList<string> NotImported
)
{
    public sealed record Column(string Name, string? Target, MappedBy By, IReadOnlyList<string> Samples);

    internal static MappingView Of(ColumnMapping mapping, IReadOnlyList<IReadOnlyList<string>> rows) =>
        new(
            [
                .. mapping.Columns.Select(
                    (c, i) =>
                        new Column(
                            c.Name,
                            c.Target,
                            c.By,
                            [
                                .. rows.Where(r => i < r.Count && r[i].Length > 0)
                                    .Select(r => r[i].Length > 80 ? r[i][..80] : r[i])
                                    .Distinct()
                                    .Take(3),
                            ]
                        )
                ),
            ],
            mapping.DayFirst,
            mapping.Type,
            mapping.ExternalIdSystem,
            [.. mapping.Columns.Where(c => c.Target is null).Select(c => c.Name)]
        );
}
