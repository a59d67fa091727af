using FsCheck;
using FsCheck.Fluent;
using Rapport.Models.Sentiment;
using static Rapport.Models.Sentiment.SentimentLabel;

namespace Rapport.Tests.Models.Sentiment;

[Trait("Spec", "SCR-7")]
public sealed class SentimentRulesTests
{
    [Theory]
    [InlineData("The mechanic is good", Positive)]
    [InlineData("The mechanic isn't good", Negative)]
    [InlineData("not bad at all", Positive)]
    [InlineData("It stopped working after two days", Negative)]
    [InlineData("I cannot complain", Positive)]
    [InlineData("can't wait to come back again", Positive)]
    [InlineData("Never again.", Negative)]
    [InlineData("Would not recommend", Negative)]
    [InlineData("No problems with it", Positive)]
    [InlineData("unhelpful staff", Negative)]
    [InlineData("Soooo gooood", Positive)]
    [InlineData("👍", Positive)]
    [InlineData("my order :(", Negative)]
    [InlineData("still no order :(", Negative)]
    [InlineData("It arrived on Tuesday.", Neutral)]
    [InlineData("I love the food and hate the service", Mixed)]
    public void A_text_has_the_sentiment_that_its_writer_means(string text, SentimentLabel label) =>
        Assert.Equal(label, SentimentScorer.Score(text).Label);

    [Theory]
    [InlineData("good", "very good")]
    [InlineData("slightly good", "good")]
    [InlineData("the food is good", "the food is GOOD")]
    [InlineData("good food", "good food!!!")]
    [InlineData("good food", "good food ❤")]
    [InlineData("The staff is great, but the food is awful", "The food is awful, but the staff is great")]
    [InlineData("this is not very good", "this is good")]
    public void The_second_text_is_the_better(string worse, string better) =>
        Assert.True(SentimentScorer.Score(worse).Score < SentimentScorer.Score(better).Score);

    [Theory]
    [InlineData("Das ist leider gar nicht gut, die Lieferung war viel zu spät")]
    [InlineData("Lieferung kaputt")]
    [InlineData("Très mauvais service, je ne recommande pas")]
    [InlineData("El producto llegó roto y nadie contesta")]
    [InlineData("Pessimo servizio, mai più")]
    [InlineData("De levering was snel en goed")]
    [InlineData("Bardzo dobry produkt, polecam")]
    [InlineData("Товар отличный, спасибо")]
    [InlineData("很好")]
    [InlineData("とても良い")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("12345 / 678")]
    public void What_is_not_English_is_unknown_and_not_neutral(string text) =>
        Assert.Equal(new TextSentiment(0, Unknown, 0, 0), SentimentScorer.Score(text));

    [Fact]
    public void Any_text_has_a_score_between_the_bounds() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<string>(),
                text =>
                {
                    var sentiment = SentimentScorer.Score($"good {text} bad {text}");
                    return sentiment.Score is >= -1 and <= 1
                        && double.IsFinite(sentiment.Praise)
                        && sentiment.Praise >= 0
                        && sentiment.Complaint >= 0;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_long_text_is_read_to_its_end()
    {
        var text = string.Join(' ', Enumerable.Repeat("The parcel came on Monday.", 40_000));

        Assert.Equal(Neutral, SentimentScorer.Score(text).Label);
        Assert.Equal(Negative, SentimentScorer.Score(text + string.Concat(Enumerable.Repeat(" Terrible!", 2000))).Label);
    }

    [Fact]
    public void Addresses_and_names_say_nothing() =>
        Assert.Equal(
            SentimentScorer.Score("see you there").Score,
            SentimentScorer.Score("see you there @happy https://love.example/great").Score
        );
}
