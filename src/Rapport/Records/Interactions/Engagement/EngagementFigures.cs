using Rapport.Platform.Data;

namespace Rapport.Records.Interactions.Engagement;

/// <summary>A touch of the last years, as far as the figures need it.</summary>
public readonly record struct Touch(DateTimeOffset At, Direction Direction, InteractionType Type, Outcome? Outcome, Sentiment? Sentiment);

/// <summary>How a customer and we deal with each other (INT-11).</summary>
public sealed record EngagementFigures
{
    public int Interactions { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("interactions_30_days")]
    public int Interactions30Days { get; init; }
    public DateTimeOffset? FirstAt { get; init; }
    public DateTimeOffset? LastAt { get; init; }
    public int? DaysSinceLast { get; init; }

    /// <summary>Interactions a month of 30 days, over the last twelve months or as long as there are any.</summary>
    public double? PerMonth { get; init; }

    /// <summary>Days between one interaction and the next.</summary>
    public double? MedianGapDays { get; init; }

    /// <summary>The longest silence, the present one counted.</summary>
    public double? LongestGapDays { get; init; }

    /// <summary>Median hours from an inbound interaction to our next answer; several in a row count from the first.</summary>
    public double? ResponseHours { get; init; }

    /// <summary>Inbound interactions that nobody has answered yet.</summary>
    public int Unanswered { get; init; }
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> OutcomesByType { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, int>>();
    public IReadOnlyDictionary<string, int> Sentiments { get; init; } = new Dictionary<string, int>();

    /// <summary>The last twelve months, oldest first.</summary>
    public IReadOnlyList<Month> Months { get; init; } = [];

    /// <param name="Start">The month, such as "2026-11".</param>
    public sealed record Month(string Start, int Inbound, int Outbound);

    /// <param name="touches">Oldest first.</param>
    public static EngagementFigures Of(IReadOnlyList<Touch> touches, DateTimeOffset now)
    {
        var months = MonthsOf(touches, now);
        if (touches.Count == 0)
            return new EngagementFigures { Months = months };
        var gaps = touches.Skip(1).Select((touch, i) => (touch.At - touches[i].At).TotalDays).Order().ToList();
        var (answered, unanswered) = Answers(touches);
        var since = touches[0].At > now.AddDays(-365) ? touches[0].At : now.AddDays(-365);
        return new EngagementFigures
        {
            Interactions = touches.Count,
            Interactions30Days = touches.Count(t => t.At > now.AddDays(-30)),
            FirstAt = touches[0].At,
            LastAt = touches[^1].At,
            DaysSinceLast = (int)Math.Max(0, (now - touches[^1].At).TotalDays),
            PerMonth = Math.Round(touches.Count(t => t.At >= since) / Math.Max(1, (now - since).TotalDays / 30), 2),
            MedianGapDays = Median(gaps),
            LongestGapDays = Math.Round(Math.Max(gaps.Count > 0 ? gaps[^1] : 0, (now - touches[^1].At).TotalDays), 1),
            ResponseHours = Median([.. answered.Order()]),
            Unanswered = unanswered,
            OutcomesByType = touches
                .Where(t => t.Outcome is not null)
                .GroupBy(t => t.Type)
                .ToDictionary(
                    g => Words.Of(g.Key),
                    g =>
                        (IReadOnlyDictionary<string, int>)
                            g.GroupBy(t => t.Outcome!.Value).ToDictionary(o => Words.Of(o.Key), o => o.Count())
                ),
            Sentiments = touches
                .Where(t => t.Sentiment is not null)
                .GroupBy(t => t.Sentiment!.Value)
                .ToDictionary(g => Words.Of(g.Key), g => g.Count()),
            Months = months,
        };
    }

    private static (List<double> Hours, int Unanswered) Answers(IReadOnlyList<Touch> touches)
    {
        var (hours, waiting, asked) = (new List<double>(), 0, default(DateTimeOffset));
        foreach (var touch in touches)
        {
            if (touch.Direction == Direction.Inbound)
            {
                if (waiting++ == 0)
                    asked = touch.At;
            }
            else if (waiting > 0)
            {
                hours.Add((touch.At - asked).TotalHours);
                waiting = 0;
            }
        }
        return (hours, waiting);
    }

    private static List<Month> MonthsOf(IReadOnlyList<Touch> touches, DateTimeOffset now)
    {
        var counted = touches.ToLookup(t => (t.At.UtcDateTime.Year, t.At.UtcDateTime.Month));
        return
        [
            .. Enumerable
                .Range(0, 12)
                .Select(i => new DateOnly(now.UtcDateTime.Year, now.UtcDateTime.Month, 1).AddMonths(i - 11))
                .Select(m => new Month(
                    $"{m:yyyy-MM}",
                    counted[(m.Year, m.Month)].Count(t => t.Direction == Direction.Inbound),
                    counted[(m.Year, m.Month)].Count(t => t.Direction == Direction.Outbound)
                )),
        ];
    }

    private static double? Median(List<double> sorted) =>
        sorted.Count == 0
            ? null
            : Math.Round(
                sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2,
                1
            );
}
