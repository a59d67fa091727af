using Rapport.Models.Linkage;
using Xunit;

namespace Rapport.Tests.Models.Linkage;

[Trait("Spec", "CUS-7")]
public sealed class DuplicateRulesTests
{
    private static readonly DateOnly Birthday = new(1984, 3, 17);

    [Theory]
    [InlineData("Xaveria Quastenberg", PartyType.Individual)]
    [InlineData("Johannes Maria von und zu Hohenstein-Löwenberg", PartyType.Individual)]
    [InlineData("Quastenberg Präzisionswerkzeuge GmbH", PartyType.Organization)]
    public void A_name_alone_never_exceeds_the_threshold_however_rare(string name, PartyType type)
    {
        var frequencies = TermFrequencies.Of(Enumerable.Repeat("John Smith", 10_000));

        var match = new MatchModel(frequencies: frequencies).Compare(Named(name, type), Named(name, type));

        Assert.InRange(match.Probability, 0.01, MatchModel.Threshold);
    }

    [Fact]
    public void The_same_name_in_the_same_city_does_not_exceed_the_threshold()
    {
        var a = new LinkageRecord { Name = "Xaveria Quastenberg", Addresses = [new(null, "Köln", null, "DE")] };
        var b = new LinkageRecord { Name = "Xaveria Quastenberg", Addresses = [new(null, "Koln", "50667", "DE")] };

        Assert.True(Probability(a, b) <= MatchModel.Threshold);
    }

    [Theory]
    [InlineData("ada@lovelace.org", "ADA@Lovelace.ORG ")]
    [InlineData("ada@lovelace.org", "ada+shop@lovelace.org")]
    [InlineData("a.da.l@gmail.com", "adal@googlemail.com")]
    public void An_equal_email_exceeds_the_threshold_even_when_everything_else_contradicts(string email, string other)
    {
        var a = new LinkageRecord
        {
            Name = "Ada Lovelace",
            Emails = [email],
            BirthDate = Birthday,
            Addresses = [new("1 Main St", "Leeds", "LS11AA")],
            TaxId = "123456789",
        };
        var b = new LinkageRecord
        {
            Name = "Zoe Quix",
            Emails = ["x@y.zz", other],
            BirthDate = new(1955, 12, 29),
            Addresses = [new("9 Oak Rd", "York", "YO19ZZ")],
            TaxId = "987001234",
        };

        var match = MatchModel.Default.Compare(a, b);

        Assert.True(match.Probability > MatchModel.Threshold);
        Assert.Equal(Stance.Against, match.Evidence.Single(evidence => evidence.Field == LinkageField.Name).Stance);
        Assert.Equal(Stance.For, match.Evidence.Single(evidence => evidence.Field == LinkageField.Email).Stance);
    }

    [Theory]
    [InlineData("+49 221 9876543", "+492219876543")]
    [InlineData("+49 221 9876543", "0221/9876543")]
    [InlineData("0049 221 9876543", "+49 (221) 987-6543")]
    public void An_equal_phone_exceeds_the_threshold_whatever_the_names(string phone, string other)
    {
        var same = Probability(
            new LinkageRecord { Name = "Ada Lovelace", Phones = [phone] },
            new LinkageRecord { Name = "Ada Lovelace", Phones = [other] }
        );
        var different = Probability(
            new LinkageRecord { Name = "Ada Lovelace", Phones = [phone] },
            new LinkageRecord { Name = "Zoe Quix", Phones = [other] }
        );
        var nameless = Probability(new LinkageRecord { Name = "", Phones = [phone] }, new LinkageRecord { Name = "", Phones = [other] });

        Assert.True(different > MatchModel.Threshold);
        Assert.True(same > nameless && nameless > different, $"{same} {nameless} {different}");
    }

    [Fact]
    public void A_name_with_a_birthday_a_street_or_a_postcode_exceeds_the_threshold()
    {
        var other = new LinkageRecord
        {
            Name = "Smith, John",
            BirthDate = Birthday,
            Addresses = [new("12 Main Street", null, "10115")],
        };

        Assert.True(Probability(new LinkageRecord { Name = "Dr. John Smith", BirthDate = Birthday }, other) > MatchModel.Threshold);
        Assert.True(
            Probability(new LinkageRecord { Name = "John Smith", Addresses = [new("12 Main St.", null, null)] }, other)
                > MatchModel.Threshold
        );
        Assert.True(
            Probability(new LinkageRecord { Name = "John Smith", Addresses = [new(null, null, "10115")] }, other) > MatchModel.Threshold
        );
    }

    [Fact]
    public void A_contradicting_birthday_weighs_against()
    {
        var a = new LinkageRecord
        {
            Name = "John Smith",
            BirthDate = Birthday,
            Addresses = [new(null, null, "10115")],
        };
        var b = new LinkageRecord
        {
            Name = "John Smith",
            BirthDate = new(1951, 11, 2),
            Addresses = [new(null, null, "10115")],
        };
        var unknown = new LinkageRecord { Name = "John Smith", Addresses = [new(null, null, "10115")] };

        Assert.True(Probability(a, b) < Probability(a, unknown));
        Assert.Equal(
            Stance.Against,
            MatchModel.Default.Compare(a, b).Evidence.Single(evidence => evidence.Field == LinkageField.BirthDate).Stance
        );
    }

    [Fact]
    public void Members_of_one_family_in_one_house_are_not_duplicates()
    {
        var home = new PostalAddress("Hauptstraße 5", "Berlin", "10115", "DE");

        var anna = new LinkageRecord { Name = "Anna Schmidt", Addresses = [home] };
        var peter = new LinkageRecord { Name = "Peter Schmidt", Addresses = [home] };

        Assert.True(Probability(anna, peter) < 0.5);
    }

    [Fact]
    public void A_typing_error_in_name_and_birthday_is_forgiven_at_the_same_address()
    {
        var a = new LinkageRecord
        {
            Name = "Bob Müller-Weiß",
            BirthDate = new(1984, 3, 7),
            Addresses = [new("Hauptstr. 5", "Berlin", "10115")],
        };
        var b = new LinkageRecord
        {
            Name = "Robert Mueller Weiss",
            BirthDate = new(1984, 7, 3),
            Addresses = [new("Hauptstraße 5", "Berlin", "10115")],
        };

        Assert.True(Probability(a, b) > 0.99);
    }

    [Fact]
    public void Branches_that_differ_by_number_only_agree_in_part()
    {
        var match = MatchModel.Default.Compare(
            Named("Grundschule 5 Leipzig", PartyType.Organization),
            Named("Grundschule 7 Leipzig", PartyType.Organization)
        );

        Assert.Equal(Agreement.Partial, match.Evidence.Single().Agreement);
    }

    [Fact]
    public void An_equal_tax_number_finds_an_organization_under_another_name()
    {
        var a = new LinkageRecord
        {
            Name = "Quix Holding AG",
            Type = PartyType.Organization,
            TaxId = "DE 123 456 789",
        };
        var b = new LinkageRecord
        {
            Name = "Quix International",
            Type = PartyType.Organization,
            TaxId = "DE123456789",
        };

        Assert.True(Probability(a, b) > MatchModel.Threshold);
    }

    [Fact]
    public void Placeholder_birthdays_say_nothing()
    {
        var a = new LinkageRecord { Name = "John Smith", BirthDate = new(1970, 1, 1) };

        Assert.DoesNotContain(MatchModel.Default.Compare(a, a).Evidence, evidence => evidence.Field == LinkageField.BirthDate);
    }

    private static LinkageRecord Named(string name, PartyType type) => new() { Name = name, Type = type };

    private static double Probability(LinkageRecord a, LinkageRecord b) => MatchModel.Default.Compare(a, b).Probability;
}
