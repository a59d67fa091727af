using static Rapport.Models.Linkage.Agreement;
using static Rapport.Models.Linkage.LinkageField;

namespace Rapport.Models.Linkage;

/// <summary>The frequencies that ship.</summary>
/// <remarks>
/// Names, birthdays, e-mails, streets, postcodes and cities: counted with <see cref="MatchModel.Estimate"/> on Febrl 1–3 (Christen's
/// synthetic
/// Australian people, without
/// the social security number) and Splink's fake_1000, u from 300,000 random pairs of each; m is about the mean over the sets, so that
/// neither error
/// model rules.
/// Organization names and phones: counted on the Chicago early-childhood sites of the dedupe examples. Then tempered where those sets are
/// unlike a
/// customer base:
/// u of postcode and birthday is larger (customers live near the shop, few were born in 1905), an equal phone weighs more (branches of one
/// agency
/// share theirs there)
/// and an unequal one less (people have two), a name of which one word agrees weighs less (families). Tax numbers, external IDs and type
/// are judged,
/// not counted.
/// The prior is judged too: that of pairs sharing a blocking key in a base of about a million.
/// </remarks>
internal static class DefaultParameters
{
    private const double Prior = 1.0 / 8192;

    public static MatchParameters Create() =>
        new(
            Prior,
            [
                new(Name, Different, 0.05, 0.987),
                new(Name, Partial, 0.13, 0.015),
                new(Name, Contained, 0.10, 0.001),
                new(Name, Near, 0.27, 0.0001),
                new(Name, Equal, 0.45, 0.00006),
                new(OrganizationName, Different, 0.12, 0.986),
                new(OrganizationName, Partial, 0.13, 0.012),
                new(OrganizationName, Contained, 0.25, 0.0015),
                new(OrganizationName, Near, 0.09, 0.0001),
                new(OrganizationName, Equal, 0.41, 0.00005),
                new(Email, Different, 0.21, 0.99),
                new(Email, Partial, 0.02, 0.003),
                new(Email, Contained, 0.03, 0.000005),
                new(Email, Near, 0.20, 0.000003),
                new(Email, Equal, 0.54, 0.000002),
                new(Phone, Different, 0.25, 0.999),
                new(Phone, Near, 0.05, 0.0001),
                new(Phone, Equal, 0.70, 0.00005),
                new(BirthDate, Different, 0.10, 0.98),
                new(BirthDate, Partial, 0.04, 0.016),
                new(BirthDate, Near, 0.03, 0.001),
                new(BirthDate, Equal, 0.83, 0.00004),
                new(Street, Different, 0.16, 0.99),
                new(Street, Partial, 0.08, 0.003),
                new(Street, Contained, 0.08, 0.0003),
                new(Street, Near, 0.23, 0.00004),
                new(Street, Equal, 0.45, 0.00003),
                new(Postcode, Different, 0.06, 0.95),
                new(Postcode, Partial, 0.03, 0.03),
                new(Postcode, Near, 0.13, 0.02),
                new(Postcode, Equal, 0.78, 0.003),
                new(City, Different, 0.07, 0.95),
                new(City, Near, 0.28, 0.02),
                new(City, Equal, 0.65, 0.03),
                new(TaxId, Different, 0.05, 0.999),
                new(TaxId, Near, 0.05, 0.00001),
                new(TaxId, Equal, 0.90, 0.000001),
                new(LinkageField.ExternalId, Different, 0.6, 0.99),
                new(LinkageField.ExternalId, Equal, 0.4, 0.000001),
                new(LinkageField.Type, Different, 0.05, 0.3),
                new(LinkageField.Type, Equal, 0.95, 0.7),
            ]
        );
}
