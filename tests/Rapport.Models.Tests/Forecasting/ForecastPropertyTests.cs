using FsCheck;
using FsCheck.Fluent;
using Rapport.Models.Forecasting;

namespace Rapport.Tests.Models.Forecasting;

public sealed class ForecastPropertyTests
{
    private static readonly Config Thirty = Config.QuickThrowOnFailure.WithMaxTest(30);

    private static Gen<double[]> Series(int least, int most) =>
        from count in Gen.Choose(least, most)
        from seed in Gen.Choose(0, 100_000)
        from kind in Gen.Choose(0, 2)
        select kind switch
        {
            0 => Simulated.Seasonal(new Random(seed), count, 4, 10),
            1 => Simulated.Wandering(new Random(seed), count, 0.5),
            _ => Simulated.NowAndThen(new Random(seed), count, 0.3, 9),
        };

    [Fact]
    public void A_change_of_unit_changes_only_the_unit() =>
        Prop.ForAll(
                Series(1, 50).ToArbitrary(),
                Gen.Elements(0.001, 0.37, 12, 1e6).ToArbitrary(),
                (values, unit) =>
                {
                    var (plain, scaled) = (
                        Forecaster.Run(values, new ForecastRequest(5, 4)),
                        Forecaster.Run([.. values.Select(v => v * unit)], new ForecastRequest(5, 4))
                    );
                    for (var h = 0; h < 5; h++)
                    {
                        var tolerance = 1e-3 * (Math.Abs(plain.Mean[h]) + plain.Upper[h] - plain.Lower[h]) + 1e-9;
                        Assert.Equal(plain.Mean[h], scaled.Mean[h] / unit, tolerance);
                        Assert.Equal(plain.Upper[h], scaled.Upper[h] / unit, 2 * tolerance);
                    }
                }
            )
            .Check(Thirty);

    [Fact]
    public void Additive_methods_shift_with_the_series() =>
        Prop.ForAll(
                Gen.Choose(0, 100_000).ToArbitrary(),
                Gen.Choose(-50, 50).ToArbitrary(),
                (seed, shift) =>
                {
                    var values = Simulated.Wandering(new Random(seed), 40, 0.4);
                    foreach (
                        var method in new[]
                        {
                            Methods.Naive,
                            Methods.Drift,
                            Methods.Simple,
                            Methods.ClassicTheta,
                            Methods.MeanReverting,
                            Methods.Autoregressive,
                        }
                    )
                    {
                        var (plain, shifted) = (
                            method.Predict(new SeriesView(values, 1), 4).Mean,
                            method.Predict(new SeriesView([.. values.Select(v => v + shift)], 1), 4).Mean
                        );
                        Assert.All(plain.Zip(shifted), pair => Assert.Equal(pair.First + shift, pair.Second, 0.02));
                    }
                }
            )
            .Check(Thirty);

    [Fact]
    public void A_higher_level_holds_the_interval_of_a_lower_one() =>
        Prop.ForAll(
                Series(5, 40).ToArbitrary(),
                values =>
                {
                    var (narrow, wide) = (
                        Forecaster.Run(values, new ForecastRequest(4, 1, 80)),
                        Forecaster.Run(values, new ForecastRequest(4, 1, 99))
                    );
                    for (var h = 0; h < 4; h++)
                        Assert.True(wide.Lower[h] <= narrow.Lower[h] && narrow.Upper[h] <= wide.Upper[h]);
                }
            )
            .Check(Thirty);
}
