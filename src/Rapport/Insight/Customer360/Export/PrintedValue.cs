using System.Globalization;
using Rapport.Formats;
using Rapport.Insight.Scoring;
using Rapport.Insight.Segments;
using Rapport.Platform.Data;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Facts;
using Rapport.Records.Loyalty.Panels;
using Rapport.Records.Purchases.Panels;
using Rapport.Records.Sales.Panels;
using static Rapport.Insight.Customer360.Export.CustomerSheet;

namespace Rapport.Insight.Customer360.Export;

/// <summary>What the customer is worth: metrics, health and risk, segments, loyalty and opportunities.</summary>
internal sealed class PrintedValue(CustomerSheet sheet)
{
    public void Metrics(PurchaseMetrics metrics) =>
        sheet.Section(
            "Value",
            () =>
            {
                sheet.Fact("Lifetime value", Shown(metrics.LifetimeValue, metrics.Currency));
                sheet.Fact("Purchases", Number(metrics.OrderCount));
                sheet.Fact("Gross revenue", Shown(metrics.GrossRevenue, metrics.Currency));
                sheet.Fact("Refunded", Shown(metrics.Refunded, metrics.Currency));
                sheet.Fact("Average order", metrics.AverageOrderValue is { } average ? Shown(average, metrics.Currency) : null);
                sheet.Fact(
                    "Last purchase",
                    metrics.LastPurchaseAt is { } last ? $"{sheet.Day(last)}, {metrics.DaysSinceLastPurchase} days ago" : null
                );
                sheet.Fact("Buys every", metrics.PurchaseFrequencyDays is { } days ? $"{Number(days)} days" : null);
                sheet.Fact("Customer for", $"{metrics.TenureDays} days");
            }
        );

    public void Scores(Customer360View view) =>
        sheet.Section(
            "Health and risk",
            () =>
            {
                if (view.Of<HealthScore>() is { } health)
                {
                    sheet.Fact("Health", health.NoData ? "No data yet" : $"{Number(health.Score)} of 100 ({health.Grade})");
                    foreach (var factor in health.Factors)
                        sheet.Fact("  " + factor.Name.Replace('_', ' '), $"{Number(factor.Raw)} × {factor.Weight:P0} – {factor.Says}");
                    foreach (var action in health.RecommendedActions)
                        sheet.Fact("  Recommended", action);
                }
                if (view.Of<ChurnRisk>() is not { } risk)
                    return;
                sheet.Fact("Risk of leaving", risk.NoData ? "No data yet" : $"{Said(risk.Level)} ({Number(risk.Score)})");
                foreach (var factor in risk.Factors)
                    sheet.Fact("  " + factor.Name.Replace('_', ' '), factor.Says);
                foreach (var strategy in risk.RetentionStrategies)
                    sheet.Fact("  To keep them", strategy);
            }
        );

    public void Segments(IReadOnlyList<SegmentMembership> segments) =>
        sheet.Table(
            "Segments",
            [new("Segment", 0.4), new("Criteria", 0.4), new("Since", 0.2)],
            segments.Select(s => Row(s.Name, s.Criteria, sheet.Day(s.AssignedAt)))
        );

    public void Loyalty(LoyaltyStanding loyalty)
    {
        sheet.Section(
            "Loyalty",
            () =>
            {
                sheet.Fact("Tier", loyalty.Tier);
                sheet.Fact("Points", $"{loyalty.Points:N0}, {loyalty.LifetimePoints:N0} ever earned");
                sheet.Fact("Next tier", loyalty.NextTier is { } next ? $"{next.Name}, {next.Missing:N0} points to go" : null);
                sheet.Fact("Lapse within 30 days", Number(loyalty.ExpiringIn30Days));
                sheet.Fact("Referrals", $"{loyalty.ReferralCount}, code {loyalty.ReferralCode}");
            }
        );
        sheet.Table(
            "Latest points",
            [new("Date", 0.25), new("Reason", 0.5), new("Points", 0.25, true)],
            loyalty.Transactions.Select(t =>
                Row(sheet.Day(t.OccurredAt), Said(t.Reason), t.Points.ToString("+#,0;−#,0", CultureInfo.InvariantCulture))
            )
        );
    }

    public void Opportunities(OpportunityPipeline pipeline) =>
        sheet.Table(
            $"Opportunities (open {Shown(pipeline.PipelineValue, pipeline.Currency)})",
            [new("Name", 0.45), new("Status", 0.15), new("Closes", 0.2), new("Amount", 0.2, true)],
            pipeline.Data.Select(o =>
                Row(
                    o.Name,
                    Said(o.Status),
                    o.ExpectedClose?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    o.Amount is { } amount ? Shown(amount, o.Currency) : null
                )
            )
        );
}
