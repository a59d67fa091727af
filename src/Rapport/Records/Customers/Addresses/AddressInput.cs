using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Addresses;

/// <summary>An address as the API and the pages write it. Absent fields stay as they are, null clears.</summary>
public sealed record AddressInput
{
    public Maybe<AddressType> AddressType { get; init; }
    public Maybe<bool> IsDefault { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("street_line_1")]
    public Maybe<string> StreetLine1 { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("street_line_2")]
    public Maybe<string> StreetLine2 { get; init; }
    public Maybe<string> City { get; init; }
    public Maybe<string> StateProvince { get; init; }
    public Maybe<string> PostalCode { get; init; }
    public Maybe<string> Country { get; init; }
    public Maybe<double?> Latitude { get; init; }
    public Maybe<double?> Longitude { get; init; }

    /// <summary>
    /// The same as a whole address, for PUT: what is absent becomes empty, save the flag that another address would have to take over.
    /// </summary>
    internal AddressInput Whole() =>
        this with
        {
            StreetLine1 = Set(StreetLine1),
            StreetLine2 = Set(StreetLine2),
            City = Set(City),
            StateProvince = Set(StateProvince),
            PostalCode = Set(PostalCode),
            Country = Set(Country),
            Latitude = Set(Latitude),
            Longitude = Set(Longitude),
        };

    private static Maybe<T> Set<T>(Maybe<T> value) => value with { IsSet = true };
}
