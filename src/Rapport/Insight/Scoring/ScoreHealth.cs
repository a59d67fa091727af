using System.Globalization;
using Rapport.Records.Customers;

namespace Rapport.Insight.Scoring;

/// <summary>
/// Health by plain rules: purchase frequency 0.25, recency against the customer's own rhythm 0.35, engagement 0.2, support 0.2. A factor of
/// which nothing is known
/// drops out and the rest share its weight; when nothing at all is known everybody begins at 50.
/// </summary>
public static class ScoreHealth
{
    public const double Default = 50,
        Low = 40,
        Critical = 20,
        High = 80;

    /// <summary>A score that wavers about a mark crosses it once: it must come this far back first.</summary>
    private const double Slack = 3;

    /// <summary>A change this large since the last one told is told again.</summary>
    public const double Notable = 10;

    public static HealthScore Of(CustomerMeasures measures)
    {
        var known = Factors(measures).ToList();
        if (known.Count == 0)
            return new HealthScore(Default, Grade(Default), [], [], true);
        var total = known.Sum(f => f.Weight);
        var factors = known.ConvertAll(f =>
            f with
            {
                Weight = Math.Round(f.Weight / total, 4),
                Raw = Math.Round(f.Raw, 1),
                Weighted = Math.Round(f.Raw * f.Weight / total, 1),
            }
        );
        var score = Math.Round(known.Sum(f => f.Raw * f.Weight) / total, 1);
        return new HealthScore(score, Grade(score), factors, score < Low ? [.. Advice(factors)] : [], false);
    }

    public static string Grade(double score) =>
        score switch
        {
            >= 80 => "A",
            >= 60 => "B",
            >= 40 => "C",
            >= 20 => "D",
            _ => "F",
        };

    /// <summary>The mark that a score has crossed, given the one it had crossed before.</summary>
    public static HealthAlert? AlertOf(double score, HealthAlert? before) =>
        score < Critical + (before == HealthAlert.Critical ? Slack : 0) ? HealthAlert.Critical
        : score < Low + (before is HealthAlert.Low or HealthAlert.Critical ? Slack : 0) ? HealthAlert.Low
        : score > High - (before == HealthAlert.High ? Slack : 0) ? HealthAlert.High
        : null;

    private static IEnumerable<HealthFactor> Factors(CustomerMeasures measures)
    {
        if (measures.KnowsPurchases)
        {
            yield return Frequency(measures);
            yield return Recency(measures);
        }
        if (measures.KnowsEngagement)
            yield return Engagement(measures);
        if (measures.KnowsSupport)
            yield return Support(measures);
    }

    /// <summary>Six purchases a year are full marks, and the first counts most: the square root of their share.</summary>
    private static HealthFactor Frequency(CustomerMeasures measures)
    {
        const double Often = 6,
            Year = 365;
        var years = Math.Max(1, (measures.Now - measures.FirstPurchaseAt!.Value).TotalDays / Year);
        var aYear = measures.Purchases / years;
        return new("purchase_frequency", 0.25, 100 * Math.Sqrt(Math.Min(1, aYear / Often)), 0, $"{Number(aYear)} purchases a year");
    }

    /// <summary>Full marks within the own rhythm, none from four times it on.</summary>
    private static HealthFactor Recency(CustomerMeasures measures)
    {
        const double Gone = 4;
        var late = measures.DaysSinceLastPurchase!.Value / measures.Rhythm;
        return new(
            "recency",
            0.35,
            100 * Math.Clamp((Gone - late) / (Gone - 1), 0, 1),
            0,
            $"Last purchase {Days(measures.DaysSinceLastPurchase.Value)} ago, "
                + $"{(measures.Purchases > 1 ? "usually every" : "expected within")} {Days(measures.Rhythm)}"
        );
    }

    /// <summary>Six contacts in ninety days are full marks, and the first counts most. What left the customer angry is none.</summary>
    private static HealthFactor Engagement(CustomerMeasures measures)
    {
        const double Much = 6;
        return new(
            "engagement",
            0.2,
            100 * Math.Sqrt(Math.Min(1, measures.Touches / Much)),
            0,
            $"{Count(measures.Touches, "contact")} in 90 days"
        );
    }

    /// <summary>
    /// From 100, less 20 for each open ticket up to three, 15 for each complaint and 15 for each talk that left them angry, up to three
    /// each;
    /// halfway towards what the customer says of us, if they said something.
    /// </summary>
    private static HealthFactor Support(CustomerMeasures measures)
    {
        var quiet = 100 - 20 * Math.Min(3, measures.OpenTickets) - 15 * Math.Min(3, measures.Complaints) - 15 * Math.Min(3, measures.Angry);
        var raw = measures.Satisfaction is { } satisfaction ? (Math.Max(0, quiet) + (satisfaction - 1) / 4 * 100) / 2 : Math.Max(0, quiet);
        var said = measures.Satisfaction is { } mean ? $", satisfaction {Number(mean)} of 5" : "";
        return new("support", 0.2, raw, 0, $"{Trouble(measures)}{said}");
    }

    private static IEnumerable<string> Advice(List<HealthFactor> factors) =>
        factors
            .Where(f => f.Raw < 60)
            .OrderBy(f => f.Raw)
            .Select(f =>
                f.Name switch
                {
                    "recency" => "Call and ask how things are: the last purchase is longer ago than usual.",
                    "purchase_frequency" => "Offer something that brings them back more often, such as a bundle or a service plan.",
                    "engagement" => "Send a personal message instead of a campaign, and find out which channel they like.",
                    _ => "Solve the open tickets first, and tell them once it is done.",
                }
            );

    internal static string Trouble(CustomerMeasures measures) =>
        $"{Count(measures.OpenTickets, "open ticket")}, {Count(measures.Complaints, "complaint")} in 90 days"
        + (measures.Angry > 0 ? $", {Count(measures.Angry, "angry talk")}" : "");

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    internal static string Days(double days) =>
        Math.Round(days) is 1 ? "1 day" : $"{Math.Round(days).ToString("N0", CultureInfo.InvariantCulture)} days";

    internal static string Number(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
