using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Addresses;

/// <summary>
/// Puts the fields of a request into an address, checks each of them, and notes what changed. Adding and editing share it.
/// </summary>
public sealed class WriteAddress(Changes changes, OneFlagged flags, GeocodeLater later)
{
    internal static FieldChanges Fields(Address address, AddressInput input, Errors errors)
    {
        var noted = new FieldChanges();
        if (input.AddressType.IsSet && noted.Note("address_type", address.AddressType, input.AddressType.Value))
            address.AddressType = input.AddressType.Value;
        if (
            input.StreetLine1.IsSet
            && errors.Text("street_line_1", input.StreetLine1.Value, 200, required: true) is { } street
            && noted.Note("street_line_1", address.StreetLine1, street)
        )
            address.StreetLine1 = street;
        if (
            input.StreetLine2.IsSet
            && errors.Text("street_line_2", input.StreetLine2.Value, 200) is var second
            && noted.Note("street_line_2", address.StreetLine2, second)
        )
            address.StreetLine2 = second;
        if (
            input.City.IsSet
            && errors.Text("city", input.City.Value, 100, required: true) is { } city
            && noted.Note("city", address.City, city)
        )
            address.City = city;
        if (
            input.StateProvince.IsSet
            && errors.Text("state_province", input.StateProvince.Value, 100) is var state
            && noted.Note("state_province", address.StateProvince, state)
        )
            address.StateProvince = state;
        if (
            input.PostalCode.IsSet
            && errors.Text("postal_code", input.PostalCode.Value, 20) is var code
            && noted.Note("postal_code", address.PostalCode, code)
        )
            address.PostalCode = code;
        if (
            input.Country.IsSet
            && errors.Country("country", input.Country.Value, required: true) is { } country
            && noted.Note("country", address.Country, country)
        )
            address.Country = country;
        Place(address, input, errors, noted);
        // Who clears the coordinates leaves them to the gazetteer.
        if (!errors.Any && input.Latitude.Value is null && (input.Latitude.IsSet || PlaceAddress.Moves(noted)))
            PlaceAddress.Run(address, noted);
        return noted;
    }

    /// <summary>Where a service is set, it is asked once the address has a new place.</summary>
    internal void Locate(Address address, FieldChanges noted)
    {
        if (PlaceAddress.Moves(noted))
            later.Queue(address);
    }

    /// <summary>Takes the default over from another of its type where that is asked for, or where there is none yet.</summary>
    internal async Task Default(Address address, Maybe<bool> wanted, Errors errors, FieldChanges noted, CancellationToken ct)
    {
        var typeChanged = noted.ByField.ContainsKey("address_type");
        if (address.IsDefault && !typeChanged)
        {
            if (wanted is { IsSet: true, Value: false })
                errors.Add("is_default", "Make another address of this type the default instead.");
            return;
        }
        if (errors.Any)
            return;
        var group = OneFlagged.Group.AddressesOf(address.CustomerId, address.AddressType);
        var becomes = wanted.Value || await flags.IsMissing(group, ct);
        if (becomes && await flags.TakeFrom(group, address.Id, ct) is { } former)
            address.Raise(new AddressUpdated(address.CustomerId, former, new() { ["is_default"] = new(true, false) }));
        if (noted.Note("is_default", address.IsDefault, becomes))
            address.IsDefault = becomes;
    }

    /// <summary>Once the address has left a type, the oldest other one of that type takes over.</summary>
    internal async Task PassOn(Guid customerId, AddressType left, CancellationToken ct)
    {
        await using (var gone = await changes.Begin(ct))
            await gone.Save(ct);
        if (await flags.GiveToOldest(OneFlagged.Group.AddressesOf(customerId, left), ct) is { } next)
            changes.Raise(new AddressUpdated(customerId, next, new() { ["is_default"] = new(false, true) }));
    }

    private static void Place(Address address, AddressInput input, Errors errors, FieldChanges noted)
    {
        if (!input.Latitude.IsSet && !input.Longitude.IsSet)
            return;
        var (latitude, longitude) = (input.Latitude.Or(address.Latitude), input.Longitude.Or(address.Longitude));
        if (latitude is < -90 or > 90)
            errors.Add("latitude", "It must lie between -90 and 90.");
        if (longitude is < -180 or > 180)
            errors.Add("longitude", "It must lie between -180 and 180.");
        if (latitude is null != longitude is null)
            errors.Add(latitude is null ? "latitude" : "longitude", "Give both, or neither.");
        if (!(noted.Note("latitude", address.Latitude, latitude) | noted.Note("longitude", address.Longitude, longitude)))
            return;
        (address.Latitude, address.Longitude) = (latitude, longitude);
        // Coordinates given by hand are as precise as it gets; clearing them clears what was known of their precision.
        address.GeoPrecision = latitude is null ? null : GeoPrecision.Rooftop;
    }
}
