using Rapport.Models.Sentiment;

namespace Rapport.Tests.Models.Sentiment;

[Trait("Spec", "SCR-7")]
public sealed class PublishedSentimentTests
{
    [Theory]
    [InlineData("tweets", .88)]
    [InlineData("amazonReviewSnippets", .62)]
    [InlineData("movieReviewSnippets", .46)]
    [InlineData("nytEditorialSnippets", .50)]
    public void Scores_go_with_what_people_say(string set, double atLeast)
    {
        var texts = PublicTexts.Rated(set);

        var correlation = PublicTexts.Correlation(
            [.. texts.Select(t => SentimentScorer.Score(t.Text).Score)],
            [.. texts.Select(t => t.Mean)]
        );

        Assert.InRange(correlation, atLeast, 1);
        Assert.InRange(texts.Count(t => SentimentScorer.Score(t.Text).Label == SentimentLabel.Unknown), 0, texts.Length / 100);
    }

    [Fact]
    public void Labelled_sentences_teach_those_not_seen()
    {
        var sentences = PublicTexts.Sentences();

        var probabilities = SentimentClassifier.OutOfFold(
            [.. sentences.Select(s => s.Text)],
            sentences.Select(s => s.IsPositive).ToArray(),
            10
        );

        Assert.InRange(probabilities.Zip(sentences, (p, s) => p > .5 == s.IsPositive ? 1.0 : 0).Average(), .85, 1);
    }
}
