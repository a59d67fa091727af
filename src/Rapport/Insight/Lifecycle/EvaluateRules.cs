using Microsoft.EntityFrameworkCore;
using Rapport.Insight.Scoring;
using Rapport.Platform.Data;

namespace Rapport.Insight.Lifecycle;

/// <summary>
/// Finds, with one statement for each rule, the customers that it holds for, and moves them or suggests it. Inside the running change.
/// </summary>
internal sealed class EvaluateRules(RapportDb db, WriteMoves write, SuggestMoves suggest, TimeProvider clock)
{
    public const int Lot = 2_000;
    private const int LeastPurchases = 3;

    private sealed record Candidate(
        Guid Customer,
        Guid Stage,
        double? Health,
        double? Churn,
        int Purchases,
        DateTimeOffset? LastPurchase,
        bool IsRechurned
    );

    /// <summary>The rules that are switched on, in their order.</summary>
    public async Task<List<StageRule>> Rules(CancellationToken ct) =>
        await db.StageRules.AsNoTracking().Where(r => r.Mode != RuleMode.Off).OrderBy(r => r.Position).ToListAsync(ct);

    /// <summary>These customers, by the rules with these conditions.</summary>
    public async Task Run(IReadOnlyList<Guid> customers, IReadOnlyCollection<RuleCondition> conditions, CancellationToken ct)
    {
        if (customers.Count == 0 || conditions.Count == 0)
            return;
        var rules = (await Rules(ct)).Where(r => conditions.Contains(r.Condition)).ToList();
        if (rules.Count == 0)
            return;
        var map = await StageMap.Load(db, ct);
        foreach (var rule in rules)
            await Apply(rule, map, Sql.In("l.customer_id", customers), ct);
    }

    /// <summary>The next lot of all customers for whom a rule holds.</summary>
    /// <returns>The last of them, where there may be more.</returns>
    public async Task<Guid?> Next(StageRule rule, StageMap map, Guid after, CancellationToken ct) =>
        await Apply(rule, map, $"l.customer_id > {after}", ct);

    private async Task<Guid?> Apply(StageRule rule, StageMap map, Sql which, CancellationToken ct)
    {
        if (!map[rule.ToStageId].IsActive || map[rule.ToStageId].DeletedAt is not null)
            return null;
        var found = await Find(rule, which, ct);
        if (found.Count == 0)
            return null;
        var byId = found.ToDictionary(c => c.Customer);
        var steps = found.ConvertAll(c => new StageStep(c.Customer, c.Stage, Way(rule, map, c)));
        var automatic = steps.Where(s => IsAutomatic(rule, map, s, byId[s.CustomerId])).ToList();
        foreach (var same in automatic.GroupBy(s => Reason(rule, byId[s.CustomerId])))
            await write.Run([.. same], new MoveCause(MoveTrigger.Rule, same.Key) { Rule = rule.Condition }, map, ct);
        await suggest.Run([.. steps.Except(automatic)], rule, customer => Reason(rule, byId[customer]), map, ct);
        if (rule.Condition == RuleCondition.DealWon)
            await MarkDeals([.. byId.Keys], ct);
        return found.Count < Lot ? null : found[^1].Customer;
    }

    private static IReadOnlyList<Guid> Way(StageRule rule, StageMap map, Candidate candidate) =>
        rule.Condition is RuleCondition.FirstPurchase or RuleCondition.DealWon
            ? map.Way(candidate.Stage, rule.ToStageId)
            : [rule.ToStageId];

    private static bool IsAutomatic(StageRule rule, StageMap map, StageStep step, Candidate candidate)
    {
        if (rule.Mode != RuleMode.Automatic || (rule.Condition == RuleCondition.PurchaseWhileChurned && candidate.IsRechurned))
            return false;
        // What needs a second person is not done by a rule either; what is in nobody's table may be.
        return !map.NeedsApproval(step);
    }

    private static string Reason(StageRule rule, Candidate candidate) =>
        rule.Condition switch
        {
            RuleCondition.HealthBelow => $"{rule.Name}: {Scores(candidate)}.",
            RuleCondition.HealthAbove => $"{rule.Name}: {Scores(candidate)}.",
            RuleCondition.PurchasesStopped when candidate.LastPurchase is { } last =>
                $"{rule.Name}: {candidate.Purchases:N0} purchases, the last on {last:d MMM yyyy}.",
            RuleCondition.DaysInStage => $"{rule.Name}: {rule.Threshold:N0} days.",
            _ => $"{rule.Name}.",
        };

    private static string Scores(Candidate candidate) =>
        string.Join(
            ", ",
            new[]
            {
                candidate.Health is { } health ? $"health {health:0}" : null,
                candidate.Churn is { } churn ? $"churn risk {churn:0}" : null,
            }.OfType<string>()
        );

    private Task<List<Candidate>> Find(StageRule rule, Sql which, CancellationToken ct)
    {
        var now = clock.Now();
        var held = rule.IsHeldOff ? (Sql)$"(l.rules_held_until is null or l.rules_held_until <= {now})" : Sql.Raw("true");
        return db.Rows(
            $"""
            select l.customer_id, l.current_stage_id, u.health, u.churn_risk, coalesce(u.order_count, 0), u.last_purchase_at,
              l.high_risk_rechurn
            from customer_lifecycles l
            join lifecycle_stages s on s.organization_id = l.organization_id and s.id = l.current_stage_id
            join customers c on c.organization_id = l.organization_id and c.id = l.customer_id
            left join customer_summary u on u.organization_id = l.organization_id and u.customer_id = l.customer_id
            left join accounts a on a.organization_id = l.organization_id and a.id = l.customer_id
            where l.organization_id = {db.TenantId} and {which} and c.archived_at is null and c.merged_into_id is null
              and l.current_stage_id <> {rule.ToStageId} and {held} and {Condition(rule, now)}
              and not exists (select 1 from stage_suggestions g where g.organization_id = l.organization_id
                and g.customer_id = l.customer_id and g.state = 'open' and g.rule_id = {rule.Id})
            order by l.customer_id limit {Lot}
            """,
            row => new Candidate(
                row.Id(0),
                row.Id(1),
                row.DoubleOrNull(2),
                row.DoubleOrNull(3),
                row.Int(4),
                row.TimeOrNull(5),
                row.Truth(6)
            ),
            ct
        );
    }

    private Sql Condition(StageRule rule, DateTimeOffset now) =>
        rule.Condition switch
        {
            // A purchase counts once: whoever is moved back by hand is moved again by the next purchase alone.
            RuleCondition.FirstPurchase => $"s.category = 'pre_customer' and u.order_count > l.purchases_at_entry",
            RuleCondition.DealWon => $"s.category = 'pre_customer' and {Deals("l.customer_id")}",
            // A purchase of long ago that arrives late wins nobody back.
            RuleCondition.PurchaseWhileChurned => $"""
                s.category = 'post_customer' and u.order_count > l.purchases_at_entry
                and (u.last_purchase_at >= l.entered_stage_at or u.last_purchase_at >= {now.AddDays(-1)})
                """,
            RuleCondition.SecondPurchase => $"s.system_key = 'won_back' and u.order_count > l.purchases_at_entry",
            RuleCondition.DaysInStage => $"s.system_key = 'won_back' and l.entered_stage_at <= {now.AddDays(-(rule.Threshold ?? 90))}",
            RuleCondition.HealthBelow =>
                $"s.system_key = 'customer' and (u.health < {rule.Threshold ?? 40} or u.churn_risk >= {ScoreChurn.High})",
            RuleCondition.HealthAbove =>
                $"s.system_key = 'at_risk' and u.health > {rule.Threshold ?? 50} and coalesce(u.churn_risk, 0) < {ScoreChurn.High}",
            RuleCondition.PurchasesStopped => Stopped(rule, now),
            _ => $"s.category = 'customer' and a.contract_end < {DateOnly.FromDateTime(now.UtcDateTime).AddDays(-(rule.Threshold ?? 0))}",
        };

    /// <summary>By the customer's own rhythm: the mean time between purchases so far.</summary>
    private Sql Stopped(StageRule rule, DateTimeOffset now)
    {
        var since = Sql.SecondsBetween(Sql.Raw("u.last_purchase_at"), $"{now}");
        var span = Sql.SecondsBetween(Sql.Raw("u.first_purchase_at"), Sql.Raw("u.last_purchase_at"));
        return $"""
            s.category = 'customer' and u.order_count >= {LeastPurchases} and u.last_purchase_at < {now.AddDays(-30)}
            and {since} * (u.order_count - 1) > {rule.Threshold ?? 3} * {span}
            """;
    }

    private Sql Deals(string customer) =>
        $"""
            exists (select 1 from opportunities o where o.organization_id = l.organization_id and o.customer_id = {Sql.Raw(customer)}
              and o.status = 'won' and o.followed_at is null)
            """;

    /// <summary>A deal moves its customer once, however often it is sent.</summary>
    public Task<int> MarkDeals(IReadOnlyList<Guid> customers, CancellationToken ct) =>
        db.Execute(
            $"""
            update opportunities set followed_at = {clock.Now()}
            where organization_id = {db.TenantId} and {Sql.In("customer_id", customers)} and status = 'won' and followed_at is null
            """,
            ct
        );
}
