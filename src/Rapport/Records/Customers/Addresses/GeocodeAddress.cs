using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Jobs;

namespace Rapport.Records.Customers.Addresses;

/// <summary>Asks the geocoding service, where there is one, once an address is saved; nobody waits for it.</summary>
public sealed class GeocodeLater(RapportDb db, Geocoder geocoder, TimeProvider clock)
{
    internal void Queue(Address address)
    {
        // Who gave the coordinates by hand knows better.
        if (geocoder.IsOn && address.GeoPrecision != GeoPrecision.Rooftop)
            db.Add(Job.Of<GeocodeAddress, GeocodeAddress.Arguments>(db.TenantId, new(address.Id), clock.Now()));
    }
}

/// <summary>Puts an address where the geocoding service finds it, unless the gazetteer knows it more precisely.</summary>
public sealed class GeocodeAddress(RapportDb db, Changes changes, Geocoder geocoder, TimeProvider clock) : IJob<GeocodeAddress.Arguments>
{
    public sealed record Arguments(Guid AddressId);

    public static string Kind => "geocode_address";

    public async Task Run(Arguments arguments, CancellationToken ct)
    {
        var seen = await db.Addresses.AsNoTracking().SingleOrDefaultAsync(a => a.Id == arguments.AddressId && a.ArchivedAt == null, ct);
        if (seen is null || await geocoder.Find(seen, ct) is not { } found)
            return;

        await using var change = await changes.Begin(ct);
        // Whoever moved it meanwhile has asked anew.
        var address = await db.Addresses.SingleOrDefaultAsync(
            a => a.Id == seen.Id && a.Version == seen.Version && a.ArchivedAt == null,
            ct
        );
        if (address is null || address.GeoPrecision > found.Precision)
            return;
        var noted = new FieldChanges();
        if (!(noted.Note("latitude", address.Latitude, found.Latitude) | noted.Note("longitude", address.Longitude, found.Longitude)))
            return;

        (address.Latitude, address.Longitude, address.GeoPrecision, address.UpdatedAt) = (
            found.Latitude,
            found.Longitude,
            found.Precision,
            clock.Now()
        );
        address.Raise(new AddressUpdated(address.CustomerId, address.Id, noted.ByField));
        await change.Save(ct);
    }
}
