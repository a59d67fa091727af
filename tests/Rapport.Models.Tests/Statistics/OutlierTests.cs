using FsCheck;
using FsCheck.Fluent;
using Rapport.Models;
using Rapport.Models.Statistics;
using Rapport.Tests.Models.Forecasting;

namespace Rapport.Tests.Models.Statistics;

public sealed class OutlierTests
{
    [Fact]
    public void Scores_are_distances_from_the_median_in_deviations()
    {
        var scores = RobustScores.Of([1, 2, 3, 4, 100]);

        Assert.Equal(0, scores[2]);
        Assert.Equal(-0.67449, scores[1], 5);
        Assert.Equal(97 * 0.67449, scores[4], 3);
    }

    [Fact]
    public void Two_wild_values_do_not_hide_each_other()
    {
        var scores = RobustScores.Of([10, 11, 9, 10, 12, 8, 10, 500, 510]);

        Assert.Equal([7, 8], Enumerable.Range(0, 9).Where(i => Math.Abs(scores[i]) > RobustScores.Threshold));
    }

    [Fact]
    public void Mostly_equal_values_and_equal_ones_have_scores_too()
    {
        Assert.True(RobustScores.Of([5, 5, 5, 5, 5, 9])[5] > RobustScores.Threshold);
        Assert.All(RobustScores.Of([5, 5, 5]), score => Assert.Equal(0, score));
        Assert.Empty(RobustScores.Of([]));
    }

    [Fact]
    public void A_busy_month_of_every_year_is_no_outlier_but_the_same_in_another_month_is()
    {
        var random = new Random(4);
        double[] months = [.. Enumerable.Range(0, 72).Select(t => 100 + (t % 12 == 11 ? 80 : 0) + 2 * Simulated.Noise(random))];
        months[40] += 80;

        var scores = RobustScores.OfSeries(months, 12);

        Assert.Equal([40], Enumerable.Range(0, 72).Where(t => Math.Abs(scores[t]) > 8));
    }

    [Fact]
    public void Scores_do_not_depend_on_the_unit() =>
        Prop.ForAll(
                Gen.Choose(0, 10_000).ToArbitrary(),
                seed =>
                {
                    var values = Simulated.Wandering(new Random(seed), 25, 0.3);
                    Assert.All(
                        RobustScores.Of(values).Zip(RobustScores.Of([.. values.Select(v => 1000 * v - 7)])),
                        pair => Assert.Equal(pair.First, pair.Second, 6)
                    );
                }
            )
            .Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Shifts_are_found_where_they_happened()
    {
        var random = new Random(9);
        double[] values =
        [
            .. Enumerable
                .Range(0, 120)
                .Select(t =>
                    (
                        t < 40 ? 10
                        : t < 90 ? 16
                        : 12
                    ) + Simulated.Noise(random)
                ),
        ];

        var shifts = ChangePoints.In(values);

        Assert.Equal(2, shifts.Count);
        Assert.InRange(shifts[0].Position, 38, 42);
        Assert.InRange(shifts[1].Position, 88, 92);
        Assert.Equal(10, shifts[0].Before, 0.6);
        Assert.Equal(16, shifts[0].After, 0.6);
    }

    [Fact]
    public void Noise_alone_seldom_shows_a_shift() =>
        Assert.InRange(
            Enumerable.Range(0, 100).Count(seed => ChangePoints.In(Simulated.Wandering(new Random(seed), 100, 0)).Count > 0),
            0,
            8
        );

    [Fact]
    public void A_clean_step_is_one_shift_and_no_change_none()
    {
        Assert.Equal(3, ChangePoints.In([1, 1, 1, 5, 5, 5]).Single().Position);
        Assert.Empty(ChangePoints.In([4, 4, 4, 4, 4, 4, 4]));
        Assert.Empty(ChangePoints.In([1, 9]));
        Assert.Throws<ModelRefusal>(() => ChangePoints.In([1, double.NaN]));
        Assert.Throws<ModelRefusal>(() => RobustScores.OfSeries([1, 2], 0));
    }
}
