using FsCheck;
using FsCheck.Fluent;
using Rapport.Models;
using Rapport.Models.CustomerValue;
using static Rapport.Tests.Models.CustomerValue.SimulatedBuyers;

namespace Rapport.Tests.Models.CustomerValue;

[Trait("Spec", "SCR-5")]
public sealed class CustomerValuePropertyTests
{
    [Theory]
    [InlineData(DropoutRule.AfterRepeats)]
    [InlineData(DropoutRule.AfterEveryPurchase)]
    public void The_gradient_is_the_slope_of_the_likelihood(DropoutRule rule)
    {
        var likelihood = new BetaGeometricLikelihood(Buyers(300, rule, 5), rule);
        double[] point = [-.4, 1.2, -.3, .9];
        var gradient = new double[4];
        likelihood.Value(point, gradient);

        Assert.All(
            Enumerable.Range(0, 4),
            i => Assert.Equal(Numeric(likelihood.Value, point, i), gradient[i], 1e-4 * (1 + Math.Abs(gradient[i])))
        );
    }

    [Fact]
    public void The_gradient_of_spend_is_the_slope_of_its_likelihood()
    {
        var likelihood = new GammaGammaLikelihood([.. Spenders(200, 3).OrderBy(s => s.Repeats)]);
        double[] point = [1.1, .8, 2.5];
        var gradient = new double[3];
        likelihood.Value(point, gradient);

        Assert.All(
            Enumerable.Range(0, 3),
            i => Assert.Equal(Numeric(likelihood.Value, point, i), gradient[i], 1e-4 * (1 + Math.Abs(gradient[i])))
        );
    }

    [Theory]
    [InlineData(DropoutRule.AfterRepeats)]
    [InlineData(DropoutRule.AfterEveryPurchase)]
    public void Parameters_that_made_the_customers_are_found_again(DropoutRule rule)
    {
        var model = BetaGeometricModel.Fit(rule, Buyers(20_000, rule, 11));

        var (at, errors) = (model.Parameters, model.StandardErrors);
        Assert.InRange((at.R - Truth.R) / errors.R!.Value, -4, 4);
        Assert.InRange((at.Alpha - Truth.Alpha) / errors.Alpha!.Value, -4, 4);
        Assert.InRange((at.A - Truth.A) / errors.A!.Value, -4, 4);
        Assert.InRange((at.B - Truth.B) / errors.B!.Value, -4, 4);
        Assert.InRange(errors.R.Value, 1e-4, .1 * at.R);
    }

    [Fact]
    public void Parameters_of_spend_are_found_again()
    {
        var model = GammaGammaModel.Fit(Spenders(20_000, 4));

        Assert.InRange((model.Parameters.P - Spend.P) / model.StandardErrors.P!.Value, -4, 4);
        Assert.InRange((model.Parameters.Q - Spend.Q) / model.StandardErrors.Q!.Value, -4, 4);
        Assert.InRange((model.Parameters.V - Spend.V) / model.StandardErrors.V!.Value, -4, 4);
    }

    [Fact]
    public void The_order_of_the_customers_does_not_matter() =>
        Prop.ForAll(
                Arb.From(FsCheck.Fluent.Gen.Choose(0, 1000)),
                seed =>
                {
                    var buyers = Buyers(60, DropoutRule.AfterRepeats, seed);
                    var shuffled = buyers.ToArray();
                    new System.Random(seed).Shuffle(shuffled);
                    Assert.Equal(
                        BetaGeometricModel.Fit(DropoutRule.AfterRepeats, buyers).Parameters,
                        BetaGeometricModel.Fit(DropoutRule.AfterRepeats, shuffled).Parameters
                    );
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(10));

    [Fact]
    public void Counting_time_in_other_units_scales_alpha_alone()
    {
        var weeks = Buyers(2000, DropoutRule.AfterRepeats, 8);
        var days = weeks.Select(h => new PurchaseHistory(h.Repeats, h.LastPurchase * 7, h.Age * 7)).ToArray();

        var (inWeeks, inDays) = (
            BetaGeometricModel.Fit(DropoutRule.AfterRepeats, weeks).Parameters,
            BetaGeometricModel.Fit(DropoutRule.AfterRepeats, days).Parameters
        );

        Assert.Equal(inWeeks.R, inDays.R, 1e-4 * inWeeks.R);
        Assert.Equal(inWeeks.Alpha * 7, inDays.Alpha, 1e-3 * inDays.Alpha);
        Assert.Equal(inWeeks.A, inDays.A, 1e-3 * inWeeks.A);
    }

    [Fact]
    public void Whatever_the_parameters_predictions_are_sound() =>
        Prop.ForAll(
                Arb.From(FsCheck.Fluent.Gen.Choose(0, int.MaxValue - 1)),
                seed =>
                {
                    var dice = new System.Random(seed);
                    double Wide() => Math.Exp(dice.NextDouble() * 24 - 12);
                    var model = new BetaGeometricModel(
                        (DropoutRule)dice.Next(2),
                        new BetaGeometricParameters(Wide(), Wide(), Wide(), Wide())
                    );
                    var repeats = dice.Next(4) == 0 ? 0 : dice.Next(1, 200);
                    var age = dice.NextDouble() * 300;
                    var history = new PurchaseHistory(repeats, repeats == 0 ? 0 : age * dice.NextDouble(), age);
                    var (sooner, later) = (model.ExpectedPurchases(history, 10), model.ExpectedPurchases(history, 40));
                    Assert.InRange(model.ProbabilityAlive(history), 0, 1);
                    Assert.InRange(model.ProbabilityOfNoPurchase(history, 10), 0, 1);
                    Assert.True(sooner >= 0 && later >= sooner * (1 - 1e-9) && double.IsFinite(later));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Expected_purchases_agree_with_the_hypergeometric_formula()
    {
        var (history, t) = (new PurchaseHistory(3, 20, 30), 25.0);
        var (r, alpha, a, b) = (.5, 6.0, 1.7, 2.2);
        var z = t / (alpha + history.Age + t);
        var (term, series) = (1.0, 1.0);
        for (var j = 0; j < 400; j++)
            series += term *= (r + 3 + j) * (b + 3 + j) / (a + b + 2 + j) / (j + 1) * z;
        var above = (a + b + 2) / (a - 1) * (1 - Math.Pow((alpha + 30) / (alpha + 30 + t), r + 3) * series);
        var below = 1 + a / (b + 2) * Math.Pow((alpha + 30) / (alpha + 20), r + 3);

        Assert.Equal(
            above / below,
            new BetaGeometricModel(DropoutRule.AfterRepeats, new BetaGeometricParameters(r, alpha, a, b)).ExpectedPurchases(history, t),
            9
        );
    }

    private delegate double Likelihood(ReadOnlySpan<double> point, Span<double> gradient);

    private static double Numeric(Likelihood likelihood, double[] point, int variable)
    {
        double At(double shift)
        {
            var moved = point.ToArray();
            moved[variable] += shift;
            return likelihood(moved, new double[point.Length]);
        }
        return (At(1e-5) - At(-1e-5)) / 2e-5;
    }
}
