using Rapport.Platform.Data;

namespace Rapport.Records.Customers;

public enum AddressType
{
    Billing,
    Shipping,
    Service,
    Headquarters,
    Other,
}

public enum GeoPrecision
{
    City,
    Postal,
    Rooftop,
}

/// <summary>Where a customer lives, is billed, or is served.</summary>
public sealed class Address : VersionedEntity, ICustomerPart
{
    private Address() { }

    public Address(Guid customerId, AddressType type, string streetLine1, string city, string country, DateTimeOffset now) =>
        (CustomerId, AddressType, StreetLine1, City, Country, CreatedAt, UpdatedAt) = (
            customerId,
            type,
            streetLine1,
            city,
            country,
            now,
            now
        );

    public Guid CustomerId { get; internal set; }
    public AddressType AddressType { get; set; }
    public bool IsDefault { get; set; }

    [PersonalData]
    public string StreetLine1 { get; set; } = "";

    [PersonalData]
    public string? StreetLine2 { get; set; }

    [PersonalData]
    public string City { get; set; } = "";

    [NotPersonalData]
    public string? StateProvince { get; set; }

    [PersonalData]
    public string? PostalCode { get; set; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    [NotPersonalData]
    public string Country { get; set; } = "";
    public double? Latitude { get; set; }
    public double? Longitude { get; set; }
    public GeoPrecision? GeoPrecision { get; set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? ArchivedAt { get; set; }
    public DateTimeOffset? ArchivedWithCustomerAt { get; set; }
}
