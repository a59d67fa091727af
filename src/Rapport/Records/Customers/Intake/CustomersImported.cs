using System.Text.Json.Serialization;
using Rapport.Platform.Events;

namespace Rapport.Records.Customers.Intake;

/// <summary>A batch of rows was taken in. IDs and counts alone: who they are stands in the tables, which erasure clears.</summary>
[EventName("customers.imported")]
public sealed record CustomersImported(
    Guid ImportId,
    long Created,
    long Updated,
    long Skipped,
    long Duplicates,
    long Rejected,
    IReadOnlyList<Guid> CreatedIds,
    IReadOnlyList<Guid> ChangedIds
) : DomainEvent
{
    /// <summary>What rows say of where their customers stand, in the order of the rows.</summary>
    [JsonIgnore]
    public IReadOnlyList<ImportedStanding> Standings { get; init; } = [];

    [JsonIgnore]
    public override string SubjectType => "import";

    [JsonIgnore]
    public override Guid SubjectId => ImportId;

    [JsonIgnore]
    public override IEnumerable<string> Touches => [$"import:{ImportId}", "imports", "customers"];
}

/// <param name="Word">The word of a stage or a status, such as "at_risk".</param>
public sealed record ImportedStanding(Guid Customer, string Word);
