using FsCheck;
using FsCheck.Fluent;
using Rapport.Formats;

namespace Rapport.Tests.Formats;

[Trait("Spec", "CUS-13")]
public sealed class GazetteerTests
{
    [Theory]
    [InlineData("DE", "10115", null, 52.53, 13.38)]
    [InlineData("DE", "D-80331", "Berlin", 48.14, 11.57)]
    [InlineData("DE", "1067", null, 51.06, 13.72)]
    [InlineData("GB", "SW1A 1AA", null, 51.50, -0.13)]
    [InlineData("gb", "sw1a", null, 51.50, -0.13)]
    [InlineData("NL", "1012 LG", null, 52.37, 4.90)]
    [InlineData("US", "94105-1234", null, 37.79, -122.39)]
    [InlineData("US", "2139", null, 42.36, -71.10)]
    [InlineData("CH", "CH-8001", null, 47.37, 8.54)]
    [InlineData("FR", "75008", null, 48.87, 2.31)]
    [InlineData("IT", "00118", null, 41.88, 12.48)]
    public void A_postal_code_lies_where_it_lies_however_it_is_written(
        string country,
        string code,
        string? city,
        double latitude,
        double longitude
    ) => Near(Gazetteer.Find(country, code, city), PlacePrecision.Postal, latitude, longitude);

    [Theory]
    [InlineData("DE", "Köln", null, 50.94, 6.96)]
    [InlineData("DE", "COLOGNE", null, 50.94, 6.96)]
    [InlineData("DE", "koln", "Nordrhein-Westfalen", 50.94, 6.96)]
    [InlineData("JP", "東京", null, 35.69, 139.69)]
    [InlineData("RU", "Москва", null, 55.75, 37.62)]
    [InlineData("FR", "Saint Etienne", null, 45.43, 4.39)]
    [InlineData("US", "Springfield", "IL", 39.80, -89.64)]
    [InlineData("US", "Springfield", "Massachusetts", 42.10, -72.59)]
    [InlineData("US", "Portland", "somewhere", 45.52, -122.68)]
    [InlineData("BR", "São Paulo", "SP", -23.55, -46.64)]
    [InlineData("DE", "Pullach im Isartal", null, 48.06, 11.52)]
    public void A_city_lies_where_it_lies_in_any_of_its_names(
        string country,
        string city,
        string? region,
        double latitude,
        double longitude
    ) => Near(Gazetteer.Find(country, null, city, region), PlacePrecision.City, latitude, longitude);

    [Theory]
    [InlineData("DE", "00000", null)]
    [InlineData("DE", null, "Nowhere")]
    [InlineData("DE", "", "")]
    [InlineData("FR", null, "Köln")]
    [InlineData("XX", "10115", "Berlin")]
    [InlineData(null, "10115", "Berlin")]
    public void What_nobody_knows_has_no_point(string? country, string? code, string? city) =>
        Assert.Null(Gazetteer.Find(country, code, city));

    [Fact]
    public void A_code_that_is_none_leaves_it_to_the_city() =>
        Near(Gazetteer.Find("DE", "99999", "Hamburg"), PlacePrecision.City, 53.55, 9.99);

    [Fact]
    public void No_text_makes_it_throw() =>
        Prop.ForAll<string?, string?, string?>(
                (code, city, region) =>
                    new[] { city, "DE", "GB", "NL", "US" }
                        .Select(country => Gazetteer.Find(country, code, city, region))
                        .OfType<Place>()
                        .All(place => Math.Abs(place.Latitude) <= 90 && Math.Abs(place.Longitude) <= 180)
            )
            .QuickCheckThrowOnFailure();

    private static void Near(Place? place, PlacePrecision precision, double latitude, double longitude)
    {
        Assert.NotNull(place);
        Assert.Equal(precision, place.Value.Precision);
        Assert.InRange(place.Value.Latitude, latitude - 0.06, latitude + 0.06);
        Assert.InRange(place.Value.Longitude, longitude - 0.06, longitude + 0.06);
    }
}
