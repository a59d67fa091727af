using Rapport.Models.Classification;

namespace Rapport.Tests.Models.Classification;

[Trait("Spec", "SCR-4")]
public sealed class LogisticRegressionTests
{
    private static readonly SimulatedCustomers Known = SimulatedCustomers.Of(30_000, 21);

    [Fact]
    public void The_gradient_is_the_slope_of_the_objective()
    {
        var rows = BinnedRows.Of(TrainingSet.Of(Known.Pick([.. Enumerable.Range(0, 500)]).Table, Known.Labels.AsSpan(0, 500), 1));
        var objective = new LogisticObjective(rows.Table, rows.Bins, rows.Labels) { Ridge = 2 };
        var dice = new System.Random(2);
        double[] point = [.. Enumerable.Range(0, objective.Variables).Select(_ => dice.NextDouble() - .5)];
        var gradient = new double[point.Length];
        objective.Value(point, gradient);

        Assert.All(
            Enumerable.Range(0, point.Length),
            i =>
            {
                double At(double shift)
                {
                    var moved = point.ToArray();
                    moved[i] += shift;
                    return objective.Value(moved, new double[point.Length]);
                }
                Assert.Equal((At(1e-5) - At(-1e-5)) / 2e-5, gradient[i], 1e-4 * (1 + Math.Abs(gradient[i])));
            }
        );
    }

    [Fact]
    public void Weights_that_made_the_customers_are_found_again()
    {
        var model = LogisticRegression.Fit(Known.Table, Known.Labels, ridge: 1);

        double Margin(double age, double spend, string? plan)
        {
            var p = model.Predict(
                new FeatureTable([
                    Feature.Numeric("age", [age]),
                    Feature.Numeric("spend", [spend]),
                    Feature.Numeric("noise", [0]),
                    Feature.Categorical("plan", [plan]),
                ])
            )[0];
            return Math.Log(p / (1 - p));
        }
        Assert.Equal(1.6, Margin(1, 0, "basic") - Margin(-1, 0, "basic"), .15);
        Assert.Equal(-1.2, Margin(0, 1, "basic") - Margin(0, -1, "basic"), .15);
        Assert.Equal(-1, Margin(0, 0, "pro") - Margin(0, 0, "basic"), .15);
        Assert.Equal(1, Margin(0, 0, null) - Margin(0, 0, "basic"), .2);
    }

    [Fact]
    public void A_stronger_penalty_draws_all_rows_together()
    {
        var few = Known.Pick([.. Enumerable.Range(0, 500)]);
        double Spread(double ridge) =>
            LogisticRegression.Fit(few.Table, few.Labels, ridge).Predict(few.Table) is var p ? p.Max() - p.Min() : 0;

        Assert.True(Spread(1) > Spread(100));
        Assert.InRange(Spread(1e7), 0, .01);
    }
}
