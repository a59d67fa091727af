namespace Rapport.Formats;

/// <summary>How near a <see cref="Place"/> is to what was asked for.</summary>
public enum PlacePrecision
{
    /// <summary>The middle of the city or village.</summary>
    City,

    /// <summary>The middle of the area of a postal code.</summary>
    Postal,
}

/// <summary>A point on the globe (WGS 84).</summary>
/// <param name="Latitude">Degrees north, from -90 to 90, to a thousandth (111 m).</param>
/// <param name="Longitude">Degrees east, from -180 to 180, to a thousandth.</param>
/// <param name="Precision">What the point is the middle of.</param>
public readonly record struct Place(double Latitude, double Longitude, PlacePrecision Precision);

/// <summary>
/// Where cities and postal codes lie, without asking anybody: GeoNames' cities of more than 15,000 people and the postal codes of AT, BE,
/// CH, DE, ES,
/// FR, GB (outward codes), IT, NL and US with their places (https://www.geonames.org, CC BY 4.0; whoever shows a point must name GeoNames).
/// </summary>
/// <remarks>Read once, in about a second, into two arrays of 64-bit keys. bin/gazetteer writes the file.</remarks>
public static class Gazetteer
{
    private const int LongestText = 200;
    private const double Thousandth = 1000;

    private static readonly Lazy<GazetteerIndex> index = new(GazetteerIndex.Read);

    /// <summary>How GeoNames wants to be named.</summary>
    public const string Attribution = "GeoNames";

    /// <summary>
    /// The point of a postal code, else of a city; null when neither is known. Never throws. A search takes microseconds, the first one
    /// also reads the file.
    /// </summary>
    /// <param name="country">ISO 3166-1 alpha-2.</param>
    /// <param name="postalCode">As written: with a country's letters in front, the full British or Dutch form, ZIP+4, or a leading zero
    /// lost in a spreadsheet.</param>
    /// <param name="city">In any of the names GeoNames knows it by, in any case, with or without accents.</param>
    /// <param name="region">Its name or the code GeoNames has for it ("IL", "Illinois"); tells cities of one name apart, and is ignored
    /// where it is unknown.</param>
    public static Place? Find(string? country, string? postalCode, string? city, string? region = null)
    {
        if (country is not { Length: 2 } || postalCode?.Length > LongestText || city?.Length > LongestText || region?.Length > LongestText)
        {
            return null;
        }

        var code = country.ToUpperInvariant();
        if (
            postalCode is not null
            && PostalForm.Of(code, postalCode) is { } written
            && index.Value.Find(PlaceKey.Of(code, "#", written)) is { } area
        )
        {
            return At(area, PlacePrecision.Postal);
        }

        var name = PlaceKey.Folded(city);
        if (name.Length == 0)
        {
            return null;
        }

        var inRegion = PlaceKey.Folded(region) is { Length: > 0 } known ? index.Value.Find(PlaceKey.Of(code, known, name)) : null;
        return (inRegion ?? index.Value.Find(PlaceKey.Of(code, "", name))) is { } found ? At(found, PlacePrecision.City) : null;
    }

    private static Place At((int Latitude, int Longitude) point, PlacePrecision precision) =>
        new(point.Latitude / Thousandth, point.Longitude / Thousandth, precision);
}
