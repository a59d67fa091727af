using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Service.Drivers;

/// <param name="CustomerId">The driver, where that is a customer; <paramref name="ContactId"/> where it is a contact of the owner.</param>
/// <param name="Name">Null where the caller may not see who it is.</param>
/// <param name="To">The day it was or is to be handed back.</param>
public sealed record DriverView(
    Guid Id,
    Guid VehicleId,
    Guid? ContactId,
    Guid? CustomerId,
    string? Name,
    DateOnly From,
    DateOnly? To,
    bool IsCurrent,
    Guid? CreatedBy,
    DateTimeOffset CreatedAt,
    int Version
);

/// <summary>Who drives a vehicle and who drove it, the latest first, for whoever may see the vehicle.</summary>
public sealed class FindDrivers(Reads reads, FindFacts facts, DriverSight sight, OrganizationCalendar day)
{
    /// <summary>Nobody changes a vehicle's driver more often than that.</summary>
    private const int Most = 2_000;

    public async Task<IReadOnlyList<DriverView>> Run(Guid vehicleId, CancellationToken ct)
    {
        await facts.One(FactKind.Of<Vehicle>(), vehicleId, ct);
        return await Rows($"a.vehicle_id = {vehicleId}", ct);
    }

    public async Task<DriverView> One(Guid vehicleId, Guid id, CancellationToken ct)
    {
        await facts.One(FactKind.Of<Vehicle>(), vehicleId, ct);
        return (await Rows($"a.vehicle_id = {vehicleId} and a.id = {id}", ct)).SingleOrDefault()
            ?? throw new Missing("driver of this vehicle");
    }

    /// <summary>For whoever has just written it.</summary>
    internal async Task<DriverView> Own(Guid vehicleId, Guid id, CancellationToken ct) =>
        (await Rows($"a.vehicle_id = {vehicleId} and a.id = {id}", ct)).Single();

    private async Task<List<DriverView>> Rows(Sql condition, CancellationToken ct)
    {
        var today = await day.Today(ct);
        return await reads.Rows(
            $"""
            select a.id, a.vehicle_id, a.contact_id, a.driver_id, {sight.Name}, a.starts_on, a.ends_on, a.created_by_id, a.created_at,
              a.version
            from driver_assignments a {DriverNames.Joined}
            where a.organization_id = {reads.Tenant} and {condition} order by a.starts_on desc, a.id desc limit {Most}
            """,
            row =>
            {
                var (from, to) = (row.DateOrNull(5)!.Value, row.DateOrNull(6));
                return new DriverView(
                    row.Id(0),
                    row.Id(1),
                    row.IdOrNull(2),
                    row.IdOrNull(3),
                    row.TextOrNull(4),
                    from,
                    to,
                    from <= today && (to is null || to > today),
                    row.IdOrNull(7),
                    row.Time(8),
                    row.Int(9)
                );
            },
            ct
        );
    }
}
