using Rapport.Platform.Data;
using static Rapport.Insight.Lifecycle.SystemStage;

namespace Rapport.Insight.Lifecycle;

/// <summary>The stages, moves and rules that an organization begins with.</summary>
internal static class FirstStages
{
    private static readonly (SystemStage Key, string Name, StageCategory Category, string Color)[] Stages =
    [
        (Lead, "Lead", StageCategory.PreCustomer, "#94a3b8"),
        (Prospect, "Prospect", StageCategory.PreCustomer, "#64748b"),
        (Opportunity, "Opportunity", StageCategory.PreCustomer, "#2563eb"),
        (Customer, "Customer", StageCategory.Customer, "#15803d"),
        (AtRisk, "At Risk", StageCategory.Customer, "#b45309"),
        (Churned, "Churned", StageCategory.PostCustomer, "#b91c1c"),
        (WonBack, "Won Back", StageCategory.Customer, "#0f766e"),
    ];

    private static readonly (SystemStage From, SystemStage[] To)[] Moves =
    [
        (Lead, [Prospect, Churned]),
        (Prospect, [Opportunity, Lead, Churned]),
        (Opportunity, [Customer, Prospect, Churned]),
        (Customer, [AtRisk, Churned]),
        (AtRisk, [Customer, Churned]),
        (Churned, [WonBack]),
        (WonBack, [Customer, Churned]),
    ];

    private static readonly (RuleCondition Condition, string Name, SystemStage To, RuleMode Mode, int? Threshold, bool IsHeldOff)[] Rules =
    [
        (RuleCondition.FirstPurchase, "First purchase", Customer, RuleMode.Automatic, null, false),
        (RuleCondition.DealWon, "Deal won", Customer, RuleMode.Automatic, null, false),
        (RuleCondition.PurchaseWhileChurned, "Purchase after churn", WonBack, RuleMode.Automatic, null, false),
        (RuleCondition.SecondPurchase, "Second purchase after win-back", Customer, RuleMode.Automatic, null, false),
        (RuleCondition.DaysInStage, "Time since win-back", Customer, RuleMode.Automatic, 90, true),
        (RuleCondition.HealthBelow, "Low health or high churn risk", AtRisk, RuleMode.Suggest, 40, true),
        (RuleCondition.HealthAbove, "Health recovered", Customer, RuleMode.Suggest, 50, true),
        (RuleCondition.PurchasesStopped, "Purchases stopped", Churned, RuleMode.Suggest, 3, true),
        (RuleCondition.ContractEnded, "Contract ended", Churned, RuleMode.Suggest, 0, true),
    ];

    /// <summary>The same rows as the migration writes for organizations that were there before.</summary>
    public static async Task Write(RapportDb db, DateTimeOffset now, CancellationToken ct)
    {
        var stages = Stages
            .Select(
                (stage, place) =>
                    new LifecycleStage
                    {
                        OrganizationId = db.TenantId,
                        Name = stage.Name,
                        NameKey = StageMap.KeyOf(stage.Name),
                        DisplayOrder = place + 1,
                        Category = stage.Category,
                        SystemKey = stage.Key,
                        Color = stage.Color,
                        CreatedAt = now,
                    }
            )
            .ToDictionary(stage => stage.SystemKey!.Value);
        var batch = new Batch(db);
        foreach (var stage in stages.Values)
            batch.Write(
                $"""
                insert into lifecycle_stages (organization_id, id, version, name, name_key, display_order, category, system_key, color,
                  is_active, created_at)
                values ({db.TenantId}, {stage.Id}, 1, {stage.Name}, {stage.NameKey}, {stage.DisplayOrder}, 
                  {stage.Category}, {stage.SystemKey}, {stage.Color}, {true}, {now})
                """
            );
        foreach (var (from, targets) in Moves)
        foreach (var to in targets)
            batch.Write(
                $"""
                insert into stage_moves (organization_id, id, from_stage_id, to_stage_id, needs_approval)
                values ({db.TenantId}, {Ids.Next()}, {stages[from].Id}, {stages[to].Id}, {false})
                """
            );
        var position = 0;
        foreach (var rule in Rules)
            batch.Write(
                $"""
                insert into stage_rules (organization_id, id, version, name, condition, mode, to_stage_id, threshold, position, is_held_off)
                values ({db.TenantId}, {Ids.Next()}, 1, {rule.Name}, {rule.Condition}, {rule.Mode}, {stages[
                    rule.To
                ].Id}, {rule.Threshold}, {++position}, {rule.IsHeldOff})
                """
            );
        batch.Write(
            $"""
            insert into lifecycle_settings (organization_id, id, version, hold_off_days, rechurn_days, renewal_days, creates_opportunity)
            values ({db.TenantId}, {Ids.Next()}, 1, 30, 180, 90, {false})
            """
        );
        await batch.Run(ct);
    }
}
