using static Rapport.Models.Linkage.Agreement;
using static Rapport.Models.Linkage.LinkageField;

namespace Rapport.Models.Linkage;

internal static class DefaultParameters
{
    private const double Prior = 1.0 / 2048;

    public static MatchParameters Create() => new(Prior,
    [
        new(Name, Different, 0.03, 0.93), new(Name, Partial, 0.07, 0.06), new(Name, Contained, 0.10, 0.002), new(Name, Near, 0.20, 0.0002), new(Name, Equal, 0.60, 0.0001),
        new(OrganizationName, Different, 0.08, 0.93), new(OrganizationName, Partial, 0.10, 0.06), new(OrganizationName, Contained, 0.15, 0.004),
        new(OrganizationName, Near, 0.17, 0.0005), new(OrganizationName, Equal, 0.50, 0.0001),
        new(Email, Different, 0.25, 0.99), new(Email, Partial, 0.05, 0.003), new(Email, Contained, 0.05, 0.0001), new(Email, Near, 0.10, 0.00001), new(Email, Equal, 0.55, 0.000001),
        new(Phone, Different, 0.30, 0.999), new(Phone, Near, 0.05, 0.0001), new(Phone, Equal, 0.65, 0.00001),
        new(BirthDate, Different, 0.02, 0.95), new(BirthDate, Partial, 0.03, 0.05), new(BirthDate, Near, 0.10, 0.002), new(BirthDate, Equal, 0.85, 0.00007),
        new(Street, Different, 0.15, 0.99), new(Street, Partial, 0.05, 0.005), new(Street, Contained, 0.10, 0.001), new(Street, Near, 0.15, 0.0001), new(Street, Equal, 0.55, 0.00005),
        new(Postcode, Different, 0.15, 0.95), new(Postcode, Partial, 0.03, 0.03), new(Postcode, Near, 0.07, 0.015), new(Postcode, Equal, 0.75, 0.001),
        new(City, Different, 0.12, 0.95), new(City, Near, 0.15, 0.01), new(City, Equal, 0.73, 0.03),
        new(TaxId, Different, 0.05, 0.999), new(TaxId, Near, 0.05, 0.00001), new(TaxId, Equal, 0.90, 0.000001),
        new(LinkageField.ExternalId, Different, 0.6, 0.99), new(LinkageField.ExternalId, Equal, 0.4, 0.000001),
        new(LinkageField.Type, Different, 0.05, 0.3), new(LinkageField.Type, Equal, 0.95, 0.7),
    ]);
}
