using Rapport.Models.Linkage;
using Xunit;

namespace Rapport.Tests.Models.Linkage;

[Trait("Spec", "CUS-7")]
public sealed class BlockingKeysTests
{
    [Fact]
    public void Keys_are_the_same_in_every_process_and_release()
    {
        var person = new LinkageRecord
        {
            Name = "Dr. Ada Lovelace", Emails = ["Ada.Lovelace@Example.org"], Phones = ["+44 20 7946 0958"], BirthDate = new(1815, 12, 10),
            Addresses = [new("12 St James's Square", "London", "SW1Y 4JH", "GB")], TaxId = "GB 123", ExternalIds = [new("crm", "42")],
        };

        Assert.Equal([1L], BlockingKeys.Of(person));
    }

    [Fact]
    public void Organizations_have_keys_too()
    {
        var organization = new LinkageRecord { Name = "Quix Werkzeuge GmbH", Type = PartyType.Organization, Addresses = [new("Hauptstraße 5", "Berlin", "10115", "DE")] };

        Assert.Equal([1L], BlockingKeys.Of(organization));
    }

    [Fact]
    public void A_name_alone_gives_no_key() => Assert.Empty(BlockingKeys.Of(new LinkageRecord { Name = "John Smith" }));

    [Fact]
    public void A_number_written_nationally_meets_the_international_one() =>
        Assert.Equal(BlockingKeys.Of(new LinkageRecord { Name = "", Phones = ["0221 9876543"] }), BlockingKeys.Of(new LinkageRecord { Name = "", Phones = ["+49 221 9876543"] }));
}
