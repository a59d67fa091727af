using Rapport.Models;
using Rapport.Models.Recommendation;

namespace Rapport.Tests.Models.Recommendation;

[Trait("Spec", "SCR-6")]
public sealed class RecommenderTests
{
    private const int Kinds = 8;

    [Fact]
    public void Customers_get_what_those_like_them_have_with_the_reason()
    {
        Purchase[] purchases =
        [
            .. Enumerable.Range(0, 30).SelectMany(c => new[] { new Purchase(c, c % 2 * 2, 0), new Purchase(c, c % 2 * 2 + 1, 0) }),
            new Purchase(30, 0, 0),
        ];

        var best = Recommender.Fit(purchases).For(30)[0];

        Assert.Equal((1, RecommendationReason.BoughtWith, 0, 15), (best.Item, best.Reason, best.Because!.Value, best.Customers));
    }

    [Fact]
    public void What_is_bought_every_month_is_recommended_again_with_its_interval()
    {
        Purchase[] purchases =
        [
            .. Enumerable.Range(0, 40).SelectMany(c => Enumerable.Range(0, 6).Select(m => new Purchase(c, c % 4, m * 30 + c % 7))),
            .. Enumerable.Range(0, 40).Select(c => new Purchase(c, 4 + c % 5, 3)),
        ];
        var recommender = Recommender.Fit(purchases);

        var best = recommender.For(0, includeOwned: true)[0];

        Assert.Equal((0, RecommendationReason.BuyAgain, 30.0), (best.Item, best.Reason, best.DaysBetween!.Value));
        Assert.DoesNotContain(recommender.For(0), r => r.Item is 0 or 4);
    }

    [Fact]
    public void Tastes_foretell_better_than_what_all_buy()
    {
        var (before, after) = Tastes(400, 1);
        var recommender = Recommender.Fit(before, 30);
        var figures = recommender.Backtest(after, includeOwned: false);
        var popular = before.CountBy(p => p.Item).OrderByDescending(p => p.Value).Take(10).Select(p => p.Key).ToArray();

        Assert.InRange(
            figures.Hits,
            1.5 * after.GroupBy(p => p.Customer).Average(g => g.Any(p => popular.Contains(p.Item)) ? 1.0 : 0) - .5,
            1
        );
        Assert.InRange(figures.Ndcg, .2, 1);
        Assert.InRange(figures.Recall, .05, 1);
        Assert.InRange(figures.Coverage, .2, 1);
    }

    [Fact]
    public void The_order_of_the_purchases_does_not_matter()
    {
        var (before, _) = Tastes(100, 2);
        var shuffled = before.ToArray();
        new System.Random(3).Shuffle(shuffled);

        var (one, other) = (Recommender.Fit(before), Recommender.Fit(shuffled));

        Assert.Equal(one.Blend, other.Blend);
        Assert.All(
            Enumerable.Range(0, 100),
            c => Assert.Equal(one.For(c, includeOwned: true).Select(r => r.Item), other.For(c, includeOwned: true).Select(r => r.Item))
        );
    }

    [Fact]
    public void A_customer_who_is_not_known_gets_what_is_bought_of_late()
    {
        var (before, _) = Tastes(100, 4);

        var list = Recommender.Fit(before).For(12_345);

        Assert.Equal(10, list.Count);
        Assert.All(list, r => Assert.Equal(RecommendationReason.Popular, r.Reason));
        Assert.All(list, r => Assert.True(double.IsFinite(r.Score)));
    }

    [Fact]
    public void Purchases_that_teach_nothing_are_refused()
    {
        Assert.Throws<ModelRefusal>(() => Recommender.Fit([]));
        Assert.Throws<ModelRefusal>(() => Recommender.Fit([new Purchase(0, 0, 0)]));
        Assert.Throws<ModelRefusal>(() => Recommender.Fit([.. Enumerable.Repeat(new Purchase(0, 0, 0), 50)]));
        Assert.Throws<ModelRefusal>(() => Recommender.Fit([.. Enumerable.Range(0, 50).Select(c => new Purchase(c, 0, c))]));
        Assert.Throws<ModelRefusal>(() => Recommender.Fit([.. Enumerable.Range(0, 50).Select(c => new Purchase(c, c, c))]));
        Assert.Throws<ModelRefusal>(() => Recommender.Fit([new Purchase(-1, 0, 0), new Purchase(1, 0, 0)]));
        Assert.Throws<ModelRefusal>(() => Recommender.Fit(Tastes(20, 5).Before).For(0, 0));
    }

    /// <summary>Customers of one taste each, who buy mostly of twelve items for that taste out of ninety-six.</summary>
    private static (Purchase[] Before, Purchase[] After) Tastes(int customers, int seed)
    {
        var dice = new System.Random(seed);
        Purchase[] all =
        [
            .. Enumerable
                .Range(0, customers)
                .SelectMany(c =>
                    Enumerable
                        .Range(0, 12)
                        .Select(_ => new Purchase(
                            c,
                            dice.Next(5) == 0 ? dice.Next(12 * Kinds) : c % Kinds * 12 + dice.Next(12),
                            dice.Next(200)
                        ))
                ),
        ];
        return ([.. all.Where(p => p.Day < 170)], [.. all.Where(p => p.Day >= 170)]);
    }
}
