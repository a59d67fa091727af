using Rapport.Models.Forecasting;

namespace Rapport.Tests.Models.Forecasting;

public sealed class M3Tests
{
    // The published forecasts and other implementations take a season that passes a test as it is; ours is shrunk, which costs nothing and
    // gains a little.
    [Theory]
    [Trait("Spec", "SCR-8")]
    [InlineData("naive", 14.4, 14.8)]
    [InlineData("seasonal naive", 15.15, 15.22)]
    [InlineData("simple smoothing", 13.2, 13.95)]
    [InlineData("damped trend", 12.7, 13.3)]
    [InlineData("theta", 12.6, 12.8)]
    [InlineData("optimised theta", 12.3, 12.6)]
    public void Methods_reach_what_they_reached_in_the_competition(string name, double from, double to)
    {
        IForecastMethod[] methods =
        [
            Methods.Naive,
            Methods.SeasonalNaive,
            Methods.Simple,
            Methods.Damped,
            Methods.ClassicTheta,
            Methods.OptimisedTheta,
        ];

        var smape = M3.Smape(M3.All, methods.Single(method => method.Name == name));

        Assert.InRange(smape, from, to);
    }

    [Fact]
    [Trait("Spec", "SCR-8")]
    public void The_combination_beats_the_best_of_the_competition_and_its_intervals_hold()
    {
        var set = M3.All.Where((_, i) => i % 6 == 1).ToList();
        var made = set.AsParallel()
            .AsOrdered()
            .Select(series => Forecaster.Run(series.Known, new ForecastRequest(series.Future.Length, series.Period)))
            .ToList();

        var smape = set.Zip(made, (series, forecast) => M3.Smape(series, forecast.Mean)).Average();
        var held = set.Zip(
                made,
                (series, forecast) =>
                    series.Future.Select((value, h) => value >= forecast.Lower[h] && value <= forecast.Upper[h] ? 1.0 : 0).Average()
            )
            .Average();

        Assert.True(smape < M3.Smape(set, Methods.ClassicTheta), $"{smape} {M3.Smape(set, Methods.ClassicTheta)}");
        Assert.True(smape < M3.Smape(set, Methods.SeasonalNaive) - 2, $"{smape}");
        Assert.InRange(held, 0.90, 0.97);
    }

    [Fact]
    public void The_automatic_choice_among_forms_finds_damped_and_seasonal_ones()
    {
        var forms = M3
            .All.Where(series => series.Kind == "MONTHLY")
            .Where((_, i) => i % 20 == 0)
            .Select(series => ExponentialSmoothing.Choose(new SeriesView(series.Known, 12)))
            .ToList();

        Assert.Contains(forms, form => form.Season == EtsSeason.Multiplicative);
        Assert.Contains(forms, form => form.Season == EtsSeason.None);
        Assert.Contains(forms, form => form.Trend == EtsTrend.None);
        Assert.Contains(forms, form => form.Trend != EtsTrend.None);
    }
}
