using Rapport.Models.CustomerValue;

namespace Rapport.Tests.Models.CustomerValue;

/// <summary>CDNOW as Fader, Hardie and Lee (2005), Fader and Hardie (2013) and CLVTools print it.</summary>
[Trait("Spec", "SCR-5")]
public sealed class PublishedFitTests
{
    private static readonly Lazy<Cdnow> Purchases = new(Cdnow.Sample);
    private static readonly Lazy<BetaGeometricModel> AfterRepeats = new(() =>
        BetaGeometricModel.Fit(DropoutRule.AfterRepeats, Sample.Histories)
    );
    private static readonly Lazy<BetaGeometricModel> AfterEveryPurchase = new(() =>
        BetaGeometricModel.Fit(DropoutRule.AfterEveryPurchase, Sample.Histories)
    );
    private static readonly PurchaseHistory FirstCustomer = new(2, 30.43, 38.86);

    private static Cdnow Sample => Purchases.Value;
    private static BetaGeometricModel Bg => AfterRepeats.Value;
    private static BetaGeometricModel Mbg => AfterEveryPurchase.Value;

    [Fact]
    public void Bg_nbd_gives_the_published_parameters()
    {
        var at = Bg.Parameters;

        Near(.242595, at.R, .001);
        Near(4.4136, at.Alpha, .001);
        Near(.792922, at.A, .001);
        Near(2.42591, at.B, .001);
        Assert.Equal(-9582.4292, Bg.LogLikelihood, 3);
        Assert.Empty(Bg.Warnings);
    }

    [Fact]
    public void Mbg_nbd_gives_the_reference_parameters()
    {
        var at = Mbg.Parameters;

        Near(.5248, at.R, .002);
        Near(6.183, at.Alpha, .002);
        Near(.8914, at.A, .002);
        Near(1.614, at.B, .002);
        Assert.Equal(-9582.136, Mbg.LogLikelihood, 2);
    }

    [Fact]
    public void Standard_errors_are_those_of_the_observed_information()
    {
        var errors = Bg.StandardErrors;

        Assert.InRange(errors.R!.Value, .010, .015);
        Assert.InRange(errors.Alpha!.Value, .30, .46);
        Assert.InRange(errors.A!.Value, .13, .25);
        Assert.InRange(errors.B!.Value, .45, .95);
    }

    [Fact]
    public void Gamma_gamma_gives_the_published_parameters()
    {
        var spend = GammaGammaModel.Fit(Sample.Spends);

        Near(6.2496, spend.Parameters.P, .001);
        Near(3.7442, spend.Parameters.Q, .001);
        Near(15.4435, spend.Parameters.V, .001);
        Assert.Equal(-4055.9177, spend.LogLikelihood, 3);
        Assert.Equal(946, spend.Customers);
        Assert.True(spend.StandardErrors is { P: > 0, Q: > 0, V: > 0 });
    }

    [Fact]
    public void The_first_customer_is_expected_to_buy_as_published()
    {
        var published = new BetaGeometricModel(DropoutRule.AfterRepeats, new BetaGeometricParameters(.2426, 4.4136, .7929, 2.4259));

        Assert.Equal(1.226, published.ExpectedPurchases(FirstCustomer, 39), 3);
        Assert.Equal(.7266, published.ProbabilityAlive(FirstCustomer), 3);
    }

    [Theory]
    [InlineData(.1429, .0078)]
    [InlineData(1, .0532)]
    [InlineData(3, .1506)]
    [InlineData(31.8571, 1.0405)]
    [InlineData(32, 1.0437)]
    [InlineData(78, 1.8576)]
    public void A_new_customer_is_expected_to_buy_as_in_hardies_sheet(double weeks, double purchases) =>
        Near(purchases, Bg.ExpectedFromNew(weeks), weeks < 1 ? .005 : .0005);

    [Fact]
    public void The_value_of_a_year_at_one_percent_a_month_is_that_of_lifetimes()
    {
        var spend = GammaGammaModel.Fit(Sample.Spends);
        var first = Sample.Purchases[0];

        var value =
            Bg.DiscountedPurchases(first.History, new Periods(12, 4.345, .01))
            * spend.ExpectedSpend(new RepeatSpend(first.History.Repeats, first.MeanRepeatSpend));

        Near(36.28, value, .005);
    }

    [Fact]
    public void Without_a_discount_the_discounted_purchases_are_those_expected()
    {
        var (plain, discounted) = (
            Bg.ExpectedPurchases(FirstCustomer, 39.5),
            Bg.DiscountedPurchases(FirstCustomer, Periods.Over(39.5, .1))
        );

        Near(plain, Bg.DiscountedPurchases(FirstCustomer, Periods.Over(39.5, 0)), 1e-9);
        Assert.InRange(discounted / plain, Math.Pow(1.1, -39.5 / 52.1775), 1 - 1e-3);
    }

    [Fact]
    public void The_holdout_is_forecast_as_well_as_the_reference()
    {
        var (bought, bg) = (Sample.Holdout(), Bg.ExpectedPurchases(Sample.Histories, Cdnow.HoldoutWeeks));

        Assert.Equal(1882, bought.Sum());
        Near(1653.4, bg.Sum(), .001);
        Assert.InRange(MeanError(bought, bg), .70, .7856);
        Assert.InRange(MeanError(bought, Mbg.ExpectedPurchases(Sample.Histories, Cdnow.HoldoutWeeks)), .70, .7649);
    }

    [Fact]
    public void Expected_purchases_rank_who_is_lost_far_better_than_the_probability_alive_of_bg_nbd()
    {
        var lost = Sample.Holdout().Select(bought => bought == 0).ToArray();

        var alive = Auc(Sample.Histories.Select(h => -Bg.ProbabilityAlive(h)), lost);
        var none = Auc(Sample.Histories.Select(h => Bg.ProbabilityOfNoPurchase(h, Cdnow.HoldoutWeeks)), lost);
        var fewest = Auc(Bg.ExpectedPurchases(Sample.Histories, Cdnow.HoldoutWeeks).Select(expected => -expected), lost);
        var modified = Auc(Sample.Histories.Select(h => -Mbg.ProbabilityAlive(h)), lost);

        Assert.InRange(alive, .31, .32);
        Assert.InRange(none, .75, 1);
        Assert.InRange(fewest, .772, 1);
        Assert.InRange(modified, .68, 1);
    }

    [Fact]
    public void The_master_set_is_fitted_as_the_reference()
    {
        var master = Cdnow.Master();

        var model = BetaGeometricModel.Fit(DropoutRule.AfterRepeats, master.Histories);

        Assert.Equal(-95368.4439, model.LogLikelihood, 2);
        Near(.251624, model.Parameters.R, .001);
        Near(2.16109, model.Parameters.B, .002);
        Assert.Equal(-40763.4763, GammaGammaModel.Fit(master.Spends).LogLikelihood, 2);
    }

    private static void Near(double expected, double actual, double share) =>
        Assert.InRange(actual, expected * (1 - share), expected * (1 + share));

    private static double MeanError(double[] actual, double[] forecast) => actual.Zip(forecast, (a, f) => Math.Abs(a - f)).Average();

    private static double Auc(IEnumerable<double> scores, bool[] positive)
    {
        var ranked = scores.Select((score, i) => (score, i)).GroupBy(s => s.score).OrderBy(g => g.Key);
        var (below, ranks) = (0.0, 0.0);
        foreach (var tie in ranked)
        {
            ranks += tie.Count(s => positive[s.i]) * (below + (tie.Count() + 1) / 2.0);
            below += tie.Count();
        }
        double hits = positive.Count(p => p);
        return (ranks - hits * (hits + 1) / 2) / (hits * (positive.Length - hits));
    }
}
