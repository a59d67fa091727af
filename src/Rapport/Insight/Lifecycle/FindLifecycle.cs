using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Lifecycle;

/// <summary>One line of the stage history.</summary>
/// <param name="CustomerId">Whose line it is: it may be one who was merged into this customer.</param>
/// <param name="From">Null of the first stage.</param>
/// <param name="DaysBefore">How long the customer was in the stage before.</param>
public sealed record StageChangeView(
    Guid Id,
    Guid CustomerId,
    StageRef? From,
    StageRef To,
    DateTimeOffset ChangedAt,
    StageActor? ChangedBy,
    StageActor? ApprovedBy,
    string? Reason,
    MoveTrigger Trigger,
    double? DaysBefore
);

public sealed record StageActor(Guid Id, string Name);

public sealed record WaitingMove(Guid Id, StageRef To, string? Reason, StageActor? RequestedBy, DateTimeOffset RequestedAt);

public sealed record SuggestedMove(Guid Id, StageRef To, string Reason, DateTimeOffset MadeAt);

/// <summary>Where a customer stands. The purchases are null without the permission to read sales.</summary>
/// <param name="AccountStatus">Of an organization: onboarding, active, at_risk or churned.</param>
/// <param name="RulesHeldUntil">Until then rules leave the customer where a person put it.</param>
/// <param name="Allowed">Moves that need no override.</param>
public sealed record LifecycleView(
    Guid CustomerId,
    StageRef CurrentStage,
    DateTimeOffset EnteredStageAt,
    double DaysInStage,
    StageRef? PreviousStage,
    CustomerStatus Status,
    string? AccountStatus,
    bool OnboardingExpected,
    bool HighRiskRechurn,
    DateTimeOffset? RulesHeldUntil,
    IReadOnlyList<AllowedMove> Allowed,
    WaitingMove? Waiting,
    SuggestedMove? Suggested,
    DateOnly? FirstPurchaseDate,
    DateOnly? LastPurchaseDate,
    decimal? TotalRevenue,
    string? Currency,
    int? PurchaseCount,
    DateTimeOffset UpdatedAt,
    int Version
);

/// <summary>A milestone of a customer.</summary>
/// <param name="IsFromFacts">False where a person added it.</param>
public sealed record MilestoneView(Guid Id, MilestoneType Type, DateTimeOffset OccurredAt, string? Note, bool IsFromFacts);

/// <summary>Reads where one customer stands, how it came there, and its milestones.</summary>
public sealed class FindLifecycle(Reads reads, PartReads parts, Access access, MasterKey master, TimeProvider clock)
{
    public async Task<LifecycleView> Of(Guid customer, CancellationToken ct)
    {
        var reach = await parts.Reach(customer, ct);
        var reading = new LifecycleReading(master, reads.Tenant, customer);
        await reads.Run(ct, reading.OfState, reading.OfAllowed, reading.OfWaiting, reading.OfSuggested);
        return reading.Answer(clock.Now(), access.Reaches(Permission.ReadSales, reach));
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<StageChangeView>> History(Guid customer, CancellationToken ct)
    {
        var reading = new LifecycleReading(master, reads.Tenant, customer);
        await parts.Of(customer, ct, reading.OfHistory(LifecycleReading.MostLines));
        return reading.History;
    }

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<MilestoneView>> Milestones(Guid customer, CancellationToken ct)
    {
        var (reach, found) = (await parts.Reach(customer, ct), new List<MilestoneView>());
        await reads.Run(ct, MilestonesOf(found, reads.Tenant, customer));
        return [.. found.Where(m => m.Type.NeededToSee is not { } needed || access.Reaches(needed, reach))];
    }

    internal static Statement MilestonesOf(List<MilestoneView> into, Guid organization, Guid customer) =>
        Statement.Into(
            into,
            $"""
            select id, type, occurred_at, note, is_from_facts from milestones
            where organization_id = {organization} and customer_id = {customer} order by occurred_at, id
            """,
            row => new MilestoneView(row.Id(0), Words.Parse<MilestoneType>(row.Text(1)), row.Time(2), row.TextOrNull(3), row.Truth(4))
        );
}
