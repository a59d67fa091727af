using Rapport.Models.Linkage;
using Rapport.Platform.Data;

namespace Rapport.Records.Service.Fleet;

/// <summary>Whose fleet is read, for whom, and on which day.</summary>
/// <param name="Sees">The condition that the caller may see a customer c and its service data.</param>
/// <param name="Driver">The name of the driver, as far as the caller may see it.</param>
internal sealed record FleetAsked(Guid Organization, Guid Customer, DateTimeOffset Now, TimeZoneInfo Zone, Sql Sees, Sql Driver)
{
    public DateOnly Today { get; } = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, Zone).Date);

    public DateTimeOffset NewYear
    {
        get
        {
            var local = new DateTime(Today.Year, 1, 1);
            return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
        }
    }
}

/// <summary>
/// A fleet in one statement, however many vehicles it has: the customers of the tree, their vehicles, and what their visits, appointments
/// and drivers come to for each. Every part reads an index once.
/// </summary>
internal static class FleetSql
{
    public const int SoonDays = 30;

    /// <summary>The common part: <c>fleet</c> has a row for each vehicle with all that a list shows, filters and sums.</summary>
    public static Sql With(FleetAsked asked, bool ownOnly) =>
        $"""
            with recursive tree (id) as (
              select c.id from customers c where c.organization_id = {asked.Organization} and c.id = {asked.Customer}
              union
              select c.id from tree {Sql.LookUp("customers", "c", $"c.organization_id = {asked.Organization} and c.parent_id = tree.id")}
              where c.archived_at is null and c.merged_into_id is null and {Sql.Raw(ownOnly ? "false" : "true")}),
            seen as (
              select c.id, c.display_name, c.name_key from tree
              {Sql.LookUp("customers", "c", $"c.organization_id = {asked.Organization} and c.id = tree.id")}
              where {asked.Sees}),
            visits as (
              select w.vehicle_ref, w.currency, w.total_minor, w.status, w.happened_at from seen {OfSeen(asked, "service_visits", "w")}
              where {Sql.Unindexed("w.vehicle_ref")} is not null and w.status <> 'cancelled'),
            main (currency) as (select currency from visits where status = 'completed' group by currency order by count(*) desc, currency
              limit 1),
            spent as (
              select vehicle_ref, sum(case when status = 'completed' then 0 else 1 end) as open_visits,
                sum(case when status = 'completed' and currency = (select currency from main) then total_minor else 0 end) as in_all,
                sum(case when status = 'completed' and currency = (select currency from main) and happened_at >= {asked.NewYear}
                  then total_minor else 0 end) as this_year
              from visits group by vehicle_ref),
            booked as (
              select b.vehicle_ref, count(*) as appointments from seen {OfSeen(asked, "appointments", "b")}
              where {Sql.Unindexed("b.vehicle_ref")} is not null and b.happened_at >= {asked.Now} and b.status in ('requested', 'confirmed')
                and (select 1 from service_visits w
                  where w.organization_id = b.organization_id and w.external_id = 'appointment:' || b.external_id limit 1) is null
              group by b.vehicle_ref),
            owned as (
              select v.id, v.external_id, v.plate, v.plate_key, v.vin, v.make, v.model, v.year, seen.id as owner_id,
                seen.display_name as owner, seen.name_key as owner_key, v.organization_id, v.mileage, v.inspection_due_at,
                coalesce(v.next_service_at, (select w.next_due_at {LastVisit} and w.next_due_at is not null order by w.happened_at desc
                  limit 1)) as service_at,
                (select w.mileage {LastVisit} and w.mileage is not null order by w.happened_at desc limit 1) as seen_mileage
              from seen {OfSeen(asked, "vehicles", "v")}),
            fleet as (
              select v.id, v.external_id, v.plate, v.plate_key, v.vin, v.make, v.model, v.year, v.owner_id, v.owner, v.owner_key,
                {asked.Driver} as driver, a.driver_id, coalesce(p.name_key, k.name_key) as driver_key, a.id as assignment_id,
                case when v.mileage is null or v.seen_mileage > v.mileage then v.seen_mileage
                  else v.mileage end as mileage, v.service_at, v.inspection_due_at,
                case when v.service_at is null or v.inspection_due_at < v.service_at then v.inspection_due_at
                  else v.service_at end as due_at,
                coalesce(s.open_visits, 0) + coalesce(b.appointments, 0) as jobs, coalesce(s.this_year, 0) as this_year,
                  coalesce(s.in_all, 0) as in_all
              from owned v left join spent s on s.vehicle_ref = v.external_id left join booked b on b.vehicle_ref = v.external_id
              {Sql.LeftLookUp("driver_assignments", "a", Assigned(asked))}
              {Drivers.DriverNames.Joined})
            """;

    private static Sql Assigned(FleetAsked asked) =>
        $"""
            a.organization_id = {asked.Organization} and a.vehicle_id = v.id
            and a.starts_on <= {asked.Today} and (a.ends_on is null or a.ends_on > {asked.Today})
            """;

    private static Sql OfSeen(FleetAsked asked, string table, string alias) =>
        Sql.LookUp(table, alias, $"{Sql.Raw(alias)}.organization_id = {asked.Organization} and {Sql.Raw(alias)}.customer_id = seen.id");

    private static readonly Sql LastVisit = Sql.Raw(
        "from service_visits w where w.organization_id = v.organization_id and w.vehicle_ref = v.external_id and w.status <> 'cancelled'"
    );

    public static Sql Where(FleetAsked asked, FleetFilter filter) => Sql.Join(" and ", Conditions(asked, filter));

    private static IEnumerable<Sql> Conditions(FleetAsked asked, FleetFilter filter)
    {
        yield return Sql.Raw("true");
        if (filter.DueWithin is { } days)
            yield return $"due_at <= {asked.Today.AddDays(days)}";
        if (filter.HasJobs)
            yield return Sql.Raw("jobs > 0");
        if (filter.Search is { Length: > 0 } search)
            yield return Found(search);
    }

    /// <summary>Plate and VIN however they are spaced; of make, model and the driver's name every word.</summary>
    private static Sql Found(string search)
    {
        var sign = string.Concat(search.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        var words = NameFolding.Key(search, 200).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ways = new List<Sql>();
        if (sign.Length > 0)
            ways.Add($"plate_key like {Anywhere(sign)} or vin like {Anywhere(sign)}");
        if (words.Length > 0)
        {
            // A driver whose name is hidden is not found by it either.
            ways.Add($"(driver is not null and {Sql.Join(" and ", words.Select(w => (Sql)$"driver_key like {Anywhere(w)}"))})");
            ways.Add($"({Sql.Join(" and ", words.Select(w => (Sql)$"lower(make || ' ' || model) like {Anywhere(w)}"))})");
        }
        return ways.Count == 0 ? Sql.Raw("false") : Sql.Of($"({Sql.Join(" or ", ways)})");
    }

    private static string Anywhere(string text) => $"%{text}%";

    /// <summary>What has nothing to be sorted by stands last, whichever way.</summary>
    public static Sql OrderBy(FleetFilter filter)
    {
        var column = filter.Order switch
        {
            FleetOrder.Plate => "plate_key",
            FleetOrder.Owner => "owner_key",
            FleetOrder.Driver => "case when driver is not null then driver_key end",
            FleetOrder.Mileage => "mileage",
            FleetOrder.Jobs => "jobs",
            FleetOrder.ThisYear => "this_year",
            FleetOrder.Spent => "in_all",
            _ => "due_at",
        };
        return Sql.Raw($"{column} {(filter.Descending ? "desc" : "asc")} nulls last, plate_key nulls last, id");
    }
}
