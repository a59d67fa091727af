using System.Text.Json.Serialization;
using Rapport.Platform.Events;
using Rapport.Records.Customers;

namespace Rapport.Records.Import;

/// <summary>Some rows of an import were taken back: customers it made are gone, those it changed are as they were.</summary>
[EventName("customers.import_undone")]
public sealed record ImportUndone(Guid ImportId, IReadOnlyList<Guid> RemovedIds, IReadOnlyList<Guid> RestoredIds, bool IsAll) : DomainEvent
{
    [JsonIgnore]
    public override string SubjectType => "import";

    [JsonIgnore]
    public override Guid SubjectId => ImportId;

    [JsonIgnore]
    public override IEnumerable<string> Touches => [$"import:{ImportId}", "imports", "customers"];
}

/// <summary>An import started, ended, was cancelled or failed.</summary>
[EventName("import.changed")]
public sealed record ImportChanged(Guid ImportId, ImportState State) : DomainEvent
{
    [JsonIgnore]
    public override string SubjectType => "import";

    [JsonIgnore]
    public override Guid SubjectId => ImportId;

    [JsonIgnore]
    public override IEnumerable<string> Touches => [$"import:{ImportId}", "imports"];
}
