using Rapport.Models;
using Rapport.Models.Classification;

namespace Rapport.Tests.Models.Classification;

[Trait("Spec", "SCR-4")]
public sealed class ClassificationRefusalTests
{
    [Fact]
    public void Tables_that_are_none_are_refused()
    {
        Assert.Throws<ModelRefusal>(() => new FeatureTable([]));
        Assert.Throws<ModelRefusal>(() => new FeatureTable([Feature.Numeric("x", [1, 2]), Feature.Numeric("y", [1])]));
        Assert.Throws<ModelRefusal>(() => new FeatureTable([Feature.Numeric("x", [1]), Feature.Numeric("x", [1])]));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(19, 9)]
    [InlineData(100, 0)]
    [InlineData(100, 100)]
    [InlineData(100, 4)]
    public void Too_little_to_learn_from_is_refused(int rows, int positives)
    {
        var table = new FeatureTable([Feature.Numeric("x", [.. Enumerable.Range(0, rows).Select(i => (double)i)])]);

        Assert.Throws<ModelRefusal>(() => Classifier.Fit(table, [.. Enumerable.Range(0, rows).Select(i => i < positives)]));
    }

    [Fact]
    public void Columns_that_say_nothing_give_warnings_and_the_rate_of_all()
    {
        var dice = new System.Random(5);
        var labels = Enumerable.Range(0, 400).Select(_ => dice.Next(4) == 0).ToArray();
        var table = new FeatureTable([
            Feature.Numeric("same", [.. Enumerable.Repeat(3.0, 400)]),
            Feature.Numeric("missing", [.. Enumerable.Repeat(double.NaN, 400)]),
            Feature.Categorical("word", Enumerable.Repeat("yes", 400)),
            Feature.Categorical("id", Enumerable.Range(0, 400).Select(i => $"customer {i}")),
            Feature.Numeric("infinite", [.. Enumerable.Repeat(double.PositiveInfinity, 400)]),
        ]);

        var classifier = Classifier.Fit(table, labels);

        Assert.Equal(["same", "missing", "word", "id", "Infinite", "infinite"], classifier.Warnings.Select(w => w.Split(' ')[0]));
        Assert.All(classifier.Predict(table), p => Assert.Equal(labels.Count(l => l) / 400.0, p, .01));
        Assert.All(classifier.Importance, i => Assert.Equal(0, i.Share));
    }

    [Fact]
    public void Values_of_any_size_give_finite_probabilities()
    {
        var dice = new System.Random(6);
        var labels = Enumerable.Range(0, 300).Select(_ => dice.Next(2) == 0).ToArray();
        double[] odd = [double.MaxValue, double.MinValue, double.Epsilon, double.NaN, double.NegativeInfinity, 0, 1e-300, 1e300];
        var table = new FeatureTable([
            Feature.Numeric("odd", [.. labels.Select((l, i) => l ? odd[i % 8] : odd[i * 5 % 8])]),
            Feature.Numeric("x", [.. labels.Select(_ => dice.NextDouble())]),
        ]);

        Assert.All(Classifier.Fit(table, labels).Predict(table), p => Assert.InRange(p, 0, 1));
    }

    [Fact]
    public void A_column_that_gives_the_answer_away_is_used_and_stays_finite()
    {
        bool[] labels = [.. Enumerable.Range(0, 200).Select(i => i % 3 == 0)];
        var table = new FeatureTable([Feature.Numeric("answer", [.. labels.Select(l => l ? 1.0 : 0)])]);

        var classifier = Classifier.Fit(table, labels);

        Assert.Equal(1, RankingCurves.RocAuc(classifier.Predict(table), labels));
        Assert.All(classifier.Predict(table), p => Assert.InRange(p, 1e-9, 1 - 1e-9));
    }

    [Fact]
    public void A_table_without_a_column_of_the_model_is_refused()
    {
        var known = SimulatedCustomers.Of(200, 9);
        var classifier = Classifier.Fit(known.Table, known.Labels);

        Assert.Contains(
            "age",
            Assert.Throws<ModelRefusal>(() => classifier.Predict(new FeatureTable([.. known.Table.Features.Skip(1)]))).Message
        );
        Assert.Throws<ModelRefusal>(() =>
            classifier.Predict(new FeatureTable([.. known.Table.Features.Take(3), Feature.Numeric("plan", new double[200])]))
        );
    }

    [Fact]
    public void A_damaged_file_is_refused()
    {
        var known = SimulatedCustomers.Of(200, 9);
        using var file = new MemoryStream();
        Classifier.Fit(known.Table, known.Labels).Save(file);
        var whole = file.ToArray();

        Assert.Throws<ModelRefusal>(() => Classifier.Load(new MemoryStream()));
        Assert.Throws<ModelRefusal>(() => Classifier.Load(new MemoryStream("no model at all"u8.ToArray())));
        foreach (var length in new[] { 3, 20, whole.Length / 2, whole.Length - 1 })
            Assert.Throws<ModelRefusal>(() => Classifier.Load(new MemoryStream(whole, 0, length)));
    }

    [Fact]
    public void Folds_that_cannot_be_dealt_are_refused()
    {
        var known = SimulatedCustomers.Of(200, 9);

        Assert.Throws<ModelRefusal>(() => OutOfFold.Of(known.Table, known.Labels, folds: 1));
        Assert.Throws<ModelRefusal>(() => OutOfFold.Of(known.Table, known.Labels, folds: 500));
    }
}
