using Rapport.Models.Classification;

namespace Rapport.Tests.Models.Classification;

[Trait("Spec", "SCR-4")]
public sealed class ClassifierTests
{
    private static readonly SimulatedCustomers Known = SimulatedCustomers.Of(3000, 1),
        New = SimulatedCustomers.Of(4000, 2);
    private static readonly Lazy<Classifier> Made = new(() => Classifier.Fit(Known.Table, Known.Labels));

    [Fact]
    public void It_ranks_new_customers_nearly_as_well_as_the_truth_does()
    {
        var auc = RankingCurves.RocAuc(Made.Value.Predict(New.Table), New.Labels);

        Assert.InRange(auc, RankingCurves.RocAuc(New.Truth, New.Labels) - .01, 1);
    }

    [Fact]
    public void Its_probabilities_are_those_that_made_the_customers()
    {
        var probabilities = Made.Value.Predict(New.Table);

        Assert.InRange(probabilities.Zip(New.Truth, (p, t) => Math.Abs(p - t)).Average(), 0, .03);
        Assert.InRange(ClassificationMetrics.Of(probabilities, New.Labels).Ece, 0, .03);
    }

    [Fact]
    public void Contributions_sum_to_the_prediction()
    {
        var probabilities = Made.Value.Predict(New.Table);

        Assert.All(
            Made.Value.Explain(New.Table).Zip(probabilities),
            row =>
            {
                Assert.Equal(row.Second, 1 / (1 + Math.Exp(-row.First.BaseMargin - row.First.Contributions.Sum())), 1e-9);
                Assert.Equal(row.Second, row.First.Probability, 1e-9);
            }
        );
    }

    [Fact]
    public void What_made_the_customers_leave_matters_most()
    {
        Assert.Equal("age", Made.Value.Importance[0].Feature);
        Assert.Equal("noise", Made.Value.Importance[^1].Feature);
        Assert.Equal(1, Made.Value.Importance.Sum(i => i.Share), 1e-9);
    }

    [Fact]
    public void The_order_of_the_rows_does_not_matter()
    {
        var few = Known.Pick([.. Enumerable.Range(0, 400)]);
        var shuffled = Enumerable.Range(0, 400).ToArray();
        new System.Random(3).Shuffle(shuffled);
        var turned = few.Pick(shuffled);

        Assert.Equal(
            Classifier.Fit(few.Table, few.Labels).Predict(New.Table),
            Classifier.Fit(turned.Table, turned.Labels).Predict(New.Table)
        );
    }

    [Fact]
    public void A_saved_model_gives_the_same_probabilities()
    {
        using var file = new MemoryStream();
        Made.Value.Save(file);
        file.Position = 0;

        var loaded = Classifier.Load(file);

        Assert.Equal(Made.Value.Predict(New.Table), loaded.Predict(New.Table));
        Assert.Equal(Made.Value.Explain(New.Table)[7].Contributions, loaded.Explain(New.Table)[7].Contributions);
        Assert.Equal(Made.Value.Importance.OrderBy(i => i.Feature), loaded.Importance.OrderBy(i => i.Feature));
        Assert.Equal(Made.Value.Name, loaded.Name);
    }

    [Fact]
    public void The_same_seed_gives_the_same_file()
    {
        var few = Known.Pick([.. Enumerable.Range(0, 300)]);

        Assert.Equal(File(Classifier.Fit(few.Table, few.Labels, seed: 5)), File(Classifier.Fit(few.Table, few.Labels, seed: 5)));
    }

    [Fact]
    public void Where_columns_act_together_trees_are_chosen()
    {
        var known = SimulatedCustomers.Of(3000, 4, withInteraction: true);

        var classifier = Classifier.Fit(known.Table, known.Labels);

        Assert.NotEqual("logistic", classifier.Name);
        var logistic = classifier.Candidates.Single(c => c.Name == "logistic");
        Assert.All(classifier.Candidates.Where(c => c.Name != "logistic"), c => Assert.True(c.Auc > logistic.Auc + .05));
    }

    [Fact]
    public void Columns_may_come_in_another_order_and_with_words_never_seen()
    {
        var columns = New.Table.Features;
        var turned = new FeatureTable([.. columns.Reverse()]);
        var strange = new FeatureTable([.. columns.Take(3), Feature.Categorical("plan", Enumerable.Repeat("never seen", New.Table.Rows))]);

        Assert.Equal(Made.Value.Predict(New.Table), Made.Value.Predict(turned));
        Assert.All(Made.Value.Predict(strange), p => Assert.InRange(p, 0, 1));
    }

    private static byte[] File(Classifier classifier)
    {
        using var file = new MemoryStream();
        classifier.Save(file);
        return file.ToArray();
    }
}
