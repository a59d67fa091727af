using System.Text.Json.Serialization;
using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Addresses;

/// <summary>An address as the API shows it.</summary>
public sealed record AddressView
{
    internal const string Columns = """
        id, address_type, customer_id, is_default, street_line_1, street_line_2, city, state_province, postal_code, country, latitude,
        longitude, geo_precision, created_at, updated_at, archived_at, version
        """;

    public required Guid Id { get; init; }
    public required Guid CustomerId { get; init; }
    public AddressType AddressType { get; init; }
    public bool IsDefault { get; init; }

    [JsonPropertyName("street_line_1")]
    public required string StreetLine1 { get; init; }

    [JsonPropertyName("street_line_2")]
    public string? StreetLine2 { get; init; }
    public required string City { get; init; }
    public string? StateProvince { get; init; }
    public string? PostalCode { get; init; }
    public required string Country { get; init; }
    public double? Latitude { get; init; }
    public double? Longitude { get; init; }
    public GeoPrecision? GeoPrecision { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; init; }
    public int Version { get; init; }

    internal static AddressView Of(Address address) =>
        new()
        {
            Id = address.Id,
            CustomerId = address.CustomerId,
            AddressType = address.AddressType,
            IsDefault = address.IsDefault,
            StreetLine1 = address.StreetLine1,
            StreetLine2 = address.StreetLine2,
            City = address.City,
            StateProvince = address.StateProvince,
            PostalCode = address.PostalCode,
            Country = address.Country,
            Latitude = address.Latitude,
            Longitude = address.Longitude,
            GeoPrecision = address.GeoPrecision,
            CreatedAt = address.CreatedAt,
            UpdatedAt = address.UpdatedAt,
            ArchivedAt = address.ArchivedAt,
            Version = address.Version,
        };

    internal static AddressView Of(Row row) =>
        new()
        {
            Id = row.Id("id"),
            AddressType = Words.Parse<AddressType>(row.Text("address_type")),
            CustomerId = row.Id("customer_id"),
            IsDefault = row.Truth("is_default"),
            StreetLine1 = row.Text("street_line_1"),
            StreetLine2 = row.TextOrNull("street_line_2"),
            City = row.Text("city"),
            StateProvince = row.TextOrNull("state_province"),
            PostalCode = row.TextOrNull("postal_code"),
            Country = row.Text("country"),
            Latitude = row.DoubleOrNull("latitude"),
            Longitude = row.DoubleOrNull("longitude"),
            GeoPrecision = row.TextOrNull("geo_precision") is { } precision ? Words.Parse<GeoPrecision>(precision) : null,
            CreatedAt = row.Time("created_at"),
            UpdatedAt = row.Time("updated_at"),
            ArchivedAt = row.TimeOrNull("archived_at"),
            Version = row.Int("version"),
        };
}
