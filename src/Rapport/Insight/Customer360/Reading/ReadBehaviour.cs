using Rapport.Insight.Customer360.Parts;
using Rapport.Platform.Data;
using Rapport.Records.Behaviour;

namespace Rapport.Insight.Customer360.Reading;

internal sealed class ReadBehaviour(Asked asked)
{
    private const int Judged = 500,
        Categories = 8,
        Days = 90;

    private readonly List<(DateTimeOffset At, int? Seconds, DeviceType? Device)> sessions = [];
    private readonly List<(string Category, int Count)> viewed = [];
    private readonly List<(DateOnly Date, int? Logins, decimal? Adoption, decimal? Training, int? Seats)> usage = [];
    private int total;

    public IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                sessions,
                $"select started_at, duration_seconds, device from web_sessions where {asked.Mine} order by happened_at desc, id desc limit {Judged}",
                row => (row.Time(0), row.IntOrNull(1), row.IsNull(2) ? null : Words.Parse<DeviceType>(row.Text(2)))
            ),
            new Statement(
                $"select count(*) from (select 1 from web_sessions where {asked.Mine} limit {Asked.Counted}) counted",
                row => total = (int)row.Long(0)
            ),
            Statement.Into(
                viewed,
                $"""
                select v.category, count(*) from session_views v where v.organization_id = {asked.Organization} and v.category is not null
                  and v.fact_id in (select id from web_sessions where {asked.Mine} order by happened_at desc, id desc limit {Judged})
                group by v.category order by 2 desc, v.category
                """,
                row => (row.Text(0), (int)row.Long(1))
            ),
            Statement.Into(
                usage,
                $"select date, logins, feature_adoption_score, training_completion_rate, seats from usage_metrics where {asked.Mine} order by happened_at desc, id desc limit {Days}",
                row => (row.DateOrNull(0)!.Value, row.IntOrNull(1), row.DecimalOrNull(2), row.DecimalOrNull(3), row.IntOrNull(4))
            ),
        ];

    public BehaviourProfile? Answer(IReadOnlyList<CategoryCount> bought, IReadOnlyList<DateTimeOffset> purchases, TimeZoneInfo zone)
    {
        if (sessions.Count + usage.Count + purchases.Count == 0)
            return null;
        var lengths = sessions.Where(s => s.Seconds is not null).Select(s => s.Seconds!.Value).ToList();
        var times =
            purchases.Count > 0 ? Times("purchases", purchases, zone)
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
            bought,
            times,
            Usage()
        );
    }

    internal static IReadOnlyList<CategoryCount> Ranked(IReadOnlyList<(string Category, int Count)> counted)
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

/// <summary>What kinds of goods the customer buys; of an order line without a category that of its product.</summary>
internal sealed class ReadCategories(Asked asked)
{
    private const int Orders = 200;

    private readonly List<(string Category, int Count)> bought = [];

    public IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                bought,
                $"""
                select category, count(*) from (
                  select coalesce(l.category, (select p.category from products p where p.organization_id = l.organization_id and p.sku = l.sku limit 1)) as category, l.quantity * l.unit_price as spent
                  from order_lines l where l.organization_id = {asked.Organization} and l.quantity > 0
                    and l.fact_id in (select id from orders where {asked.Mine} and not is_return and status not in ('draft', 'cancelled') order by happened_at desc, id desc limit {Orders})) lines
                where category is not null group by category order by sum(spent) desc, category
                """,
                row => (row.Text(0), (int)row.Long(1))
            ),
        ];

    public IReadOnlyList<CategoryCount> Answer() => ReadBehaviour.Ranked(bought);
}
