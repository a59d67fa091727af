using FsCheck;
using FsCheck.Fluent;
using Rapport.Models;
using Rapport.Models.Statistics;

namespace Rapport.Tests.Models.Statistics;

public sealed class ReportFiguresTests
{
    [Fact]
    public void Cohorts_count_who_came_back_and_when()
    {
        var cohorts = CohortRetention.Of([("ada", 1), ("ada", 2), ("ada", 2), ("bob", 1), ("bob", 3), ("cy", 3), ("ada", 3)]);

        Assert.Equal([1, 3], cohorts.Select(cohort => cohort.Period));
        Assert.Equal([2, 1, 2], cohorts[0].Active);
        Assert.Equal(0.5, cohorts[0].Retention(1));
        Assert.Null(cohorts[0].Retention(3));
        Assert.Equal([1], cohorts[1].Active);
        Assert.Equal(0.5, CohortRetention.Overall(cohorts, 1));
        Assert.Null(CohortRetention.Overall(cohorts, 9));
        Assert.Empty(CohortRetention.Of(Array.Empty<(int, int)>()));
        Assert.Throws<ModelRefusal>(() => CohortRetention.Of([(1, int.MinValue), (1, int.MaxValue)]));
    }

    [Fact]
    public void Cohorts_do_not_depend_on_the_order_of_rows() =>
        Prop.ForAll(
                Gen.ListOf(from customer in Gen.Choose(0, 9) from period in Gen.Choose(0, 5) select (customer, period)).ToArbitrary(),
                rows =>
                {
                    var (forth, back) = (CohortRetention.Of<int>(rows), CohortRetention.Of<int>(Enumerable.Reverse(rows)));
                    Assert.Equal(
                        forth.Select(c => (c.Period, c.Size, string.Join(' ', c.Active))),
                        back.Select(c => (c.Period, c.Size, string.Join(' ', c.Active)))
                    );
                }
            )
            .Check(Config.QuickThrowOnFailure);

    [Fact]
    public void A_change_of_revenue_is_price_volume_and_mix()
    {
        // 100 oils at 10 and 100 tyres at 50 before; now 120 oils at 11 and 120 tyres at 50: a fifth more of each, and one dearer.
        var (total, by) = RevenueVariance.Of([new("oil", 100, 1000, 120, 1320), new("tyre", 100, 5000, 120, 6000)]);

        Assert.Equal(new VarianceParts(120, 1200, 0), total);
        Assert.Equal(120, by["oil"].Price);

        // As many units, but half the oils became tyres.
        var (moved, _) = RevenueVariance.Of([new("oil", 100, 1000, 50, 500), new("tyre", 100, 5000, 150, 7500)]);
        Assert.Equal(new VarianceParts(0, 0, 2000), moved);
    }

    [Fact]
    public void The_parts_sum_to_the_change_whatever_came_and_went() =>
        Prop.ForAll(
                Gen.ListOf(Gen.Choose(0, 50).Four()).ToArbitrary(),
                rows =>
                {
                    Sales[] sales = [.. rows.Select((r, i) => new Sales($"p{i}", r.Item1, r.Item2, r.Item3, r.Item4))];
                    var (total, _) = RevenueVariance.Of(sales);
                    Assert.Equal(sales.Sum(s => s.Revenue - s.RevenueBefore), total.Total, 15);
                }
            )
            .Check(Config.QuickThrowOnFailure);

    [Fact]
    public void A_product_twice_or_less_than_nothing_sold_is_refused()
    {
        Assert.Throws<ModelRefusal>(() => RevenueVariance.Of([new("a", 1, 1, 1, 1), new("a", 1, 1, 1, 1)]));
        Assert.Throws<ModelRefusal>(() => RevenueVariance.Of([new("a", -1, 1, 1, 1)]));
    }

    [Fact]
    public void Revenue_on_few_customers_is_concentrated()
    {
        var one = Concentration.Of([80, 5, 5, 5, 5]);
        var equal = Concentration.Of([7, 7, 7, 7]);

        Assert.Equal(0.65, one.Index, 12);
        Assert.Equal(0.8, one.ShareOfLargest(0.2), 12);
        Assert.Equal(1, one.CountFor(0.8));
        Assert.Equal(2, one.CountFor(0.81));
        Assert.Equal(0.6, one.Gini, 12);
        Assert.Equal((0.25, 4, 0), (equal.Index, equal.EffectiveCount, Math.Round(equal.Gini, 12)));
        Assert.Equal(0.3, equal.ShareOfLargest(0.3), 12);
        Assert.Equal(1, Concentration.Of([1e300, 1e300, 1e-300]).ShareOfLargest(1));
    }

    [Fact]
    public void Nothing_is_not_concentrated()
    {
        Assert.Throws<ModelRefusal>(() => Concentration.Of([]));
        Assert.Throws<ModelRefusal>(() => Concentration.Of([0, 0]));
        Assert.Throws<ModelRefusal>(() => Concentration.Of([1, -1]));
        Assert.Throws<ModelRefusal>(() => Concentration.Of([1, double.NaN]));
        Assert.Throws<ModelRefusal>(() => Concentration.Of([1]).ShareOfLargest(1.1));
    }
}
