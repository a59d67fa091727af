using Rapport.Platform.Data;
using Rapport.Records.Customers.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Lifecycle;

/// <summary>What the page offers beside the stage: moves, and what waits for a decision.</summary>
public sealed record StageChoices(bool MayMove, IReadOnlyList<AllowedMove> Allowed, WaitingMove? Waiting, SuggestedMove? Suggested)
{
    public static readonly StageChoices None = new(false, [], null, null);
}

internal sealed class StageChoicesPart(PartReading reading, MasterKey master) : CustomerPart<StageChoices>
{
    private readonly LifecycleReading stages = new(master, reading.Organization, reading.Customer);

    public override IEnumerable<Statement> Statements => [stages.OfAllowed, stages.OfWaiting, stages.OfSuggested];

    public override StageChoices Answer() =>
        new(reading.Reaches(Permission.MoveLifecycle), stages.Allowed, stages.Waiting.FirstOrDefault(), stages.Suggested.FirstOrDefault());
}
