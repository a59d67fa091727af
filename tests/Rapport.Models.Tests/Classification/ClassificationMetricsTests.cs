using Rapport.Models;
using Rapport.Models.Classification;

namespace Rapport.Tests.Models.Classification;

[Trait("Spec", "SCR-4")]
public sealed class ClassificationMetricsTests
{
    private static readonly double[] Scores = [.1, .4, .35, .8];
    private static readonly bool[] Labels = [false, false, true, true];

    [Fact]
    public void The_textbook_example_gives_the_textbook_figures()
    {
        Assert.Equal(.75, RankingCurves.RocAuc(Scores, Labels), 12);
        Assert.Equal(.8333333333, RankingCurves.AveragePrecision(Scores, Labels), 9);
        Assert.Equal((.01 + .16 + .4225 + .04) / 4, ClassificationMetrics.Of(Scores, Labels).Brier, 12);
        Assert.Equal(
            -(Math.Log(.9) + Math.Log(.6) + Math.Log(.35) + Math.Log(.8)) / 4,
            ClassificationMetrics.Of(Scores, Labels).LogLoss,
            12
        );
    }

    [Fact]
    public void Equal_scores_rank_nobody()
    {
        Assert.Equal(.5, RankingCurves.RocAuc([.3, .3, .3, .3], Labels), 12);
        Assert.Equal(.5, RankingCurves.AveragePrecision([.3, .3, .3, .3], Labels), 12);
    }

    [Fact]
    public void Curves_run_from_nobody_to_everybody()
    {
        Assert.Equal([(0.0, 0.0), (0, .5), (.5, .5), (.5, 1), (1, 1)], RankingCurves.Roc(Scores, Labels).Select(p => (p.X, p.Y)));
        Assert.Equal([(.5, 1.0), (.5, .5), (1, 2 / 3.0), (1, .5)], RankingCurves.PrecisionRecall(Scores, Labels).Select(p => (p.X, p.Y)));
    }

    [Fact]
    public void The_calibration_error_weighs_bins_by_their_rows()
    {
        Assert.Equal(.2, ClassificationMetrics.Of([.2, .2, .2, .2], [false, false, false, false]).Ece, 12);
        Assert.Equal(.05, ClassificationMetrics.Of([.2, .2, .2, .2], [true, false, false, false]).Ece, 12);
    }

    [Fact]
    public void One_class_gives_no_nan()
    {
        Assert.Equal(.5, RankingCurves.RocAuc(Scores, [true, true, true, true]));
        Assert.Equal(0, RankingCurves.AveragePrecision(Scores, [false, false, false, false]));
    }

    [Fact]
    public void What_is_no_probability_is_refused()
    {
        Assert.Throws<ModelRefusal>(() => ClassificationMetrics.Of([], []));
        Assert.Throws<ModelRefusal>(() => ClassificationMetrics.Of([1.2], [true]));
        Assert.Throws<ModelRefusal>(() => ClassificationMetrics.Of([double.NaN, .2], [true, false]));
        Assert.Throws<ModelRefusal>(() => RankingCurves.RocAuc([.2], [true, false]));
    }
}
