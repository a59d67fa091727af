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
            Name = "Dr. Ada Lovelace",
            Emails = ["Ada.Lovelace@Example.org"],
            Phones = ["+44 20 7946 0958"],
            BirthDate = new(1815, 12, 10),
            Addresses = [new("12 St James's Square", "London", "SW1Y 4JH", "GB")],
            TaxId = "GB 123",
            ExternalIds = [new("crm", "42")],
        };

        long[] expected =
        [
            6197502450857380021,
            8012973941185919736,
            -3367251415735882790,
            -4432033029662273069,
            8460002139298063697,
            -4719670117650236098,
            -2739700882896869534,
            8086387394295715595,
            3065688302590092866,
            -6148546026174175285,
            -8131057636864752414,
            -734213590058682385,
            2802089764365744364,
            5448371830714089251,
            -1530006846920638675,
            5350980247809574715,
            -8200391481679831687,
            8751492922811513451,
            -77910685623704086,
            942875212355121170,
            -3741901543787448451,
            -3771061673872826905,
        ];
        Assert.Equal(expected, BlockingKeys.Of(person));
    }

    [Fact]
    public void Organizations_have_keys_too()
    {
        var organization = new LinkageRecord
        {
            Name = "Quix Werkzeuge GmbH",
            Type = PartyType.Organization,
            Addresses = [new("Hauptstraße 5", "Berlin", "10115", "DE")],
        };

        long[] expected =
        [
            6660200239718006289,
            -2793674448999047009,
            -4498810150990213985,
            -2682231748750666812,
            8557884848222641226,
            3257826562342622688,
            -1874490780703625410,
            138924297314941158,
        ];
        Assert.Equal(expected, BlockingKeys.Of(organization));
    }

    [Fact]
    public void A_name_alone_gives_no_key() => Assert.Empty(BlockingKeys.Of(new LinkageRecord { Name = "John Smith" }));

    [Fact]
    public void A_number_written_nationally_meets_the_international_one() =>
        Assert.Equal(
            BlockingKeys.Of(new LinkageRecord { Name = "", Phones = ["0221 9876543"] }),
            BlockingKeys.Of(new LinkageRecord { Name = "", Phones = ["+49 221 9876543"] })
        );
}
