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

        var match = new CustomerLinkage(frequencies).Compare(Named(name, type), Named(name, type));

        Assert.InRange(match.Probability, 0.01, CustomerLinkage.Threshold);
    }

    [Fact]
    public void The_same_name_in_the_same_city_does_not_exceed_the_threshold()
    {
        var a = new LinkageRecord { Name = "Xaveria Quastenberg", Addresses = [new(null, "Köln", null, "DE")] };
        var b = new LinkageRecord { Name = "Xaveria Quastenberg", Addresses = [new(null, "Koln", "50667", "DE")] };

        Assert.True(Probability(a, b) <= CustomerLinkage.Threshold);
    }

    [Theory]
    [InlineData("ada@lovelace.org", "ADA@Lovelace.ORG ")]
    [InlineData("ada@lovelace.org", "ada+shop@lovelace.org")]
    [InlineData("a.da.l@gmail.com", "adal@googlemail.com")]
    public void An_equal_email_with_an_agreeing_name_exceeds_the_threshold_even_when_the_address_contradicts(string email, string other)
    {
        var a = new LinkageRecord
        {
            Name = "Ada Lovelace",
            Emails = [email],
            Addresses = [new("1 Main St", "Leeds", "LS11AA")],
        };
        var b = new LinkageRecord
        {
            Name = "A. Lovelace",
            Emails = ["x@y.zz", other],
            Addresses = [new("9 Oak Rd", "York", "YO19ZZ")],
        };

        var match = CustomerLinkage.Default.Compare(a, b);

        Assert.True(match.Probability > CustomerLinkage.Threshold);
        Assert.Equal(Stance.Against, match.Evidence.Single(evidence => evidence.Field == LinkageField.Postcode).Stance);
        Assert.Equal(Stance.For, match.Evidence.Single(evidence => evidence.Field == LinkageField.Email).Stance);
    }

    [Theory]
    [InlineData("+49 221 9876543", "+492219876543")]
    [InlineData("+49 221 9876543", "0221/9876543")]
    [InlineData("0049 221 9876543", "+49 (221) 987-6543")]
    public void An_equal_phone_with_an_agreeing_name_exceeds_the_threshold(string phone, string other)
    {
        var same = Probability(
            new LinkageRecord { Name = "Ada Lovelace", Phones = [phone] },
            new LinkageRecord { Name = "Lovelace, Ada", Phones = [other] }
        );
        var different = Probability(
            new LinkageRecord { Name = "Ada Lovelace", Phones = [phone] },
            new LinkageRecord { Name = "Zoe Quix", Phones = [other] }
        );

        Assert.True(same > CustomerLinkage.Threshold && different < CustomerLinkage.Threshold, $"{same} {different}");
    }

    [Theory]
    [InlineData("given name")]
    [InlineData("birthday")]
    [InlineData("year of birth")]
    [InlineData("tax number")]
    public void Whatever_else_is_equal_a_contradicting_given_name_birthday_or_tax_number_is_never_likely(string what)
    {
        var other = what switch
        {
            "given name" => Person("Zoe Lovelace"),
            "birthday" => Person("Ada Lovelace", birth: new(1951, 11, 2)),
            "year of birth" => Person("Ada Lovelace", birth: new(1951, 1, 1)),
            _ => Person("Ada Lovelace", taxId: "987001234"),
        };
        var birth = what == "year of birth" ? new DateOnly(1984, 1, 1) : Birthday;

        var match = CustomerLinkage.Default.Compare(Person("Ada Lovelace", birth: birth, taxId: "123456789"), other);

        Assert.True(match.Probability <= 0.5, $"{match.Probability}");
    }

    [Fact]
    public void A_nickname_an_initial_or_a_misspelled_given_name_does_not_contradict()
    {
        foreach (var name in new[] { "Bob Smith", "R. Smith", "Rbert Smith", "Smith Robert", "Robert James Smith" })
            Assert.True(Probability(Person("Robert Smith"), Person(name)) > CustomerLinkage.Threshold, name);
    }

    [Fact]
    public void Address_landline_and_mailbox_of_one_household_count_once()
    {
        var home = new PostalAddress("Hauptstraße 5", "Berlin", "10115", "DE");
        LinkageRecord With(string name, bool all) =>
            new()
            {
                Name = name,
                Addresses = [home],
                Phones = all ? ["+49 30 9876543"] : [],
                Emails = all ? ["schmidt@web.de"] : [],
            };

        Assert.True(Probability(With("Anna Schmidt", false), With("Peter Schmidt", false)) < 0.1);
        Assert.True(Probability(With("Anna Schmidt", true), With("Peter Schmidt", true)) < 0.5);
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

        Assert.True(Probability(new LinkageRecord { Name = "Dr. John Smith", BirthDate = Birthday }, other) > CustomerLinkage.Threshold);
        Assert.True(
            Probability(new LinkageRecord { Name = "John Smith", Addresses = [new("12 Main St.", null, null)] }, other)
                > CustomerLinkage.Threshold
        );
        Assert.True(
            Probability(new LinkageRecord { Name = "John Smith", Addresses = [new(null, null, "10115")] }, other)
                > CustomerLinkage.Threshold
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
            CustomerLinkage.Default.Compare(a, b).Evidence.Single(evidence => evidence.Field == LinkageField.BirthDate).Stance
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
        var match = CustomerLinkage.Default.Compare(
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

        Assert.True(Probability(a, b) > CustomerLinkage.Threshold);
    }

    [Fact]
    public void Placeholder_birthdays_say_nothing()
    {
        var a = new LinkageRecord { Name = "John Smith", BirthDate = new(1970, 1, 1) };

        Assert.DoesNotContain(CustomerLinkage.Default.Compare(a, a).Evidence, evidence => evidence.Field == LinkageField.BirthDate);
    }

    private static LinkageRecord Person(string name, DateOnly? birth = null, string? taxId = null) =>
        new()
        {
            Name = name,
            BirthDate = birth,
            TaxId = taxId,
            Emails = ["ada@lovelace.org"],
            Phones = ["+49 221 9876543"],
            Addresses = [new("1 Main St", "Leeds", "LS11AA")],
        };

    private static LinkageRecord Named(string name, PartyType type) => new() { Name = name, Type = type };

    private static double Probability(LinkageRecord a, LinkageRecord b) => CustomerLinkage.Default.Compare(a, b).Probability;
}
