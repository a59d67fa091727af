using Rapport.Models.Numerics;

namespace Rapport.Models.Sentiment;

/// <summary>
/// The sentiment that texts labelled by their owner teach: a linear model of words and pairs of words, and of what <see
/// cref="SentimentScorer"/> says.
/// </summary>
/// <remarks>
/// Ridge-penalized logistic regression (Cox 1958) on weighted n-grams (Wang and Manning, ACL 2012, show how far these go). The labels
/// decide, so that any language
/// and any trade can be taught. Nothing is drawn by lot: the same texts give the same model.
/// </remarks>
public sealed class SentimentClassifier
{
    private const double Tolerance = 1e-6;
    private const int Fewest = 10;
    private const int LexiconFeatures = 5;

    private readonly Ngrams ngrams;
    private readonly double[] weights;

    private SentimentClassifier(Ngrams ngrams, double[] weights) => (this.ngrams, this.weights) = (ngrams, weights);

    /// <param name="texts">Any number from ten.</param>
    /// <param name="positive">For each text whether it is positive; both must occur.</param>
    /// <param name="ridge">Strength of the penalty; the default suits some hundred to some ten thousand short texts.</param>
    /// <exception cref="ModelRefusal">Fewer than ten texts, labels of another number, one kind of label, or a penalty that is not
    /// positive.</exception>
    public static SentimentClassifier Fit(IReadOnlyList<string> texts, ReadOnlySpan<bool> positive, double ridge = 0.2)
    {
        if (texts.Count != positive.Length)
            throw new ModelRefusal($"{texts.Count} texts have {positive.Length} labels.");
        if (texts.Count < Fewest)
            throw new ModelRefusal($"{texts.Count} labelled texts are too few to learn from: it takes {Fewest}.");
        if (!positive.Contains(true) || !positive.Contains(false))
            throw new ModelRefusal("All texts have the same label, so there is nothing to tell apart.");
        if (!(ridge > 0) || !double.IsFinite(ridge))
            throw new ModelRefusal("The ridge penalty must be a positive number.");
        var ngrams = Ngrams.Of(texts);
        var rows = texts.Select(text => Row(ngrams, text)).ToArray();
        var labels = positive.ToArray();
        var point = new double[ngrams.Count + LexiconFeatures + 1];
        LimitedMemoryMinimum.Find((at, gradient) => Loss(rows, labels, at, gradient, ridge), point, Tolerance);
        return new SentimentClassifier(ngrams, point);
    }

    /// <summary>The probability that a text is positive.</summary>
    public double Predict(string text) => 1 / (1 + Math.Exp(-Margin(Row(ngrams, text), weights)));

    /// <summary>For each text the probability by a model made of the other folds.</summary>
    /// <param name="folds">Parts into which the texts of each label are dealt by the seed.</param>
    /// <exception cref="ModelRefusal">As <see cref="Fit"/>, or a number of folds that the texts do not have.</exception>
    public static double[] OutOfFold(IReadOnlyList<string> texts, ReadOnlySpan<bool> positive, int folds = 10, int seed = 1)
    {
        if (texts.Count != positive.Length)
            throw new ModelRefusal($"{texts.Count} texts have {positive.Length} labels.");
        if (folds < 2 || folds > texts.Count / 2)
            throw new ModelRefusal($"{texts.Count} texts cannot be dealt into {folds} parts.");
        var labels = positive.ToArray();
        var order = Enumerable.Range(0, texts.Count).ToArray();
        new Random(seed).Shuffle(order);
        var fold = new int[texts.Count];
        foreach (var (text, at) in order.OrderBy(i => labels[i]).Select((i, at) => (i, at)))
            fold[text] = at % folds;
        var probabilities = new double[texts.Count];
        for (var f = 0; f < folds; f++)
        {
            int[] others = [.. Enumerable.Range(0, texts.Count).Where(i => fold[i] != f)];
            var model = Fit([.. others.Select(i => texts[i])], others.Select(i => labels[i]).ToArray());
            for (var i = 0; i < texts.Count; i++)
                if (fold[i] == f)
                    probabilities[i] = model.Predict(texts[i]);
        }
        return probabilities;
    }

    private static LabelledRow Row(Ngrams ngrams, string text)
    {
        var (features, values) = ngrams.Read(text);
        var sentiment = SentimentScorer.Score(text);
        double[] lexicon =
        [
            2 * sentiment.Score,
            Math.Tanh(sentiment.Praise / 4),
            Math.Tanh(sentiment.Complaint / 4),
            sentiment.Score > 0 ? 0.5 : 0,
            sentiment.Score < 0 ? 0.5 : 0,
        ];
        return new LabelledRow(features, values, lexicon);
    }

    // Variables: one a feature, then the lexicon's, then the intercept, which is not penalized.
    private static double Margin(LabelledRow row, ReadOnlySpan<double> at)
    {
        var sum = at[^1];
        for (var i = 0; i < row.Features.Length; i++)
            sum += at[row.Features[i]] * row.Values[i];
        var lexicon = at[^(LexiconFeatures + 1)..^1];
        for (var i = 0; i < lexicon.Length; i++)
            sum += lexicon[i] * row.Lexicon[i];
        return sum;
    }

    private static double Loss(LabelledRow[] rows, bool[] labels, ReadOnlySpan<double> at, Span<double> gradient, double ridge)
    {
        var loss = 0.0;
        gradient[^1] = 0;
        for (var i = 0; i < at.Length - 1; i++)
        {
            loss += ridge / 2 * at[i] * at[i];
            gradient[i] = ridge * at[i];
        }
        var ofLexicon = gradient[^(LexiconFeatures + 1)..^1];
        for (var r = 0; r < rows.Length; r++)
        {
            var row = rows[r];
            var margin = Margin(row, at) * (labels[r] ? 1 : -1);
            loss += margin < -30 ? -margin : Math.Log(1 + Math.Exp(-margin));
            var pull = (labels[r] ? -1 : 1) / (1 + Math.Exp(margin));
            for (var i = 0; i < row.Features.Length; i++)
                gradient[row.Features[i]] += pull * row.Values[i];
            for (var i = 0; i < ofLexicon.Length; i++)
                ofLexicon[i] += pull * row.Lexicon[i];
            gradient[^1] += pull;
        }
        return loss;
    }

    private sealed record LabelledRow(int[] Features, double[] Values, double[] Lexicon);
}
