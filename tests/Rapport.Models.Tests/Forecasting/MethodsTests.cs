using Rapport.Models.Forecasting;

namespace Rapport.Tests.Models.Forecasting;

public sealed class MethodsTests
{
    private static double[] Mean(IForecastMethod method, double[] values, int horizon, int period = 1) =>
        method.Predict(new SeriesView(values, period), horizon).Mean;

    [Fact]
    public void The_last_value_is_repeated() => Assert.Equal([7, 7], Mean(Methods.Naive, [3, 5, 7], 2));

    [Fact]
    public void The_mean_change_goes_on() => Assert.Equal([9, 11], Mean(Methods.Drift, [3, 4, 7], 2));

    [Fact]
    public void The_last_season_is_repeated() => Assert.Equal([4, 5, 6, 4], Mean(Methods.SeasonalNaive, [1, 2, 3, 4, 5, 6], 4, 3));

    [Fact]
    public void Uncertainty_of_the_last_value_grows_with_the_root_of_the_steps()
    {
        var deviation = Methods.Naive.Predict(new SeriesView([0, 1, 0, 1, 0], 1), 4).Deviation;

        Assert.Equal(1, deviation[0], 12);
        Assert.Equal(2, deviation[3], 12);
    }

    [Fact]
    public void A_straight_line_goes_on_with_a_trend_and_half_as_steep_without_one_being_believed()
    {
        double[] line = [.. Enumerable.Range(0, 40).Select(t => 50 + 2.0 * t)];

        Assert.Equal(130, Mean(Methods.Holt, line, 1)[0], 0.2);
        Assert.Equal(148, Mean(Methods.Holt, line, 10)[9], 1.0);
        var theta = Mean(Methods.ClassicTheta, line, 10);
        Assert.Equal(1, theta[9] - theta[8], 6);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.7)]
    public void Smoothing_finds_the_constant_that_made_the_series(double alpha)
    {
        var values = Simulated.Wandering(new Random(4), 3000, alpha);

        var fit = EtsFit.Of(values, new EtsForm(false, EtsTrend.None, EtsSeason.None), SeasonalPattern.None);

        Assert.Equal(alpha, fit.Alpha, 0.05);
        Assert.Equal(1, fit.Predict(1).Deviation[0], 0.05);
    }

    [Fact]
    public void Holt_Winters_follows_the_season()
    {
        var truth = Simulated.Seasonal(new Random(8), 96 + 12, 12, 0.5);

        foreach (var method in new[] { Methods.HoltWinters, Methods.HoltWintersMultiplicative })
        {
            var mean = Mean(method, truth[..96], 12, 12);
            Assert.All(mean.Zip(truth[96..]), pair => Assert.Equal(pair.Second, pair.First, 5.0));
        }
    }

    [Fact]
    public void Croston_forecasts_amount_per_interval_and_its_correction_lies_below()
    {
        double[] every_third = [.. Enumerable.Range(0, 60).Select(t => t % 3 == 2 ? 6.0 : 0)];

        var plain = Mean(Croston.Plain, every_third, 2);

        Assert.Equal([2, 2], plain.Select(value => Math.Round(value, 6)));
        Assert.InRange(Mean(Croston.Sba, every_third, 1)[0], 1.6, 1.99);
        Assert.InRange(Mean(Croston.Tsb, every_third, 1)[0], 1.5, 2.6);
    }

    [Fact]
    public void A_product_nobody_asks_for_any_more_fades_under_TSB_alone()
    {
        double[] dead = [.. Enumerable.Range(0, 40).Select(t => t % 2 * 5.0), .. new double[40]];

        Assert.InRange(Mean(Croston.Tsb, dead, 1)[0], 0, 0.2);
        Assert.True(Mean(Croston.Plain, dead, 1)[0] > 1);
    }

    [Fact]
    public void An_autoregression_finds_the_way_back_to_the_mean()
    {
        var random = new Random(2);
        var values = new double[800];
        for (var t = 1; t < values.Length; t++)
            values[t] = 0.8 * values[t - 1] + Simulated.Noise(random);
        values[^1] = 10;

        var mean = Mean(Methods.MeanReverting, [.. values.Select(v => v + 100)], 3);

        Assert.Equal(108, mean[0], 0.7);
        Assert.Equal(105.1, mean[2], 1.2);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void Methods_do_not_see_what_is_no_number(double value) =>
        Assert.Throws<Rapport.Models.ModelRefusal>(() => new SeriesView([1, value], 1));
}
