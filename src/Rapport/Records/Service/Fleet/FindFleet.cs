using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Facts;
using Rapport.Records.Service.Drivers;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Service.Fleet;

/// <summary>
/// The vehicles of a customer and of all below it, with drivers, what is due, open jobs and spending; and what they come to together.
/// Customers that the caller may not see are left out.
/// </summary>
public sealed class FindFleet(
    Reads reads,
    PartReads parts,
    CustomerAccess customers,
    DriverSight drivers,
    OrganizationCalendar day,
    Access access,
    TimeProvider clock
)
{
    private sealed record Owned(Guid? OwnerId, Guid? BranchId, bool InTeam) : IOwned;

    private sealed record Sums(
        long Vehicles,
        long Owners,
        long WithDriver,
        long Overdue,
        long DueSoon,
        long Jobs,
        long ThisYear,
        long Spent,
        string? Currency,
        bool HasOther
    );

    public async Task<FleetView> Run(Guid customer, FleetFilter filter, Paging paging, CancellationToken ct)
    {
        var asked = await Asked(customer, ct);
        var (rows, sums, other) = (new List<Func<string?, FleetVehicle>>(), new List<Sums>(), new List<(string, long, long)>());
        var (with, where) = (FleetSql.With(asked, filter.OwnOnly), FleetSql.Where(asked, filter));
        await reads.Run(
            ct,
            Statement.Into(
                sums,
                $"""
                {with} select count(*), count(distinct owner_id), count(assignment_id),
                  coalesce(sum(case when due_at < {asked.Today} then 1 else 0 end), 0),
                  coalesce(sum(case when due_at >= {asked.Today} and due_at <= {asked.Today.AddDays(
                    FleetSql.SoonDays
                )} then 1 else 0 end), 0),
                  coalesce(sum(jobs), 0), coalesce(sum(this_year), 0), coalesce(sum(in_all), 0),
                  (select currency from main),
                  exists (select 1 from visits where status = 'completed' and currency <> (select currency from main))
                from fleet where {where}
                """,
                row => new Sums(
                    row.Long(0),
                    row.Long(1),
                    row.Long(2),
                    row.Long(3),
                    row.Long(4),
                    (long)row.DecimalOrNull(5)!.Value,
                    (long)row.DecimalOrNull(6)!.Value,
                    (long)row.DecimalOrNull(7)!.Value,
                    row.TextOrNull(8),
                    row.Truth(9)
                )
            ),
            Statement.Into(
                rows,
                $"""
                {with} select {Columns} from fleet where {where} order by {FleetSql.OrderBy(filter)}
                limit {paging.Limit} offset {paging.Offset}
                """,
                row => Vehicle(row, asked.Today)
            )
        );
        var sum = sums.Single();
        // Nearly every fleet is billed in one currency.
        if (sum.HasOther)
            await reads.Run(
                ct,
                Statement.Into(
                    other,
                    $"""
                    {with} select currency,
                      coalesce(sum(case when happened_at >= {asked.NewYear} then total_minor else 0 end), 0), sum(total_minor) from visits
                    where status = 'completed' and currency <> (select currency from main)
                      and vehicle_ref in (select external_id from fleet where {where})
                    group by currency order by currency
                    """,
                    row => (row.Text(0), (long)row.DecimalOrNull(1)!.Value, (long)row.DecimalOrNull(2)!.Value)
                )
            );
        decimal Amount(long minor) => MinorUnits.Amount(minor, sum.Currency);
        return new FleetView(
            [.. rows.Select(r => r(sum.Currency))],
            sum.Vehicles,
            paging.Page,
            paging.Limit,
            paging.Offset + rows.Count < sum.Vehicles,
            null,
            sum.Currency,
            new FleetTotals(
                sum.Vehicles,
                sum.Owners,
                sum.WithDriver,
                sum.Overdue,
                sum.DueSoon,
                sum.Jobs,
                Amount(sum.ThisYear),
                Amount(sum.Spent)
            ),
            [.. other.Select(o => new OtherSpend(o.Item1, MinorUnits.Amount(o.Item2, o.Item1), MinorUnits.Amount(o.Item3, o.Item1)))]
        );
    }

    /// <summary>All that were asked for, one by one, with the currency of what was spent.</summary>
    public async Task<IAsyncEnumerable<(FleetVehicle Vehicle, string? Currency)>> Stream(
        Guid customer,
        FleetFilter filter,
        CancellationToken ct
    )
    {
        var asked = await Asked(customer, ct);
        return reads.Stream(
            $"""
            {FleetSql.With(asked, filter.OwnOnly)} select {Columns}, (select currency from main) currency from fleet
            where {FleetSql.Where(asked, filter)} order by {FleetSql.OrderBy(filter)}
            """,
            row => (Vehicle(row, asked.Today)(row.TextOrNull("currency")), row.TextOrNull("currency")),
            ct
        );
    }

    /// <summary>Refuses whoever may not see this customer's vehicles.</summary>
    private async Task<FleetAsked> Asked(Guid customer, CancellationToken ct)
    {
        access.Require(Permission.ReadService);
        var owners = new List<Owned>();
        await parts.Of(
            customer,
            ct,
            Statement.Into(
                owners,
                $"""
                select c.owner_id, c.branch_id, exists (select 1 from team_members m
                  where m.organization_id = c.organization_id and m.customer_id = c.id and m.user_id = {access.Caller.UserId
                    ?? Guid.Empty})
                from customers c where c.organization_id = {reads.Tenant} and c.id = {customer}
                """,
                row => new Owned(row.IdOrNull(0), row.IdOrNull(1), row.Truth(2))
            )
        );
        access.Require(Permission.ReadService, owners.Single(), owners.Single().InTeam);
        return new FleetAsked(
            reads.Tenant,
            customer,
            clock.Now(),
            await day.Zone(ct),
            $"{customers.Visible(Permission.ReadCustomers, "c")} and {customers.Visible(Permission.ReadService, "c")}",
            drivers.Name
        );
    }

    private static readonly Sql Columns = Sql.Raw(
        "id, external_id, plate, vin, make, model, year, owner_id, owner, driver, driver_id, mileage, service_at, inspection_due_at, "
            + "due_at, jobs, this_year, in_all"
    );

    private static Func<string?, FleetVehicle> Vehicle(Row row, DateOnly today)
    {
        var (service, inspection, due) = (row.DateOrNull("service_at"), row.DateOrNull("inspection_due_at"), row.DateOrNull("due_at"));
        var (year, all) = ((long)row.DecimalOrNull("this_year")!.Value, (long)row.DecimalOrNull("in_all")!.Value);
        var vehicle = new FleetVehicle(
            row.Id("id"),
            row.Text("external_id"),
            row.TextOrNull("plate"),
            row.TextOrNull("vin"),
            row.Text("make"),
            row.Text("model"),
            row.IntOrNull("year"),
            row.Id("owner_id"),
            row.Text("owner"),
            row.TextOrNull("driver"),
            row.TextOrNull("driver") is null ? null : row.IdOrNull("driver_id"),
            row.IntOrNull("mileage"),
            service,
            inspection,
            due,
            due is null ? null
                : due == service ? "service"
                : "inspection",
            due < today,
            (int)row.Long("jobs"),
            0,
            0
        );
        return currency => vehicle with { ThisYear = MinorUnits.Amount(year, currency), Spent = MinorUnits.Amount(all, currency) };
    }
}
