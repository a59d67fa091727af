using Rapport.Formats;
using Xunit;

namespace Rapport.Tests.Formats;

[Trait("Spec", "CUS-4")]
public sealed class TaxIdTests
{
    [Theory]
    [InlineData("AT", "ATU13585627", "U13585627")]
    [InlineData("AU", "51 824 753 556", "51824753556")]
    [InlineData("BE", "BE 0428.759.497", "0428759497")]
    [InlineData("BG", "BG 175 074 752", "175074752")]
    [InlineData("BR", "11.222.333/0001-81", "11222333000181")]
    [InlineData("BR", "12.ABC.345/01DE-35", "12ABC34501DE35")]
    [InlineData("BR", "390.533.447-05", "39053344705")]
    [InlineData("CA", "12302 6635 RC 0001", "123026635RC0001")]
    [InlineData("CH", "CHE-100.155.212 MWST", "CHE100155212")]
    [InlineData("CZ", "CZ 25123891", "25123891")]
    [InlineData("DE", "DE 136,695 976", null)]
    [InlineData("DE", "DE 136 695 976", "136695976")]
    [InlineData("DK", "DK 13585628", "13585628")]
    [InlineData("EE", "EE 100 931 558", "100931558")]
    [InlineData("ES", "ES B-58378431", "B58378431")]
    [InlineData("ES", "54362315-K", "54362315K")]
    [InlineData("FI", "FI 20774740", "20774740")]
    [InlineData("FR", "Fr 40 303 265 045", "40303265045")]
    [InlineData("GB", "GB 980 7806 84", "980780684")]
    [InlineData("EL", "EL 094259216", "094259216")]
    [InlineData("HR", "HR 33392005961", "33392005961")]
    [InlineData("HU", "HU-12892312", "12892312")]
    [InlineData("IE", "IE 6433435F", "6433435F")]
    [InlineData("IL", "516179157", "516179157")]
    [InlineData("IN", "27AAPFU0939F1ZV", "27AAPFU0939F1ZV")]
    [InlineData("IT", "IT 00743110157", "00743110157")]
    [InlineData("JP", "5-8356-7825-6246", "5835678256246")]
    [InlineData("LT", "LT 119511515", "119511515")]
    [InlineData("LU", "LU 150 274 42", "15027442")]
    [InlineData("LV", "LV 4000 3521 600", "40003521600")]
    [InlineData("MT", "MT 1167-9112", "11679112")]
    [InlineData("MX", "NWM-970924-4W4", "NWM9709244W4")]
    [InlineData("NL", "NL 4495445B01", null)]
    [InlineData("NL", "NL 0044.95.445.B.01", "004495445B01")]
    [InlineData("NO", "NO 995 525 828 MVA", "995525828")]
    [InlineData("NZ", "49-091-850", "49091850")]
    [InlineData("PL", "PL 8567346215", "8567346215")]
    [InlineData("PT", "PT 501 964 843", "501964843")]
    [InlineData("RO", "RO 185 472 90", "18547290")]
    [InlineData("SE", "SE 123456789701", "123456789701")]
    [InlineData("SI", "SI 5022 3054", "50223054")]
    [InlineData("SK", "SK 202 274 96 19", "2022749619")]
    [InlineData("TR", "4540536920", "4540536920")]
    [InlineData("US", "91-1144442", "911144442")]
    [InlineData("ZA", "0001339050", "0001339050")]
    [InlineData("CL", "76.123.456-7", "761234567")]
    public void A_tax_ID_is_checked_by_the_rule_of_its_country(string country, string value, string? normalized)
    {
        var check = TaxId.Check(value, country);

        Assert.Equal(normalized is not null, check.Valid);
        Assert.Equal(normalized is null, check.Reason is not null);
        Assert.Equal(normalized ?? check.Normalized, check.Normalized);
    }

    [Theory]
    [InlineData("AU", "51824753556")]
    [InlineData("BE", "0428759497")]
    [InlineData("BR", "11222333000181")]
    [InlineData("CH", "CHE100155212")]
    [InlineData("DE", "136695976")]
    [InlineData("FI", "20774740")]
    [InlineData("GB", "980780684")]
    [InlineData("IN", "27AAPFU0939F1ZV")]
    [InlineData("IT", "00743110157")]
    [InlineData("NO", "995525828")]
    [InlineData("PL", "8567346215")]
    public void A_changed_digit_is_noticed(string country, string value)
    {
        foreach (var at in Enumerable.Range(0, value.Length).Where(at => char.IsAsciiDigit(value[at])))
        {
            var changed = value[..at] + (char)('0' + ((value[at] - '0' + 1) % 10)) + value[(at + 1)..];
            Assert.False(TaxId.Check(changed, country).Valid, changed);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1234567890123456789012345678901")]
    [InlineData("12;34")]
    public void What_is_no_tax_ID_anywhere_is_refused_with_a_reason(string? value)
    {
        Assert.False(TaxId.Check(value, "CL").Valid);
        Assert.NotNull(TaxId.Check(value, null).Reason);
    }
}
