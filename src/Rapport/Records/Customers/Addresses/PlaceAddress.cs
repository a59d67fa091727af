using Rapport.Formats;

namespace Rapport.Records.Customers.Addresses;

/// <summary>
/// Puts an address on the map by its postal code or city, from the gazetteer that comes along: pages, the API and imports alike.
/// </summary>
internal static class PlaceAddress
{
    private static readonly string[] Where = ["street_line_1", "street_line_2", "city", "state_province", "postal_code", "country"];

    /// <summary>Whether a point that was known has been left.</summary>
    public static bool Moves(FieldChanges noted) => Where.Any(noted.ByField.ContainsKey);

    /// <summary>Coordinates that nothing is known of are none: better no point than that of where it stood before.</summary>
    public static void Run(Address address, FieldChanges? noted = null)
    {
        var place = Gazetteer.Find(address.Country, address.PostalCode, address.City, address.StateProvince);
        noted?.Note("latitude", address.Latitude, place?.Latitude);
        noted?.Note("longitude", address.Longitude, place?.Longitude);
        (address.Latitude, address.Longitude) = (place?.Latitude, place?.Longitude);
        address.GeoPrecision = place?.Precision switch
        {
            PlacePrecision.City => GeoPrecision.City,
            PlacePrecision.Postal => GeoPrecision.Postal,
            _ => null,
        };
    }
}
