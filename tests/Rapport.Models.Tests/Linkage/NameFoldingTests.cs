using Rapport.Models.Linkage;
using Xunit;

namespace Rapport.Tests.Models.Linkage;

[Trait("Spec", "CUS-7")]
public sealed class NameFoldingTests
{
    [Theory]
    [InlineData("  Ada   LOVELACE ", "ada lovelace")]
    [InlineData("Müller & Söhne", "muller sohne")]
    [InlineData("Straße, ẞ", "strasse ss")]
    [InlineData("Łukasz Øster Æon Þór Đorđe Œuvre", "lukasz oster aeon thor dorde oeuvre")]
    [InlineData("İstanbul ısı", "istanbul isi")]
    [InlineData("O'Brien D’Angelo", "obrien dangelo")]
    [InlineData("'Acme' (UK) Ltd.", "acme uk ltd")]
    [InlineData("Jean-Luc", "jean luc")]
    [InlineData("ﬁne ＡＢＣ", "fine abc")]
    [InlineData("Иванов Йорг", "иванов иорг")]
    [InlineData("山田 太郎", "山田 太郎")]
    [InlineData("한글", "한글")]
    [InlineData("مُحَمَّد", "محمد")]
    [InlineData("Σίσυφος", "σισυφοσ")]
    [InlineData("Bar 🍕 Roma", "bar 🍕 roma")]
    [InlineData("---", "")]
    [InlineData(null, "")]
    public void A_key_has_no_accents_case_or_punctuation(string? name, string key) => Assert.Equal(key, NameFolding.Key(name));

    [Fact]
    public void Half_a_surrogate_pair_is_dropped() => Assert.Equal("ab", NameFolding.Key("a\uD800b"));

    [Fact]
    public void A_key_is_cut_without_splitting_a_character()
    {
        Assert.Equal("abc", NameFolding.Key("abc def", 4));
        Assert.Equal("🍕", NameFolding.Key("🍕🍕", 3));
        Assert.Equal(NameFolding.KeyLength, NameFolding.Key(new string('x', 9999)).Length);
    }

    [Fact]
    public void Words_are_distinct_and_few()
    {
        Assert.Equal(["ada", "de", "la"], NameFolding.Words("Ada de la Ada"));
        Assert.Equal(NameFolding.WordLimit, NameFolding.Words(string.Join(' ', Enumerable.Range(0, 99))).Count);
    }

    [Theory]
    [InlineData("Dr. John Smith", "john smith")]
    [InlineData("Smith, Mr John", "john smith")]
    [InlineData("Frau Prof. Dr. Müller", "muller")]
    [InlineData("Acme S.A.R.L.", "acme")]
    [InlineData("Acme Inc.", "acme")]
    [InlineData("Quix GmbH & Co. KG", "quix")]
    [InlineData("The Acme Trading Co., Ltd", "acme trading")]
    [InlineData("Co Nguyen", "co nguyen")]
    [InlineData("AG", "ag")]
    [InlineData("J. R. Smith", "j r smith")]
    public void A_name_for_comparison_has_no_titles_and_legal_forms(string name, string expected) =>
        Assert.Equal(expected, NameFolding.MatchName(name));
}
