using System.Globalization;
using System.Text.Json;

namespace Rapport.Records.Customers.Addresses;

/// <summary>
/// Where a Nominatim-compatible service answers; none unless <c>RAPPORT_GEOCODER</c> names one, since addresses would leave the house.
/// </summary>
public sealed record GeocoderAddress(Uri? Url)
{
    /// <summary>Whom to name where coordinates show.</summary>
    public string Credit => Url is null ? "GeoNames" : "GeoNames, OpenStreetMap";

    public static GeocoderAddress FromEnvironment() =>
        Environment.GetEnvironmentVariable("RAPPORT_GEOCODER") switch
        {
            null or "" => new((Uri?)null),
            var text when Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https" => new(
                url
            ),
            _ => throw new InvalidOperationException(
                "RAPPORT_GEOCODER must be a whole http or https address, such as http://nominatim.example.com."
            ),
        };
}

/// <summary>Asks a Nominatim-compatible service for one address, with a bound on how long and how much it may answer.</summary>
public sealed class Geocoder(IHttpClientFactory clients, GeocoderAddress address)
{
    internal const string Client = "geocoder";
    private const long LongestAnswer = 64 << 10;

    // Nominatim's ranks: 30 a house, 28 a plot or a shop; 21 to 27 a postal code, quarter or street; below, towns and larger.
    private const int House = 28,
        Quarter = 21,
        Town = 13;

    public sealed record Point(double Latitude, double Longitude, GeoPrecision Precision);

    public bool IsOn => address.Url is not null;

    internal static void Configure(HttpClient client)
    {
        client.Timeout = TimeSpan.FromSeconds(10);
        client.MaxResponseContentBufferSize = LongestAnswer;
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Rapport");
    }

    /// <summary>Null when the service knows no such place, or only the region it lies in.</summary>
    public async Task<Point?> Find(Address wanted, CancellationToken ct)
    {
        using var client = clients.CreateClient(Client);
        using var answer = JsonDocument.Parse(await client.GetByteArrayAsync(Question(wanted), ct));
        return answer.RootElement is { ValueKind: JsonValueKind.Array } found && found.GetArrayLength() > 0 ? Read(found[0]) : null;
    }

    private Uri Question(Address wanted)
    {
        var parts = new (string Name, string? Value)[]
        {
            ("format", "jsonv2"),
            ("limit", "1"),
            ("street", wanted.StreetLine1),
            ("city", wanted.City),
            ("state", wanted.StateProvince),
            ("postalcode", wanted.PostalCode),
            ("countrycodes", wanted.Country.ToLowerInvariant()),
        };
        return new Uri(
            address.Url!,
            "search?"
                + string.Join(
                    '&',
                    parts.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}")
                )
        );
    }

    private static Point? Read(JsonElement place)
    {
        if (
            Number(place, "lat") is not (>= -90 and <= 90)
            || Number(place, "lon") is not (>= -180 and <= 180)
            || Number(place, "place_rank") is not >= Town
        )
            return null;
        var rank = Number(place, "place_rank");
        return new(
            Number(place, "lat"),
            Number(place, "lon"),
            rank >= House ? GeoPrecision.Rooftop
                : rank >= Quarter ? GeoPrecision.Postal
                : GeoPrecision.City
        );
    }

    // Nominatim writes coordinates as text and ranks as numbers; others differ.
    private static double Number(JsonElement place, string name) =>
        place.ValueKind == JsonValueKind.Object
        && place.TryGetProperty(name, out var value)
        && double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : double.NaN;
}
