using Rapport.Platform.Data;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Purchases.Panels;
using Rapport.Records.Sales.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Behaviour.Panels;

internal sealed class BehaviourPart(PartReading reading) : CustomerPart<BehaviourProfile>
{
    private const int Judged = 500,
        Categories = 8,
        Days = 90;

    private readonly List<(DateTimeOffset At, int? Seconds, DeviceType? Device)> sessions = [];
    private readonly List<(string Category, int Count)> viewed = [];
    private readonly List<(DateOnly Date, int? Logins, decimal? Adoption, decimal? Training, int? Seats)> usage = [];
    private int total;

    // What was bought is for those who may read sales.
    private readonly PurchaseReads? purchases = reading.Has(Permission.ReadSales) ? reading.Use<PurchaseReads>() : null;
    private readonly CategoryReads? categories = reading.Has(Permission.ReadSales) ? reading.Use<CategoryReads>() : null;

    public override IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                sessions,
                $"""
                select started_at, duration_seconds, device from web_sessions where {reading.Mine} order by happened_at desc, id desc
                  limit {Judged}
                """,
                row => (row.Time(0), row.IntOrNull(1), row.IsNull(2) ? null : Words.Parse<DeviceType>(row.Text(2)))
            ),
            new Statement(
                $"select count(*) from (select 1 from web_sessions where {reading.Mine} limit {PartReading.Counted}) counted",
                row => total = (int)row.Long(0)
            ),
            Statement.Into(
                viewed,
                $"""
                select v.category, count(*) from session_views v where v.organization_id = {reading.Organization} and v.category is not null
                  and v.fact_id in (select id from web_sessions where {reading.Mine} order by happened_at desc, id desc limit {Judged})
                group by v.category order by 2 desc, v.category
                """,
                row => (row.Text(0), (int)row.Long(1))
            ),
            Statement.Into(
                usage,
                $"""
                select date, logins, feature_adoption_score, training_completion_rate, seats from usage_metrics where {reading.Mine}
                  order by happened_at desc, id desc limit {Days}
                """,
                row => (row.DateOrNull(0)!.Value, row.IntOrNull(1), row.DecimalOrNull(2), row.DecimalOrNull(3), row.IntOrNull(4))
            ),
        ];

    public override BehaviourProfile? Answer()
    {
        var (zone, bought) = (reading.Summary.Zone, purchases?.Times ?? []);
        if (sessions.Count + usage.Count + bought.Count == 0)
            return null;
        var lengths = sessions.Where(s => s.Seconds is not null).Select(s => s.Seconds!.Value).ToList();
        var times =
            bought.Count > 0 ? Times("purchases", bought, zone)
            : sessions.Count > 0 ? Times("sessions", sessions.ConvertAll(s => s.At), zone)
            : null;
        var devices = sessions.Select(s => s.Device).OfType<DeviceType>().ToList();
        return new BehaviourProfile(
            total,
            lengths.Count == 0 ? null : Math.Round(lengths.Average(), 1),
            sessions.Count == 0 ? null : sessions[0].At,
            [
                .. devices
                    .GroupBy(device => device)
                    .Select(g => new DeviceShare(g.Key, g.Count(), Math.Round(g.Count() / (double)devices.Count, 4)))
                    .OrderByDescending(d => d.Sessions)
                    .ThenBy(d => d.Device),
            ],
            Ranked(viewed),
            Ranked(categories?.Bought ?? []),
            times,
            Usage()
        );
    }

    private static IReadOnlyList<CategoryCount> Ranked(IReadOnlyList<(string Category, int Count)> counted)
    {
        var all = counted.Sum(c => (double)c.Count);
        return [.. counted.Take(Categories).Select(c => new CategoryCount(c.Category, c.Count, Math.Round(c.Count / all, 4)))];
    }

    private static PreferredTimes Times(string of, IReadOnlyList<DateTimeOffset> moments, TimeZoneInfo zone)
    {
        var grid = Enumerable.Range(0, 7).Select(_ => new int[24]).ToArray();
        foreach (var moment in moments.Select(m => TimeZoneInfo.ConvertTime(m, zone)))
            grid[((int)moment.DayOfWeek + 6) % 7][moment.Hour]++;
        var day = Enumerable.Range(0, 7).MaxBy(d => grid[d].Sum());
        var hour = Enumerable.Range(0, 24).MaxBy(h => grid.Sum(d => d[h]));
        return new PreferredTimes(of, zone.Id, day + 1, hour, grid);
    }

    private UsageTrend? Usage()
    {
        if (usage.Count == 0)
            return null;
        var latest = usage[0];
        var (recent, earlier) = (Logins(latest.Date.AddDays(-29), latest.Date), Logins(latest.Date.AddDays(-59), latest.Date.AddDays(-30)));
        return new UsageTrend(
            latest.Date,
            recent,
            earlier == 0 ? null : Math.Round((recent - earlier) / (double)earlier, 4),
            usage.Find(u => u.Adoption is not null).Adoption,
            usage.Find(u => u.Training is not null).Training,
            usage.Find(u => u.Seats is not null).Seats,
            [.. usage.Select(u => new UsageDay(u.Date, u.Logins, u.Adoption)).Reverse()]
        );
    }

    private int Logins(DateOnly from, DateOnly to) => usage.Where(u => u.Date >= from && u.Date <= to).Sum(u => u.Logins ?? 0);
}
