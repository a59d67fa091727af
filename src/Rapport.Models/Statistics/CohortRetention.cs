namespace Rapport.Models.Statistics;

/// <summary>Those who were first active in one period.</summary>
/// <param name="Period">The number of the period, such as months since a date.</param>
/// <param name="Size">How many they are.</param>
/// <param name="Active">How many of them were active again so many periods later; the first is <paramref name="Size"/>, the last belongs to
/// the newest period seen.</param>
public sealed record Cohort(int Period, int Size, IReadOnlyList<int> Active)
{
    /// <summary>Share that was active so many periods later, 0 to 1; null beyond the newest period.</summary>
    public double? Retention(int age) => age >= 0 && age < Active.Count ? (double)Active[age] / Size : null;
}

/// <summary>How many of those who came in one period were active in the periods after it.</summary>
public static class CohortRetention
{
    /// <summary>The longest stretch of periods, which bounds the table.</summary>
    public const int MostPeriods = 10_000;

    /// <summary>
    /// The cohorts, oldest first; periods in which nobody came first are left out. The order of the rows does not matter, and repeated ones
    /// count once.
    /// </summary>
    /// <exception cref="ModelRefusal">Periods lie further apart than <see cref="MostPeriods"/>.</exception>
    public static IReadOnlyList<Cohort> Of<TCustomer>(IEnumerable<(TCustomer Customer, int Period)> activity)
        where TCustomer : notnull
    {
        ArgumentNullException.ThrowIfNull(activity);
        var periods = new Dictionary<TCustomer, HashSet<int>>();
        foreach (var (customer, period) in activity)
        {
            if (!periods.TryGetValue(customer, out var seen))
                periods.Add(customer, seen = []);
            seen.Add(period);
        }
        if (periods.Count == 0)
            return [];
        var (oldest, newest) = (periods.Values.Min(seen => seen.Min()), periods.Values.Max(seen => seen.Max()));
        if ((long)newest - oldest >= MostPeriods)
            throw new ModelRefusal($"Activity spans more than {MostPeriods} periods.");

        return
        [
            .. periods.Values.GroupBy(seen => seen.Min()).OrderBy(group => group.Key).Select(group => Count(group.Key, [.. group], newest)),
        ];
    }

    /// <summary>
    /// Share of all customers that were active so many periods after their first, over the cohorts old enough to know; null when none is.
    /// </summary>
    public static double? Overall(IReadOnlyList<Cohort> cohorts, int age)
    {
        ArgumentNullException.ThrowIfNull(cohorts);
        var old = cohorts.Where(cohort => age >= 0 && age < cohort.Active.Count).ToArray();
        return old.Length == 0 ? null : old.Sum(cohort => (double)cohort.Active[age]) / old.Sum(cohort => (double)cohort.Size);
    }

    private static Cohort Count(int first, HashSet<int>[] members, int newest)
    {
        var active = new int[newest - first + 1];
        foreach (var period in members.SelectMany(seen => seen))
            active[period - first]++;
        return new Cohort(first, members.Length, active);
    }
}
