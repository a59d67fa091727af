using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Service.Drivers;

/// <summary>
/// Gives a vehicle to a driver from one day on, corrects the days, ends an assignment and takes a wrong one away. One vehicle has one
/// driver at a time:
/// a new one ends the assignment that is open, and days that somebody else has are refused.
/// </summary>
public sealed class AssignDriver(
    RapportDb db,
    Changes changes,
    VehicleForChange vehicles,
    OrganizationCalendar day,
    Access access,
    TimeProvider clock
)
{
    public async Task<DriverAssignment> Run(Guid vehicleId, DriverInput input, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var (contactId, customerId) = (input.ContactId.Value, input.CustomerId.Value);
        var held = await vehicles.Run(vehicleId, customerId, ct);
        if (contactId is null == customerId is null)
            throw new Invalid("contact_id", "Say who drives it: either contact_id or customer_id.");
        var name = contactId is { } contact ? await NameOf(contact, held, ct) : NameOf(held);
        var assignment = new DriverAssignment
        {
            VehicleId = vehicleId,
            ContactId = contactId,
            DriverId = customerId,
            CreatedById = access.Caller.UserId,
            CreatedAt = clock.Now(),
        };
        Write(assignment, input with { From = input.From.Value ?? await day.Today(ct) });
        await MakeRoom(held, assignment, ct);
        db.Add(assignment);
        assignment.Raise(new VehicleTakenOver(vehicleId, held.Called, held.Owner.Id, contactId, customerId, name, assignment.StartsOn));
        if (assignment.EndsOn is { } end)
            assignment.Raise(new VehicleHandedBack(vehicleId, held.Called, held.Owner.Id, contactId, customerId, name, end));
        await change.Save(ct);
        return assignment;
    }

    public async Task Edit(Guid vehicleId, Guid id, DriverInput input, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var (held, assignment) = await ForChange(vehicleId, id, ct);
        Versions.Require(seenVersion, assignment.Version);
        if (
            (input.ContactId.IsSet && input.ContactId.Value != assignment.ContactId)
            || (input.CustomerId.IsSet && input.CustomerId.Value != assignment.DriverId)
        )
            throw new Invalid(
                input.ContactId.IsSet ? "contact_id" : "customer_id",
                "It cannot change. End this assignment and write another."
            );
        var (start, end) = (assignment.StartsOn, assignment.EndsOn);
        Write(assignment, input);
        if ((start, end) == (assignment.StartsOn, assignment.EndsOn))
            return;
        RequireRoom(assignment, await Others(assignment, ct), await NamesOf(vehicleId, ct));
        var name = (await NamesOf(vehicleId, ct))[id];
        assignment.Raise(
            start == assignment.StartsOn && end is null && assignment.EndsOn is { } back
                ? new VehicleHandedBack(vehicleId, held.Called, held.Owner.Id, assignment.ContactId, assignment.DriverId, name, back)
                : new DriverCorrected(
                    vehicleId,
                    held.Called,
                    held.Owner.Id,
                    assignment.ContactId,
                    assignment.DriverId,
                    name,
                    assignment.StartsOn,
                    assignment.EndsOn
                )
        );
        await change.Save(ct);
    }

    public async Task Remove(Guid vehicleId, Guid id, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var (held, assignment) = await ForChange(vehicleId, id, ct);
        Versions.Require(seenVersion, assignment.Version);
        assignment.Raise(
            new DriverRemoved(
                vehicleId,
                held.Called,
                held.Owner.Id,
                assignment.ContactId,
                assignment.DriverId,
                (await NamesOf(vehicleId, ct))[id]
            )
        );
        db.Remove(assignment);
        await change.Save(ct);
    }

    private async Task<(HeldVehicle, DriverAssignment)> ForChange(Guid vehicleId, Guid id, CancellationToken ct)
    {
        var held = await vehicles.Run(vehicleId, null, ct);
        return (
            held,
            await db.Set<DriverAssignment>().SingleOrDefaultAsync(a => a.Id == id && a.VehicleId == vehicleId, ct)
                ?? throw new Missing("driver of this vehicle")
        );
    }

    private async Task<string> NameOf(Guid contactId, HeldVehicle held, CancellationToken ct)
    {
        var contact =
            await db.Contacts.AsNoTracking().SingleOrDefaultAsync(c => c.Id == contactId && c.CustomerId == held.Owner.Id, ct)
            ?? throw new Invalid("contact_id", $"{held.Owner.DisplayName} has no such contact.");
        return contact.ArchivedAt is null
            ? contact.FullName
            : throw new Invalid("contact_id", $"{contact.FullName} is archived. Restore the contact first.");
    }

    private static string NameOf(HeldVehicle held)
    {
        var driver = held.Driver!;
        if (driver.Id == held.Owner.Id)
            throw new Invalid("customer_id", $"{driver.DisplayName} owns it, and needs no assignment.");
        return driver.Type == CustomerType.Individual
            ? driver.DisplayName
            : throw new Invalid("customer_id", $"{driver.DisplayName} is an organization. A driver is a person.");
    }

    private static void Write(DriverAssignment assignment, DriverInput input)
    {
        var errors = new Errors();
        if (input.From.IsSet)
        {
            if (errors.Day("from", input.From.Value) is { } from)
                assignment.StartsOn = from;
            else
                errors.Add("from", "It is required.");
        }
        if (input.To.IsSet)
            assignment.EndsOn = errors.Day("to", input.To.Value);
        if (assignment.EndsOn < assignment.StartsOn)
            errors.Add("to", "It lies before the start.");
        errors.ThrowInvalid();
    }

    /// <summary>Ends the open assignment on the day the new one begins; whatever else stands in the way is refused.</summary>
    private async Task MakeRoom(HeldVehicle held, DriverAssignment assignment, CancellationToken ct)
    {
        var (others, names) = (await Others(assignment, ct), await NamesOf(held.Vehicle.Id, ct));
        if (others.SingleOrDefault(o => o.EndsOn is null && o.StartsOn < assignment.StartsOn) is { } open)
        {
            RequireRoom(assignment, [.. others.Where(o => o != open)], names);
            open.EndsOn = assignment.StartsOn;
            open.Raise(
                new VehicleHandedBack(
                    held.Vehicle.Id,
                    held.Called,
                    held.Owner.Id,
                    open.ContactId,
                    open.DriverId,
                    names[open.Id],
                    assignment.StartsOn
                )
            );
            // The one that ends is written first: two that are open at once cannot be.
            await using var ending = await changes.Begin(ct);
            await ending.Save(ct);
        }
        else
            RequireRoom(assignment, others, names);
    }

    private Task<List<DriverAssignment>> Others(DriverAssignment assignment, CancellationToken ct) =>
        db.Set<DriverAssignment>().Where(a => a.VehicleId == assignment.VehicleId && a.Id != assignment.Id).ToListAsync(ct);

    private static void RequireRoom(DriverAssignment assignment, List<DriverAssignment> others, Dictionary<Guid, string> names)
    {
        var rival = others.FirstOrDefault(assignment.Overlaps);
        if (rival is null)
            return;
        var days = rival.EndsOn is { } end ? $"from {Day(rival.StartsOn)} to {Day(end)}" : $"from {Day(rival.StartsOn)} on";
        throw new Refusal(
            "already_driven",
            $"{names[rival.Id]} drives it {days}. End or correct that first, or choose other days.",
            new Dictionary<string, object?> { ["assignment_id"] = rival.Id }
        );
    }

    private async Task<Dictionary<Guid, string>> NamesOf(Guid vehicleId, CancellationToken ct) =>
        (
            await db.Rows(
                DriverNames.Of($"a.organization_id = {db.TenantId} and a.vehicle_id = {vehicleId}"),
                row => (row.Id(0), row.Text(1)),
                ct
            )
        ).ToDictionary();

    private static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
