using System.Text;
using Rapport.Formats;

namespace Rapport.Tests.Formats;

[Trait("Spec", "CUS-9")]
public sealed class LdifTests
{
    private static List<Dictionary<string, string>> Read(string text) =>
        [
            .. new LdifRows(new MemoryStream(Encoding.UTF8.GetBytes(text))).Select(row =>
                ContactCard.Columns.Zip(row.Fields).Where(p => p.Second.Length > 0).ToDictionary(p => p.First, p => p.Second)
            ),
        ];

    [Fact]
    public void People_with_folded_and_encoded_values_are_read_and_groups_and_deletions_are_not()
    {
        var cards = Read(
            """
            version: 1
            # an address book

            dn: cn=Ada Lovelace,mail=ada@example.com
            objectclass: inetOrgPerson
            givenName: Ada
            sn;lang-en: Love
             lace
            cn: Ada Lovelace
            mail: ada@example.com
            mozillaSecondEmail: ada@work.example
            telephoneNumber: +44 20 7946 0018
            mobile: +44 7700 900123
            o:: w4RhbHl0aWNhbA==
            street: 12 St James's Square
            l: London
            postalCode: SW1Y 4LE
            c: GB
            mozillaHomeStreet: 1 Mill Lane
            mozillaHomeLocalityName: Leeds
            birthyear: 1915
            birthmonth: 12
            birthday: 10
            jpegPhoto:: AAAA
             BBBB
            description:< file:///etc/passwd
            no attribute at all

            dn: cn=All
            objectclass: groupOfNames
            cn: All

            dn: cn=Gone
            changetype: delete

            dn:: Y249Sm9hbg==
            cn: Joan Clarke
            """
        );
        Assert.Equal(2, cards.Count);
        Assert.Equal(
            ("Ada", "Lovelace", "Äalytical", "1915-12-10"),
            (cards[0]["Given Name"], cards[0]["Family Name"], cards[0]["Company"], cards[0]["Birthday"])
        );
        Assert.Equal(
            ("ada@example.com", "ada@work.example", "+44 7700 900123"),
            (cards[0]["E-mail 1 - Value"], cards[0]["E-mail 2 - Value"], cards[0]["Phone 2 - Value"])
        );
        Assert.Equal(
            ("London", "SW1Y 4LE", "1 Mill Lane", "Leeds"),
            (
                cards[0]["Address 1 - City"],
                cards[0]["Address 1 - Postal Code"],
                cards[0]["Address 2 - Street"],
                cards[0]["Address 2 - City"]
            )
        );
        Assert.False(cards[0].ContainsKey("Notes"));
        Assert.Equal("Joan Clarke", cards[1]["Name"]);
    }

    [Theory]
    [InlineData("dn: cn=a\n", TableFormat.Ldif)]
    [InlineData("\n# x\nversion: 1\n\ndn:: Y249YQ==\n", TableFormat.Ldif)]
    [InlineData("\uFEFFbegin:vcard\n", TableFormat.VCard)]
    [InlineData("name,dn: x\n", TableFormat.Csv)]
    [InlineData("", TableFormat.Csv)]
    [InlineData("PK\u0003\u0004", TableFormat.Xlsx)]
    public void What_a_file_is_shows_at_its_beginning(string start, TableFormat format) =>
        Assert.Equal(format, TableFormats.Detect(Encoding.UTF8.GetBytes(start)));
}
