namespace Rapport.Records.Behaviour.Panels;

/// <summary>
/// How the customer uses the site, when they buy, and how much an account uses the product; of the latest sessions and purchases.
/// </summary>
/// <param name="Devices">Each kind's share of the sessions, 0 to 1.</param>
/// <param name="TopPurchasedCategories">By amount of money.</param>
public sealed record BehaviourProfile(
    int TotalSessions,
    double? AvgSessionDurationSeconds,
    DateTimeOffset? LastSessionAt,
    IReadOnlyList<DeviceShare> Devices,
    IReadOnlyList<CategoryCount> TopViewedCategories,
    IReadOnlyList<CategoryCount> TopPurchasedCategories,
    PreferredTimes? PreferredTimes,
    UsageTrend? Usage
);

public sealed record DeviceShare(DeviceType Device, int Sessions, double Share);

/// <param name="Share">Of all that have a category, 0 to 1.</param>
public sealed record CategoryCount(string Category, int Count, double Share);

/// <summary>When purchases, or without any visits to the site, happen.</summary>
/// <param name="Of">purchases or sessions.</param>
/// <param name="TimeZone">In which days and hours are told.</param>
/// <param name="Weekday">The busiest day, 1 Monday to 7 Sunday.</param>
/// <param name="Hour">The busiest hour, 0 to 23.</param>
/// <param name="Grid">Counts by weekday, Monday first, and hour.</param>
public sealed record PreferredTimes(string Of, string TimeZone, int Weekday, int Hour, IReadOnlyList<IReadOnlyList<int>> Grid);

/// <param name="Days">The latest ninety days that were told of, oldest first.</param>
/// <param name="LoginsChange">Logins of the last thirty days against the thirty before, as a share; null without earlier ones.</param>
public sealed record UsageTrend(
    DateOnly LatestDate,
    [property: System.Text.Json.Serialization.JsonPropertyName("logins_30d")] int Logins30Days,
    double? LoginsChange,
    decimal? FeatureAdoptionScore,
    decimal? TrainingCompletionRate,
    int? Seats,
    IReadOnlyList<UsageDay> Days
);

public sealed record UsageDay(DateOnly Date, int? Logins, decimal? FeatureAdoptionScore);
