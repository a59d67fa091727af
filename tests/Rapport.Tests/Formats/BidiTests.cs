using Rapport.Formats;
using Xunit;

namespace Rapport.Tests.Formats;

/// <summary>The order of text that mixes directions. Capitals of the examples stand for Hebrew letters, as in UAX #9.</summary>
public sealed class BidiTests
{
    [Theory]
    [InlineData("car means CAR.", false, "car means RAC.")]
    [InlineData("CAR MEANS car.", true, ".car SNAEM RAC")]
    [InlineData("he said \"CAR MEANS car\".", false, "he said \"SNAEM RAC car\".")]
    [InlineData("DID YOU SAY 'he said \"car MEANS CAR\"'?", true, "?'\"RAC SNAEM he said \"car' YAS UOY DID")]
    [InlineData("A 123-456 B", true, "B 123-456 A")]
    [InlineData("A -5 B", true, "B 5- A")]
    [InlineData("$10 A", true, "A $10")]
    [InlineData("A 10% B", true, "B 10% A")]
    [InlineData("a (B) c", false, "a (B) c")]
    [InlineData("A (b) C", true, "C )b( A")]
    [InlineData("A (b c) D", false, "A (b c) D")]
    [InlineData("a A[b]B c", false, "a A[b]B c")]
    [InlineData("tel. A: +49 30 123", false, "tel. 123 30 49+ :A")]
    [InlineData("a \u2067B c\u2069 d", false, "a \u2067c B\u2069 d")]
    [InlineData("a \u202EbcD\u202C e", false, "a \u202E\u202CDcb e")]
    public void Lines_are_shown_in_visual_order(string text, bool isRightToLeft, string shown)
    {
        Assert.Equal(shown, Shown(text, isRightToLeft));
    }

    [Theory]
    [InlineData("abc ABC", false)]
    [InlineData("123 ABC abc", true)]
    [InlineData("123", false)]
    [InlineData("\u2067ABC\u2069 abc", false)]
    public void The_first_strong_letter_gives_the_direction_of_a_line(string text, bool isRightToLeft)
    {
        Assert.Equal(isRightToLeft, new BidiParagraph(Codes(text)).IsRightToLeft);
    }

    [Fact]
    public void Every_sign_is_shown_once_whatever_the_text()
    {
        var random = new Random(4711);
        var signs = "abAB12+-,.:/#%() []\"\u0660\u0627\u0301\u064E\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\t\n";
        for (var i = 0; i < 2_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(300)).Select(_ => signs[random.Next(signs.Length)]));
            var shown = new BidiParagraph(Codes(text)).VisualRuns().SelectMany(run => Enumerable.Range(run.Start, run.End - run.Start));
            Assert.Equal(Enumerable.Range(0, text.Length), shown.Order());
        }
    }

    private static int[] Codes(string text) => [.. text.Select(sign => sign is >= 'A' and <= 'Z' ? sign - 'A' + 0x05D0 : sign)];

    private static string Shown(string text, bool isRightToLeft)
    {
        var runs = new BidiParagraph(Codes(text), isRightToLeft).VisualRuns();
        return string.Concat(
            runs.Select(run =>
            {
                var part = text[run.Start..run.End].ToCharArray();
                if (run.IsRightToLeft)
                {
                    Array.Reverse(part);
                }

                return new string(part);
            })
        );
    }
}
