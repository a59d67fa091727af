using Rapport.Models;
using Rapport.Models.Sentiment;

namespace Rapport.Tests.Models.Sentiment;

[Trait("Spec", "SCR-7")]
public sealed class LearnedSentimentTests
{
    private static readonly string[] German =
    [
        .. Enumerable
            .Range(0, 20)
            .SelectMany(i => new[] { $"Sehr zufrieden mit Auftrag {i}, gerne wieder", $"Auftrag {i} war schlecht, nie wieder" }),
    ];
    private static readonly bool[] Labels = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0)];

    [Fact]
    public void Labels_teach_a_language_that_the_lexicon_does_not_know()
    {
        var model = SentimentClassifier.Fit(German, Labels);

        Assert.InRange(model.Predict("Wir sind sehr zufrieden"), .6, 1);
        Assert.InRange(model.Predict("Das war schlecht"), 0, .4);
        Assert.InRange(model.Predict(""), 0, 1);
    }

    [Fact]
    public void The_same_texts_give_the_same_model() =>
        Assert.Equal(SentimentClassifier.OutOfFold(German, Labels, 5), SentimentClassifier.OutOfFold(German, Labels, 5));

    [Fact]
    public void Texts_that_teach_nothing_are_refused()
    {
        Assert.Throws<ModelRefusal>(() => SentimentClassifier.Fit([], []));
        Assert.Throws<ModelRefusal>(() => SentimentClassifier.Fit(German, new bool[40]));
        Assert.Throws<ModelRefusal>(() => SentimentClassifier.Fit(German, new bool[3]));
        Assert.Throws<ModelRefusal>(() => SentimentClassifier.Fit(German, Labels, double.NaN));
        Assert.Throws<ModelRefusal>(() => SentimentClassifier.OutOfFold(German, Labels, 1));
        Assert.Throws<ModelRefusal>(() => SentimentClassifier.OutOfFold(German, Labels, 41));
    }

    [Fact]
    public void Texts_without_words_still_give_probabilities() =>
        Assert.All(SentimentClassifier.OutOfFold([.. Enumerable.Repeat("", 40)], Labels, 4), p => Assert.InRange(p, .4, .6));

    [Fact]
    public void Complaints_are_about_what_other_texts_do_not_say()
    {
        string[] texts =
        [
            .. Enumerable
                .Range(0, 10)
                .SelectMany(i => new[] { $"Awful battery life on number {i}", "The delivery was quick and the screen is great" }),
            "One awful screen",
        ];

        var topics = ComplaintTopics.Of(texts, texts.Select(t => t.Contains("wful", StringComparison.Ordinal)).ToArray());

        Assert.Equal("battery life", topics[0].Phrase);
        Assert.Equal(10, topics[0].Texts);
        Assert.Equal(0, topics[0].Example);
        Assert.DoesNotContain(topics, topic => topic.Phrase.Contains("delivery", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_complaints_there_is_no_topic()
    {
        Assert.Empty(ComplaintTopics.Of([], []));
        Assert.Empty(ComplaintTopics.Of(["", "late parcel", "late parcel"], new bool[3]));
        Assert.NotEmpty(ComplaintTopics.Of(["late parcel", "late parcel"], [true, true]));
        Assert.Throws<ModelRefusal>(() => ComplaintTopics.Of(["late parcel"], []));
    }
}
