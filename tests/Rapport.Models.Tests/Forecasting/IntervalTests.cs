using Rapport.Models.Forecasting;

namespace Rapport.Tests.Models.Forecasting;

public sealed class IntervalTests
{
    [Theory]
    [InlineData("wandering", 40, 1)]
    [InlineData("months", 84, 12)]
    [InlineData("weekdays", 150, 7)]
    public void Intervals_hold_what_they_promise_on_simulated_series(string kind, int count, int period)
    {
        double held = 0,
            steps = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var truth =
                kind == "wandering" ? Simulated.Wandering(random, count + 6, 0.5) : Simulated.Seasonal(random, count + 6, period, 8);
            var made = Forecaster.Run(truth.AsSpan(0, count), new ForecastRequest(6, period));
            for (var h = 0; h < 6; h++, steps++)
                held += truth[count + h] >= made.Lower[h] && truth[count + h] <= made.Upper[h] ? 1 : 0;
        }

        Assert.InRange(held / steps, 0.90, 0.99);
    }

    [Theory]
    [InlineData(4, 60)]
    [InlineData(7, 120)]
    [InlineData(12, 84)]
    [InlineData(24, 400)]
    [InlineData(52, 260)]
    public void The_season_is_found(int period, int count)
    {
        var found = Enumerable
            .Range(0, 20)
            .Count(seed => SeasonDetection.Period(Simulated.Seasonal(new Random(seed), count, period, 6)) == period);

        Assert.InRange(found, 17, 20);
    }

    [Fact]
    public void Where_there_is_no_season_none_is_found_as_a_rule()
    {
        var without = Enumerable.Range(0, 60).Count(seed => SeasonDetection.Period(Simulated.Wandering(new Random(seed), 80, 0.5)) == 1);

        Assert.InRange(without, 50, 60);
        Assert.Equal(1, SeasonDetection.Period([5, 5, 5, 5, 5, 5, 5, 5]));
        Assert.Equal(1, SeasonDetection.Period([1]));
    }

    [Fact]
    public void The_hours_of_the_week_show_beside_those_of_the_day()
    {
        var random = new Random(1);
        double[] truth =
        [
            .. Enumerable
                .Range(0, 24 * 35)
                .Select(t => 100 + 30 * Math.Sin(t * Math.PI / 12) - (t / 24 % 7 >= 5 ? 25 : 0) + 2 * Simulated.Noise(random)),
        ];

        var made = Forecaster.Run(truth.AsSpan(0, 24 * 33), new ForecastRequest(48, 24));

        Assert.Equal(24, made.Period);
        Assert.True(truth[^48..].Zip(made.Mean, (actual, mean) => Math.Abs(actual - mean)).Average() < 4);
    }
}
