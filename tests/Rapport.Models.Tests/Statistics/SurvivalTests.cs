using Rapport.Models;
using Rapport.Models.Statistics;

namespace Rapport.Tests.Models.Statistics;

public sealed class SurvivalTests
{
    // Remission under 6-MP, in weeks: Freireich and others (1963), the example of Kalbfleisch and Prentice.
    private static readonly double[] Weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35];
    private static readonly bool[] Left =
    [
        true,
        true,
        true,
        false,
        true,
        false,
        true,
        false,
        false,
        true,
        true,
        false,
        false,
        false,
        true,
        true,
        false,
        false,
        false,
        false,
        false,
    ];

    [Fact]
    public void Freireichs_remissions_survive_as_published()
    {
        var survival = Survival.Of(Weeks, Left);

        Assert.Equal([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], survival.Steps.Select(step => Math.Round(step.Share, 3)));
        Assert.Equal([21, 17, 15, 12, 11, 7, 6], survival.Steps.Select(step => step.AtRisk));
        Assert.Equal(23, survival.Median);
        Assert.Equal(0.807, survival.At(9.9), 0.001);
        Assert.Equal(1, survival.At(5));
        Assert.Equal(0.620, survival.Steps[0].Interval.Lower, 0.001);
        Assert.Equal(0.952, survival.Steps[0].Interval.Upper, 0.001);
    }

    [Fact]
    public void Nobody_leaving_and_everybody_leaving_have_an_answer()
    {
        Assert.Empty(Survival.Of([1, 2], [false, false]).Steps);
        Assert.Null(Survival.Of([1, 2], [false, false]).Median);
        var gone = Survival.Of([1, 1], [true, true]).Steps.Single();
        Assert.Equal((0, 0, 0), (gone.Share, gone.Interval.Lower, gone.Interval.Upper));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Throws<ModelRefusal>(() => Survival.Of([], []));
        Assert.Throws<ModelRefusal>(() => Survival.Of([1], [true, false]));
        Assert.Throws<ModelRefusal>(() => Survival.Of([-1], [true]));
        Assert.Throws<ModelRefusal>(() => Survival.Of([double.NaN], [true]));
        Assert.Throws<ModelRefusal>(() => Survival.Of([1], [true], 100));
    }
}
