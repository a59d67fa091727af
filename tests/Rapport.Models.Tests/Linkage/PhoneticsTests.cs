using Rapport.Models.Linkage;
using Xunit;

namespace Rapport.Tests.Models.Linkage;

[Trait("Spec", "CUS-7")]
public sealed class PhoneticsTests
{
    [Theory]
    [InlineData("meyer", "maier")]
    [InlineData("schmidt", "schmitt")]
    [InlineData("stephen", "steven")]
    [InlineData("philip", "filip")]
    [InlineData("catherine", "katherine")]
    [InlineData("gonzalez", "gonzales")]
    [InlineData("johnson", "jonson")]
    [InlineData("knight", "night")]
    [InlineData("thomas", "tomas")]
    [InlineData("smith", "smyth")]
    [InlineData("mueller", "muller")]
    [InlineData("wright", "right")]
    public void Words_that_sound_alike_share_a_key(string a, string b) => Assert.Equal(Phonetics.Key(a), Phonetics.Key(b));

    [Theory]
    [InlineData("smith", "jones")]
    [InlineData("weber", "fischer")]
    [InlineData("garcia", "lopez")]
    public void Words_that_sound_otherwise_do_not(string a, string b) => Assert.NotEqual(Phonetics.Key(a), Phonetics.Key(b));

    [Theory]
    [InlineData("smith", "SM0")]
    [InlineData("thomas", "TMS")]
    [InlineData("knight", "NT")]
    [InlineData("schmidt", "XMT")]
    [InlineData("иванов", "иванов")]
    [InlineData("山田", "山田")]
    [InlineData("h", "H")]
    [InlineData("", "")]
    public void A_key_is_pinned_since_it_is_stored(string word, string key) => Assert.Equal(key, Phonetics.Key(word));
}
