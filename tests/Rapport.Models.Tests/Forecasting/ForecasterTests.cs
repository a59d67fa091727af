using Rapport.Models;
using Rapport.Models.Forecasting;

namespace Rapport.Tests.Models.Forecasting;

public sealed class ForecasterTests
{
    private static readonly double[] Months = Simulated.Seasonal(new Random(3), 96, 12, 3);

    public static TheoryData<string, double[]> Odd =>
        new()
        {
            { "one value", [5] },
            { "two", [1, 9] },
            { "three", [1, 2, 4] },
            { "four", [4, 3, 2, 1] },
            { "five", [1, 1, 1, 1, 2] },
            { "equal", [3, 3, 3, 3, 3, 3, 3] },
            { "zeros", new double[30] },
            { "negative", [-5, -3, -8, -2, -9, -4, -6, -1, -7] },
            { "mixed signs", [-5, 3, -8, 2, 9, -4, 0, 1, -7, 4] },
            { "huge", [1e99, 2e99, 1.5e99, 1e99, 3e99, 2e99, 1e99] },
            { "tiny", [1e-200, 2e-200, 3e-200, 1e-200, 2e-200, 5e-200, 1e-200] },
            { "one demand", [0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0] },
            { "gaps", [double.NaN, 1, double.NaN, 4, 3, double.NaN, double.NaN, 6, double.NaN] },
            { "steep", [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9] },
            { "falling", [1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 100, 10, 1] },
            { "cliff", [.. Enumerable.Repeat(100.0, 30), .. Enumerable.Repeat(1.0, 30)] },
            { "shorter than a season", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13] },
        };

    [Theory]
    [MemberData(nameof(Odd))]
    public void Odd_series_get_finite_forecasts_within_their_intervals(string _, double[] values)
    {
        foreach (var period in new int?[] { null, 1, 12 })
        {
            var made = Forecaster.Run(values, new ForecastRequest(15, period));

            Assert.Equal(15, made.Mean.Count);
            Assert.All(
                Enumerable.Range(0, 15),
                h =>
                {
                    Assert.True(double.IsFinite(made.Lower[h]) && double.IsFinite(made.Mean[h]) && double.IsFinite(made.Upper[h]));
                    Assert.True(made.Lower[h] <= made.Mean[h] && made.Mean[h] <= made.Upper[h]);
                }
            );
        }
    }

    [Fact]
    public void What_cannot_be_forecast_is_refused_in_a_sentence()
    {
        var ask = new ForecastRequest(3);
        Assert.Contains("no values", Assert.Throws<ModelRefusal>(() => Forecaster.Run([], ask)).Message);
        Assert.Contains("missing", Assert.Throws<ModelRefusal>(() => Forecaster.Run([double.NaN, double.NaN], ask)).Message);
        Assert.Contains("infinite", Assert.Throws<ModelRefusal>(() => Forecaster.Run([1, double.PositiveInfinity], ask)).Message);
        Assert.Throws<ModelRefusal>(() => Forecaster.Run([1, 2], new ForecastRequest(0)));
        Assert.Throws<ModelRefusal>(() => Forecaster.Run([1, 2], new ForecastRequest(10_001)));
        Assert.Throws<ModelRefusal>(() => Forecaster.Run([1, 2], ask with { Period = 0 }));
        Assert.Throws<ModelRefusal>(() => Forecaster.Run([1, 2], ask with { Level = double.NaN }));
        Assert.Throws<ModelRefusal>(() => Forecaster.Run([1, 2], ask with { Level = 100 }));
    }

    [Fact]
    public void A_series_shorter_than_two_seasons_is_told_of()
    {
        var made = Forecaster.Run(Months.AsSpan(0, 20), new ForecastRequest(3, 12));

        Assert.Equal(1, made.Period);
        Assert.Contains(made.Warnings, warning => warning.Contains("two seasons"));
    }

    [Fact]
    public void A_few_steep_steps_do_not_lead_out_of_all_bounds() =>
        Assert.All(Forecaster.Run([1, 3, 8, 25, 60, 190], new ForecastRequest(30, 1)).Mean, mean => Assert.InRange(mean, 100, 19_000));

    [Fact]
    public void Gaps_are_filled_from_the_season_and_told_of()
    {
        var holed = (double[])Months.Clone();
        foreach (var t in new[] { 10, 30, 31, 55, 80, 95 })
            holed[t] = double.NaN;

        var (whole, made) = (Forecaster.Run(Months, new ForecastRequest(12, 12)), Forecaster.Run(holed, new ForecastRequest(12, 12)));

        Assert.Contains(made.Warnings, warning => warning.StartsWith("6 of 96", StringComparison.Ordinal));
        Assert.All(whole.Mean.Zip(made.Mean), pair => Assert.Equal(pair.First, pair.Second, 4.0));
    }

    [Fact]
    public void A_single_wild_value_does_not_count_but_a_level_that_stays_does()
    {
        var (wild, shifted) = ((double[])Months.Clone(), (double[])Months.Clone());
        wild[90] *= 20;
        for (var t = 80; t < 96; t++)
            shifted[t] += 500;
        var ask = new ForecastRequest(12, 12);

        var mended = Forecaster.Run(wild, ask);

        Assert.Contains(mended.Warnings, warning => warning.Contains("far off"));
        Assert.All(Forecaster.Run(Months, ask).Mean.Zip(mended.Mean), pair => Assert.Equal(pair.First, pair.Second, 6.0));
        Assert.DoesNotContain(Forecaster.Run(shifted, ask).Warnings, warning => warning.Contains("far off"));
        Assert.True(Forecaster.Run(shifted, ask).Mean.Average() > Forecaster.Run(Months, ask).Mean.Average() + 350);
    }

    [Fact]
    public void Demand_now_and_then_is_forecast_by_its_rate()
    {
        var made = Forecaster.Run(Simulated.NowAndThen(new Random(6), 120, 0.2, 10), new ForecastRequest(6));

        Assert.All(made.Mean, mean => Assert.InRange(mean, 1, 4));
        Assert.All(made.Lower, lower => Assert.Equal(0, lower));
        Assert.Contains(made.Backtest, score => score.Method == "croston sba");
    }

    [Fact]
    public void The_backtest_shows_each_method_beside_the_seasonal_naive_one()
    {
        var made = Forecaster.Run(Months, new ForecastRequest(12, 12));

        var baseline = made.Backtest.Single(score => score.Method == "seasonal naive");
        Assert.Equal(1, made.Backtest.Sum(score => score.Weight), 9);
        Assert.True(made.Backtest.Where(score => score.Weight > 0).Sum(score => score.Weight * score.Error) < baseline.Error);
    }
}
