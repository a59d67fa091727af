using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Service.Panels;

internal sealed class ServiceHistoryPart(PartReading reading, CustomerAccess customers) : CustomerPart<ServiceHistory>
{
    private const int Vehicles = 100,
        Visits = 10,
        Appointments = 5;

    private readonly List<Equipment> equipment = [],
        driven = [];
    private readonly List<VisitShown> visits = [];
    private readonly List<(Guid Visit, string Description, bool Declined)> lines = [];
    private readonly List<AppointmentShown> appointments = [];
    private (int Scheduled, int Completed) counts;

    private DateOnly Today => DateOnly.FromDateTime(reading.Now.UtcDateTime);

    public override IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                equipment,
                $"""
                select v.id, v.external_id, v.vin, v.plate, v.make, v.model, v.year, v.fuel, v.mileage,
                  (select count(*) {Of}) visits, (select max(w.happened_at) {Of}) last_visit_at,
                  v.next_service_at, v.next_service_mileage, v.inspection_due_at,
                  (select w.next_due_at {Of} and w.next_due_at is not null order by w.happened_at desc limit 1) noted_due_at,
                  (select w.mileage {Of} and w.mileage is not null order by w.happened_at desc limit 1) noted_mileage
                from vehicles v where {reading.Of("v")} order by v.happened_at desc, v.id desc limit {Vehicles}
                """,
                row => Vehicle(row)
            ),
            Statement.Into(
                driven,
                $"""
                select v.id, v.external_id, v.vin, v.plate, v.make, v.model, v.year, v.fuel,
                  case when {IsNow} then v.mileage end mileage,
                  (select count(*) {Of} {Then}) visits, (select max(w.happened_at) {Of} {Then}) last_visit_at,
                  case when {IsNow} then v.next_service_at end next_service_at,
                  case when {IsNow} then v.next_service_mileage end next_service_mileage,
                  case when {IsNow} then v.inspection_due_at end inspection_due_at,
                  case when {IsNow} then
                    (select w.next_due_at {Of} and w.next_due_at is not null order by w.happened_at desc limit 1)
                  end noted_due_at,
                  (select w.mileage {Of} {Then} and w.mileage is not null order by w.happened_at desc limit 1) noted_mileage,
                  case when {SeesOwner} then o.id end owner_id, case when {SeesOwner} then o.display_name end owner_name,
                  a.starts_on, a.ends_on
                from driver_assignments a join vehicles v on v.organization_id = a.organization_id and v.id = a.vehicle_id
                  join customers o on o.organization_id = v.organization_id and o.id = v.customer_id
                where a.organization_id = {reading.Organization} and a.driver_id = {reading.Customer}
                  and v.customer_id <> {reading.Customer}
                order by a.starts_on desc, a.id desc limit {Vehicles}
                """,
                row =>
                    Vehicle(row) with
                    {
                        Driven = new Driven(
                            row.IdOrNull("owner_id"),
                            row.TextOrNull("owner_name"),
                            row.DateOrNull("starts_on")!.Value,
                            row.DateOrNull("ends_on"),
                            IsOn(row.DateOrNull("starts_on")!.Value, row.DateOrNull("ends_on"))
                        ),
                    }
            ),
            Statement.Into(
                visits,
                $"""
                select w.id, w.number, coalesce(v.plate, v.vin, w.vehicle_ref) vehicle, w.status, w.opened_at, w.completed_at, w.mileage,
                  w.technician, w.branch, w.total_minor, w.currency, w.next_due_at, w.next_due_mileage
                from service_visits w {Named} where {reading.Of("w")} order by w.happened_at desc, w.id desc limit {Visits}
                """,
                row => new VisitShown(
                    row.Id("id"),
                    row.TextOrNull("number"),
                    row.TextOrNull("vehicle"),
                    Words.Parse<VisitStatus>(row.Text("status")),
                    row.Time("opened_at"),
                    row.TimeOrNull("completed_at"),
                    row.IntOrNull("mileage"),
                    row.TextOrNull("technician"),
                    row.TextOrNull("branch"),
                    MinorUnits.Amount(row.Long("total_minor"), row.Text("currency")),
                    row.Text("currency"),
                    row.DateOrNull("next_due_at"),
                    row.IntOrNull("next_due_mileage"),
                    null,
                    null
                )
            ),
            Statement.Into(
                lines,
                $"""
                select l.fact_id, l.description, l.declined from visit_lines l where l.organization_id = {reading.Organization}
                  and l.fact_id in (select id from service_visits where {reading.Mine} order by happened_at desc, id desc limit {Visits})
                order by l.fact_id, l.position
                """,
                row => (row.Id(0), row.Text(1), row.Truth(2))
            ),
            Statement.Into(
                appointments,
                $"""
                select w.id, coalesce(v.plate, v.vin, w.vehicle_ref), w.starts_at, w.ends_at, w.reason, w.status, w.branch
                from appointments w {Named}
                where {reading.Of("w")} and w.happened_at >= {reading.Now} and w.status in ('requested', 'confirmed')
                order by w.happened_at, w.id limit {Appointments}
                """,
                row => new AppointmentShown(
                    row.Id(0),
                    row.TextOrNull(1),
                    row.Time(2),
                    row.TimeOrNull(3),
                    row.TextOrNull(4),
                    Words.Parse<AppointmentStatus>(row.Text(5)),
                    row.TextOrNull(6)
                )
            ),
            new Statement(
                $"""
                select (select count(*) from service_visits where {reading.Mine} and status in ('scheduled', 'in_progress'))
                     + (select count(*) from appointments where {reading.Mine} and happened_at >= {reading.Now}
                         and status in ('requested', 'confirmed')
                         and (select 1 from service_visits w where w.organization_id = appointments.organization_id
                           and w.external_id = 'appointment:' || appointments.external_id limit 1) is null),
                  (select count(*) from service_visits where {reading.Mine} and status = 'completed')
                """,
                row => counts = ((int)row.Long(0), (int)row.Long(1))
            ),
        ];

    private static readonly Sql Of = Sql.Raw(
        "from service_visits w where w.organization_id = v.organization_id and w.vehicle_ref = v.external_id and w.status <> 'cancelled'"
    );
    private static readonly Sql Named = Sql.Raw(
        "left join vehicles v on v.organization_id = w.organization_id and v.external_id = w.vehicle_ref"
    );

    /// <summary>Of those who drive it, only what happened on their days is theirs to know.</summary>
    private static readonly Sql Then = Sql.Raw("and w.happened_at >= a.starts_on and (a.ends_on is null or w.happened_at < a.ends_on)");

    /// <summary>The caller may see the owner o of a vehicle that the customer drives.</summary>
    private Sql SeesOwner => reading.Has(Permission.ReadCustomers) ? customers.Visible(Permission.ReadCustomers, "o") : Sql.Raw("false");

    private Sql IsNow => $"(a.starts_on <= {Today} and (a.ends_on is null or a.ends_on > {Today}))";

    private bool IsOn(DateOnly from, DateOnly? to) => from <= Today && (to is null || to > Today);

    public override ServiceHistory? Answer() =>
        equipment.Count + driven.Count + visits.Count + appointments.Count == 0
            ? null
            : new ServiceHistory(
                counts.Scheduled,
                counts.Completed,
                [.. equipment.OrderBy(e => e.NextDueAt ?? DateOnly.MaxValue), .. driven.OrderByDescending(e => e.Driven!.IsNow)],
                [.. visits.Select(WithWork)],
                appointments
            );

    private VisitShown WithWork(VisitShown visit)
    {
        string? Said(bool declined) =>
            string.Join(", ", lines.Where(l => l.Visit == visit.Id && l.Declined == declined).Take(5).Select(l => l.Description))
                is { Length: > 0 } text
                ? text
                : null;
        return visit with { Work = Said(false), Declined = Said(true) };
    }

    private Equipment Vehicle(Row row)
    {
        // What the last visit said counts where nobody wrote a date on the vehicle itself.
        var (service, inspection) = (
            row.DateOrNull("next_service_at") ?? row.DateOrNull("noted_due_at"),
            row.DateOrNull("inspection_due_at")
        );
        var next = service is null || inspection < service ? inspection : service;
        return new(
            row.Id("id"),
            row.Text("external_id"),
            row.TextOrNull("vin"),
            row.TextOrNull("plate"),
            row.Text("make"),
            row.Text("model"),
            row.IntOrNull("year"),
            row.TextOrNull("fuel"),
            Later(row.IntOrNull("mileage"), row.IntOrNull("noted_mileage")),
            (int)row.Long("visits"),
            row.TimeOrNull("last_visit_at"),
            service,
            row.IntOrNull("next_service_mileage"),
            inspection,
            next,
            next is null ? null
                : next == service ? "service"
                : "inspection",
            next < Today
        );
    }

    private static int? Later(int? written, int? seen) =>
        written is null ? seen
        : seen is null ? written
        : Math.Max(written.Value, seen.Value);
}
