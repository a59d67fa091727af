using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;

namespace Rapport.Insight.Lifecycle;

/// <summary>A milestone that facts show.</summary>
internal sealed record FoundMilestone(Guid CustomerId, MilestoneType Type, DateTimeOffset At);

/// <summary>Keeps milestones: each type once for each customer, with the time of the earliest fact that shows it.</summary>
internal sealed class KeepMilestones(RapportDb db, Changes changes, TimeProvider clock)
{
    public const string TimelineType = "milestone";

    /// <summary>Looks through the facts of these customers.</summary>
    /// <param name="isSilent">Nothing but the milestones is written: no event that others follow.</param>
    public async Task FromFacts(IReadOnlyList<Guid> customers, CancellationToken ct, bool isSilent = false)
    {
        if (customers.Count == 0)
            return;
        var found = new List<FoundMilestone>();
        await db.Run(
            ct,
            Statement.Into(
                found,
                InFacts(db.TenantId, customers),
                row => new FoundMilestone(row.Id(0), Words.Parse<MilestoneType>(row.Text(1)), row.Time(2))
            )
        );
        await Add(found, ct, isSilent);
    }

    /// <summary>Adds those that are new; one that is known from facts moves to an earlier time.</summary>
    public async Task Add(IReadOnlyList<FoundMilestone> found, CancellationToken ct, bool isSilent = false)
    {
        if (found.Count == 0)
            return;
        var known = (
            await db.Rows(
                $"""
                select customer_id, type, id, occurred_at, is_from_facts from milestones
                where organization_id = {db.TenantId} and {Sql.In("customer_id", found.Select(f => f.CustomerId).Distinct().ToList())}
                """,
                row => (Key: (row.Id(0), Words.Parse<MilestoneType>(row.Text(1))), Id: row.Id(2), At: row.Time(3), FromFacts: row.Truth(4)),
                ct
            )
        ).ToDictionary(m => m.Key);
        var batch = new Batch(db);
        var added = new List<Milestone>();
        foreach (var one in found.GroupBy(f => (f.CustomerId, f.Type)).Select(g => g.MinBy(f => f.At)!))
            if (!known.TryGetValue((one.CustomerId, one.Type), out var stored))
                added.Add(New(one));
            else if (stored.FromFacts && one.At < stored.At)
                MoveTo(batch, stored.Id, one.CustomerId, one.At);
        batch.Insert(Table, added).Insert(KeepCustomersInStep.Timeline, added.ConvertAll(Entry));
        await batch.Run(ct);
        if (!isSilent)
            foreach (var milestone in added)
                changes.Raise(new MilestoneReached(milestone.Id, milestone.CustomerId, milestone.Type, milestone.OccurredAt));
    }

    private Milestone New(FoundMilestone found) =>
        new()
        {
            OrganizationId = db.TenantId,
            CustomerId = found.CustomerId,
            Type = found.Type,
            OccurredAt = found.At,
            IsFromFacts = true,
            CreatedAt = clock.Now(),
        };

    private void MoveTo(Batch batch, Guid milestone, Guid customer, DateTimeOffset at) =>
        batch
            .Write($"update milestones set occurred_at = {at} where organization_id = {db.TenantId} and id = {milestone}")
            .Write(
                $"""
                update timeline_entries set occurred_at = {at}
                where organization_id = {db.TenantId} and customer_id = {customer} and id = {milestone}
                """
            );

    internal static TimelineEntry Entry(Milestone milestone) =>
        new(milestone.Id)
        {
            OrganizationId = milestone.OrganizationId,
            CustomerId = milestone.CustomerId,
            OccurredAt = milestone.OccurredAt,
            Type = $"{TimelineType}.{Words.Of(milestone.Type)}",
            ActorId = milestone.CreatedById,
            Details = JsonSerializer.Serialize(
                new
                {
                    title = $"Milestone: {Title(milestone.Type)}",
                    milestone = milestone.Type,
                    note = milestone.Note,
                },
                ApiJson.Options
            ),
            SourceType = TimelineType,
            SourceId = milestone.Id,
        };

    public static string Title(MilestoneType type) =>
        type switch
        {
            MilestoneType.FirstContact => "First contact",
            MilestoneType.FirstPurchase => "First purchase",
            MilestoneType.OnboardingComplete => "Onboarding complete",
            MilestoneType.Renewal => "Renewal",
            MilestoneType.Upsell => "Upsell",
            MilestoneType.ReferralMade => "Referral made",
            MilestoneType.SupportEscalation => "Support escalation",
            MilestoneType.ChurnSignal => "Churn signal",
            _ => "Win-back",
        };

    internal static readonly TableInsert<Milestone> Table = new TableInsert<Milestone>("milestones")
        .Column("organization_id", m => m.OrganizationId)
        .Column("id", m => m.Id)
        .Column("customer_id", m => m.CustomerId)
        .Column("type", m => m.Type)
        .Column("occurred_at", m => m.OccurredAt)
        .Column("note", m => m.Note)
        .Column("is_from_facts", m => m.IsFromFacts)
        .Column("created_by_id", m => m.CreatedById)
        .Column("created_at", m => m.CreatedAt);

    private static Sql InFacts(Guid organization, IReadOnlyCollection<Guid> customers)
    {
        Sql Earliest(MilestoneType type, string table, string when) =>
            $"""
                select customer_id, {type} as type, min(happened_at) as at from {Sql.Raw(table)}
                where organization_id = {organization} and {Sql.In("customer_id", customers)} and {Sql.Raw(when)} group by customer_id
                """;
        return Sql.Join(
            " union all ",
            [
                Earliest(MilestoneType.FirstContact, "interactions", "true"),
                $"""
                select customer_id, {MilestoneType.FirstPurchase} as type, first_purchase_at as at from customer_summary
                where organization_id = {organization} and {Sql.In("customer_id", customers)} and first_purchase_at is not null
                """,
                Earliest(MilestoneType.OnboardingComplete, "usage_metrics", "training_completion_rate >= 100"),
                Earliest(MilestoneType.Renewal, "opportunities", "kind = 'renewal' and status = 'won'"),
                Earliest(MilestoneType.Upsell, "opportunities", "kind = 'expansion' and status = 'won'"),
                Earliest(MilestoneType.ReferralMade, "loyalty_transactions", "reason = 'referral' and points > 0"),
                Earliest(MilestoneType.SupportEscalation, "tickets", "(is_complaint or priority = 'urgent')"),
            ]
        );
    }
}
