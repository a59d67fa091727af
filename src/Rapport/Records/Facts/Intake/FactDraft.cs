using System.Text.Json;
using Rapport.Platform.Http;

namespace Rapport.Records.Facts.Intake;

/// <summary>How a fact names its customer.</summary>
public sealed record CustomerName(Guid? Id, string? ExternalId, string? Email)
{
    /// <summary>What a fact that finds nobody waits for; an ID is never waited for.</summary>
    public string? Awaited => Id is null ? FactCustomers.Key(this) : null;

    public override string ToString() => Id?.ToString() ?? ExternalId ?? Email ?? "";
}

/// <summary>A row as it was read, on its way into the tables.</summary>
public sealed class FactDraft(long row, JsonElement? raw)
{
    public long Row { get; } = row;
    public JsonElement? Raw { get; } = raw;
    public FactKind? Kind { get; set; }

    /// <summary>The word of <c>"type"</c>, also when there is no such kind.</summary>
    public string? Type { get; set; }
    public string? ExternalId { get; set; }
    public CustomerName? Customer { get; set; }
    public Fact? Fact { get; set; }

    /// <summary>Set when something else than its customer is missing.</summary>
    public string? WaitsFor { get; set; }
    public bool IsRemoval { get; set; }

    /// <summary>Of one that waited, in whose name it is taken in.</summary>
    public WaitingRights? Rights { get; set; }

    /// <summary>References that were given by ID, to be turned into external IDs.</summary>
    public List<(FactField Field, Guid Id)> ById => field ??= [];
    public Errors Errors => field ??= new();

    /// <summary>True when a value was of the wrong kind altogether, not merely against a rule.</summary>
    public bool IsUnreadable { get; set; }

    public string Name => $"{Kind?.Type}\n{ExternalId}";

    public void Unreadable(string field, string error)
    {
        IsUnreadable = true;
        Errors.Add(field, error);
    }
}

public enum FactResult
{
    Created,
    Updated,
    Unchanged,
    Waiting,
    Rejected,
}

/// <summary>What became of a row.</summary>
public sealed record FactOutcome(FactDraft Draft, FactResult Result, Guid? Id);
