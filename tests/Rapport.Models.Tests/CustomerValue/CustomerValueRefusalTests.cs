using Rapport.Models;
using Rapport.Models.CustomerValue;

namespace Rapport.Tests.Models.CustomerValue;

[Trait("Spec", "SCR-5")]
public sealed class CustomerValueRefusalTests
{
    [Theory]
    [InlineData(-1, 0, 10)]
    [InlineData(2, 11, 10)]
    [InlineData(2, double.NaN, 10)]
    [InlineData(2, 3, double.PositiveInfinity)]
    [InlineData(0, 3, 10)]
    [InlineData(int.MaxValue, 3, 10)]
    public void An_impossible_history_is_refused(int repeats, double last, double age) =>
        Assert.Throws<ModelRefusal>(() => BetaGeometricModel.Fit(DropoutRule.AfterRepeats, [new(1, 2, 20), new(repeats, last, age)]));

    [Fact]
    public void Nobody_one_customer_and_nobody_who_came_back_are_refused()
    {
        Assert.Throws<ModelRefusal>(() => BetaGeometricModel.Fit(DropoutRule.AfterRepeats, []));
        Assert.Throws<ModelRefusal>(() => BetaGeometricModel.Fit(DropoutRule.AfterRepeats, [new(3, 5, 9)]));
        Assert.Contains(
            "second day",
            Assert.Throws<ModelRefusal>(() => BetaGeometricModel.Fit(DropoutRule.AfterRepeats, [new(0, 0, 9), new(0, 0, 4)])).Message
        );
        Assert.Throws<ModelRefusal>(() => BetaGeometricModel.Fit(DropoutRule.AfterRepeats, [new(0, 0, 0), new(0, 0, 0)]));
    }

    [Theory]
    [InlineData(DropoutRule.AfterRepeats)]
    [InlineData(DropoutRule.AfterEveryPurchase)]
    public void Customers_who_are_all_alike_give_a_warning_and_finite_numbers(DropoutRule rule)
    {
        var model = BetaGeometricModel.Fit(rule, Enumerable.Repeat(new PurchaseHistory(4, 20, 24), 500).ToArray());

        Assert.NotEmpty(model.Warnings);
        Assert.InRange(model.ExpectedPurchases(new PurchaseHistory(4, 20, 24), 24), 1, 8);
        Assert.True(double.IsFinite(model.LogLikelihood));
    }

    [Fact]
    public void Without_losses_the_expectation_is_that_of_a_negative_binomial()
    {
        var dice = new System.Random(2);
        var steady = Enumerable.Range(0, 3000).Select(_ => Steady(dice)).ToArray();

        var model = BetaGeometricModel.Fit(DropoutRule.AfterRepeats, steady);

        var (history, at) = (new PurchaseHistory(6, 28, 30), model.Parameters);
        Assert.Contains(model.Warnings, warning => warning.Contains("NBD"));
        Assert.Equal((at.R + 6) / (at.Alpha + 30) * 39, model.ExpectedPurchases(history, 39), .01);
        Assert.True(model.StandardErrors is { R: > 0, Alpha: > 0 });
    }

    [Fact]
    public void Spends_that_teach_nothing_are_refused()
    {
        Assert.Throws<ModelRefusal>(() => GammaGammaModel.Fit([]));
        Assert.Throws<ModelRefusal>(() => GammaGammaModel.Fit([new(0, 0), new(3, 10)]));
        Assert.Throws<ModelRefusal>(() => GammaGammaModel.Fit([new(2, 10), new(3, -10)]));
        Assert.Throws<ModelRefusal>(() => GammaGammaModel.Fit([new(2, 10), new(3, double.NaN)]));
        Assert.Contains(
            "no differences",
            Assert.Throws<ModelRefusal>(() => GammaGammaModel.Fit([new(2, 10), new(3, 10), new(9, 10)])).Message
        );
    }

    [Fact]
    public void Spends_without_a_mean_are_still_expected_to_be_finite()
    {
        var wild = Enumerable.Range(1, 200).Select(i => new RepeatSpend(1 + i % 3, Math.Exp(i / 8.0))).ToArray();

        var model = GammaGammaModel.Fit(wild);

        Assert.NotEmpty(model.Warnings);
        Assert.All(wild.Append(new RepeatSpend(0, 0)), c => Assert.True(double.IsFinite(model.ExpectedSpend(c))));
    }

    [Fact]
    public void Purchases_on_one_day_are_one_and_the_first_is_no_repeat()
    {
        var purchases = PurchaseLog.Summarize([7, 3, 7, 7, 7, 3], [100, 107, 121, 121, 114, 90], [5, 9, 10, 20, 7, 1], until: 121);

        Assert.Equal([new CustomerPurchases(3, new(1, 17 / 7.0, 31 / 7.0), 9), new CustomerPurchases(7, new(2, 3, 3), 18.5)], purchases);
    }

    [Fact]
    public void What_comes_after_the_end_of_observation_does_not_count()
    {
        Assert.Single(PurchaseLog.Summarize([1, 2, 1], [10, 30, 25], [], until: 20));
        Assert.Throws<ModelRefusal>(() => PurchaseLog.Summarize([1], [30], [], until: 20));
    }

    private static PurchaseHistory Steady(System.Random dice)
    {
        var rate = MathNet.Numerics.Distributions.Gamma.Sample(dice, 2, 8);
        var (repeats, last) = (0, 0.0);
        for (var at = 0.0; ; (last, repeats) = (at, repeats + 1))
        {
            at += MathNet.Numerics.Distributions.Exponential.Sample(dice, rate);
            if (at > 52)
                return new PurchaseHistory(repeats, last, 52);
        }
    }
}
