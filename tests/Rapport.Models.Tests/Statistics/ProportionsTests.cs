using Rapport.Models;
using Rapport.Models.Statistics;

namespace Rapport.Tests.Models.Statistics;

public sealed class ProportionsTests
{
    // Newcombe (1998), Statistics in Medicine 17, table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilsons_intervals_are_those_of_Newcombe(long successes, long trials, double lower, double upper)
    {
        var share = Proportions.Share(successes, trials);

        Assert.Equal(lower, share.Lower, 0.00006);
        Assert.Equal(upper, share.Upper, 0.00006);
    }

    [Fact]
    public void Satisfaction_is_the_share_of_fours_and_fives() => Assert.Equal(0.6, Proportions.Satisfaction([5, 4, 4, 3, 1]).Value, 12);

    [Fact]
    public void Promoters_less_detractors_make_the_score()
    {
        var score = Proportions.PromoterScore([10, 9, 9, 8, 7, 6, 0, 10]);

        Assert.Equal(25, score.Value, 12);
        Assert.InRange(score.Lower, -100, 24);
        Assert.InRange(score.Upper, 26, 100);
    }

    [Fact]
    public void Promoter_intervals_hold_the_true_score_as_often_as_they_promise()
    {
        var random = new Random(12);
        var held = 0;
        for (var i = 0; i < 2000; i++)
        {
            int[] answers =
            [
                .. Enumerable
                    .Range(0, 40)
                    .Select(_ =>
                        random.NextDouble() switch
                        {
                            < 0.55 => 10,
                            < 0.8 => 8,
                            _ => 3,
                        }
                    ),
            ];
            var score = Proportions.PromoterScore(answers);
            held += score.Lower <= 35 && 35 <= score.Upper ? 1 : 0;
        }
        Assert.InRange(held / 2000.0, 0.93, 0.98);
    }

    [Fact]
    public void Unanimous_answers_still_leave_doubt()
    {
        Assert.InRange(Proportions.PromoterScore([10, 10, 10]).Lower, -100, 90);
        Assert.Equal(100, Proportions.PromoterScore([10, 10, 10]).Upper, 9);
        Assert.InRange(Proportions.PromoterScore([8, 8, 8]).Upper, 5, 100);
    }

    [Fact]
    public void Rates_of_rare_events_have_Garwoods_limits()
    {
        var rate = Proportions.Rate(10, 1);

        Assert.Equal(4.795, rate.Lower, 0.001);
        Assert.Equal(18.390, rate.Upper, 0.001);
        Assert.Equal(0, Proportions.Rate(0, 2).Lower);
        Assert.Equal(1.8444, Proportions.Rate(0, 2).Upper, 0.001);
    }

    [Fact]
    public void What_is_no_share_is_refused()
    {
        Assert.Throws<ModelRefusal>(() => Proportions.Share(0, 0));
        Assert.Throws<ModelRefusal>(() => Proportions.Share(3, 2));
        Assert.Throws<ModelRefusal>(() => Proportions.Satisfaction([0]));
        Assert.Throws<ModelRefusal>(() => Proportions.PromoterScore([11]));
        Assert.Throws<ModelRefusal>(() => Proportions.PromoterScore([]));
        Assert.Throws<ModelRefusal>(() => Proportions.Rate(1, 0));
    }
}
