using Rapport.Records.Customers.Panels;

namespace Rapport.Records.Sales.Panels;

/// <param name="Data">Open ones first, then the latest.</param>
/// <param name="PipelineValue">The sum of the open ones, in the currency of most of them.</param>
/// <param name="WeightedValue">The same, each by its probability.</param>
/// <param name="WinRate">Won of won and lost, 0 to 1; null when none was decided.</param>
public sealed record OpportunityPipeline(
    IReadOnlyList<OpportunityShown> Data,
    int OpenOpportunities,
    decimal PipelineValue,
    decimal WeightedValue,
    string? Currency,
    IReadOnlyList<Money> PipelineByCurrency,
    int Won,
    int Lost,
    double? WinRate
);

public sealed record OpportunityShown(
    Guid Id,
    string Name,
    OpportunityKind Kind,
    OpportunityStatus Status,
    string? Stage,
    decimal? Amount,
    string? Currency,
    decimal? Probability,
    DateOnly? ExpectedClose,
    DateTimeOffset? ClosedAt,
    string? Owner
);
