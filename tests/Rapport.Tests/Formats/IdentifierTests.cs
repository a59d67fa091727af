using Rapport.Formats;
using Xunit;

namespace Rapport.Tests.Formats;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432")]
    [InlineData("IBAN: de89 3704 0044 0532 0130 00", "DE89370400440532013000")]
    [InlineData("NO93 8601 1117 947", "NO9386011117947")]
    [InlineData("MT84 MALT 0110 0001 2345 MTLC AST0 01S", "MT84MALT011000012345MTLCAST001S")]
    [InlineData("GB82 WEST 1234 5698 7654 33", null)]
    [InlineData("GB82 WEST 1234 5698 7654 3", null)]
    [InlineData("XX82 WEST 1234 5698 7654 32", null)]
    [InlineData("", null)]
    public void An_IBAN_has_the_length_and_check_digits_of_its_country(string text, string? value)
    {
        Assert.Equal(value is not null, Iban.TryParse(text, out var iban));
        Assert.Equal(value, iban?.Value);
    }

    [Fact]
    public void The_check_digits_of_real_vehicles_come_out_equal()
    {
        foreach (var row in PublicData.Cells(PublicData.File("phones-vin", "vin_libvin_tests.csv")))
        {
            Assert.True(Vin.TryParse(row[0].ToLowerInvariant(), out var vin), row[0]);
            Assert.Equal((row[0], row[1], row[^1] == "1"), (vin.Value, vin.Manufacturer, vin.HasCheckDigit));
        }
    }

    [Theory]
    [InlineData("1HGCM82633A004352", true)]
    [InlineData("1HGCM82633A004353", false)]
    [InlineData("WVWZZZ1KZAW000001", true)]
    public void A_check_digit_is_demanded_where_the_law_demands_it(string text, bool isPlausible)
    {
        Assert.True(Vin.TryParse(text, out var vin));
        Assert.Equal(isPlausible, vin.IsPlausible);
    }

    [Theory]
    [InlineData("1HGCM82633A00435")]
    [InlineData("1HGCM82633AO04352")]
    [InlineData("")]
    public void What_is_no_VIN_is_refused(string text)
    {
        Assert.False(Vin.TryParse(text, out _));
    }

    [Theory]
    [InlineData("4111 1111 1111 1111", true)]
    [InlineData("5555-5555-5555-4444", true)]
    [InlineData("378282246310005", true)]
    [InlineData("30569309025904", true)]
    [InlineData("6011111111111117", true)]
    [InlineData("3530111333300000", true)]
    [InlineData("2223003122003222", true)]
    [InlineData("4111 1111 1111 1112", false)]
    [InlineData("9111111111111111", false)]
    [InlineData("0000000000000000", false)]
    [InlineData("41111111111111111111111", false)]
    [InlineData("4111  1111 1111 1111", false)]
    [InlineData("4111", false)]
    public void A_card_has_a_prefix_and_a_Luhn_digit(string text, bool isCard)
    {
        Assert.Equal(isCard, CardNumber.IsCard(text));
    }

    [Fact]
    public void A_masked_card_shows_its_last_four_digits()
    {
        Assert.Equal("•••• •••• •••• 1111", CardNumber.Mask("4111 1111 1111 1111"));
    }

    [Theory]
    [Trait("Spec", "CUS-14")]
    [InlineData("card 4111 1111 1111 1111 ok", "card •••• •••• •••• 1111 ok")]
    [InlineData("SSN 123-45-6789", "SSN •••-••-6789")]
    [InlineData("DE89 3704 0044 0532 0130 00", "•••• •••• •••• •••• ••30 00")]
    [InlineData("nothing at all", "nothing at all")]
    public void Personal_data_is_masked_save_its_last_four(string text, string masked)
    {
        Assert.Equal(masked, PersonalData.Mask(text, PersonalData.Find(text)));
        Assert.Empty(PersonalData.Find(masked));
    }

    [Fact]
    [Trait("Spec", "CUS-14")]
    public void Personal_data_in_a_note_is_found_with_its_place()
    {
        const string note =
            "Order 4711: card 4111 1111 1111 1111, SSN 123-45-6789; pays from DE89 3704 0044 0532 0130 00. Call 555-867-5309, ref "
            + "900-12-3456.";

        Assert.Equal(
            [
                (PersonalDataKind.Card, "4111 1111 1111 1111"),
                (PersonalDataKind.SocialSecurityNumber, "123-45-6789"),
                (PersonalDataKind.Iban, "DE89 3704 0044 0532 0130 00"),
            ],
            PersonalData.Find(note).Select(span => (span.Kind, note.Substring(span.Start, span.Length)))
        );
    }
}
