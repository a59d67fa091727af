using Rapport.Formats;
using Xunit;

namespace Rapport.Tests.Formats;

[Trait("Spec", "CUS-4")]
public sealed class CountriesTests
{
    [Theory]
    [InlineData("gb", "GB")]
    [InlineData("UK", "GB")]
    [InlineData("England", "GB")]
    [InlineData(" United Kingdom ", "GB")]
    [InlineData("USA", "US")]
    [InlineData("U.S.A.", "US")]
    [InlineData("United States of America", "US")]
    [InlineData("the netherlands", "NL")]
    [InlineData("Deutschland", "DE")]
    [InlineData("ALLEMAGNE", "DE")]
    [InlineData("deu", "DE")]
    [InlineData("España", "ES")]
    [InlineData("espana", "ES")]
    [InlineData("Neuseeland", "NZ")]
    [InlineData("Nouvelle-Zélande", "NZ")]
    [InlineData("Nueva Zelanda", "NZ")]
    [InlineData("Elfenbeinküste", "CI")]
    [InlineData("Cote d'Ivoire", "CI")]
    [InlineData("Turkey", "TR")]
    [InlineData("South Korea", "KR")]
    [InlineData("Czech Republic", "CZ")]
    public void A_country_is_known_by_its_codes_and_names(string text, string code)
    {
        Assert.Equal(code, Countries.FromText(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("the")]
    [InlineData("Atlantis")]
    [InlineData("XX")]
    [InlineData("12")]
    [InlineData("\uD800")]
    [InlineData("\uFFFF\uFDD0")]
    public void What_is_no_country_is_null(string? text)
    {
        Assert.Null(Countries.FromText(text));
    }

    [Fact]
    public void All_codes_have_a_name_that_leads_back_to_them()
    {
        Assert.Equal(249, Countries.Codes.Count);
        Assert.All(Countries.Codes, code => Assert.Equal(code, Countries.FromText(Countries.Name(code))));
        Assert.Equal("44", Countries.CallingRegion("GB"));
    }
}
