using System.Globalization;
using System.Text.Json.Serialization;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Service.Fleet;

[EventName("fleet.exported")]
public sealed record FleetExported(Guid CustomerId) : DomainEvent
{
    public override string SubjectType => "customer";
    public override Guid SubjectId => CustomerId;
    public override IEnumerable<string> Touches => [];
}

/// <summary>
/// Streams a fleet as CSV: UTF-8 with BOM, cells guarded against formulas. Who took it stands in the log before the first row leaves.
/// </summary>
public sealed class ExportFleet(FindFleet find, Access access, Changes changes, TimeProvider clock)
{
    private static readonly string[] Columns =
    [
        "plate",
        "vin",
        "make",
        "model",
        "year",
        "owner",
        "driver",
        "mileage",
        "next_service_at",
        "inspection_due_at",
        "next_due_at",
        "overdue",
        "open_jobs",
        "this_year",
        "spent",
        "currency",
    ];

    public async Task Run(Guid customer, FleetFilter filter, HttpResponse response, CancellationToken ct)
    {
        // Who may export some customers only must not take the vehicles of the others along.
        if (access.Require(Permission.ExportCustomers) < access.Require(Permission.ReadService))
            throw new Forbidden(Words.Of(Permission.ExportCustomers), Words.Of(access.Require(Permission.ExportCustomers)));
        var rows = await find.Stream(customer, filter, ct);
        await using (var change = await changes.Begin(ct))
        {
            changes.Raise(new FleetExported(customer));
            await change.Save(ct);
        }
        await CsvAnswer.Send(
            response,
            $"fleet-{clock.Now():yyyy-MM-dd}.csv",
            Columns,
            rows.Select(row => Cells(row.Vehicle, row.Currency)),
            ct
        );
    }

    private static string?[] Cells(FleetVehicle vehicle, string? currency) =>
        [
            vehicle.Plate,
            vehicle.Vin,
            vehicle.Make,
            vehicle.Model,
            Number(vehicle.Year),
            vehicle.Owner,
            vehicle.Driver,
            Number(vehicle.Mileage),
            Day(vehicle.NextServiceAt),
            Day(vehicle.InspectionDueAt),
            Day(vehicle.NextDueAt),
            vehicle.IsOverdue ? "yes" : "no",
            Number(vehicle.OpenJobs),
            vehicle.ThisYear.ToString(CultureInfo.InvariantCulture),
            vehicle.Spent.ToString(CultureInfo.InvariantCulture),
            currency,
        ];

    private static string? Number(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
