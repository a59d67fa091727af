using FsCheck;
using FsCheck.Fluent;
using Rapport.Models;
using Rapport.Models.Recommendation;

namespace Rapport.Tests.Models.Recommendation;

[Trait("Spec", "SCR-6")]
public sealed class AssociationRulesTests
{
    [Theory]
    [InlineData(.01, .5, 3, 15)]
    [InlineData(.005, .5, 3, 99)]
    [InlineData(.01, .25, 3, 170)]
    [InlineData(.001, .8, 3, 29)]
    [InlineData(.005, .5, 10, 120)]
    [InlineData(.001, .8, 10, 410)]
    public void Groceries_have_as_many_rules_as_published(double support, double confidence, int items, int rules) =>
        Assert.Equal(rules, AssociationRules.Of(Groceries().Baskets, support, confidence, items).Count);

    [Fact]
    public void Liquor_and_wine_go_with_bottled_beer()
    {
        var (baskets, names) = Groceries();

        var rule = AssociationRules.Of(baskets, .001, .8)[0];

        Assert.Equal(["liquor", "red/blush wine"], rule.If.Select(i => names[i]).Order());
        Assert.Equal("bottled beer", names[rule.Then]);
        Assert.Equal((19, .9048, 11.235), (rule.Baskets, Math.Round(rule.Confidence, 4), Math.Round(rule.Lift, 3)));
    }

    [Fact]
    public void Rules_are_what_counting_every_basket_gives() =>
        Prop.ForAll(
                Arb.From(FsCheck.Fluent.Gen.Choose(0, 100_000)),
                seed =>
                {
                    var dice = new System.Random(seed);
                    var baskets = Enumerable
                        .Range(0, 12)
                        .Select(_ => Enumerable.Range(0, dice.Next(1, 6)).Select(_ => dice.Next(5)).ToArray())
                        .ToArray();

                    foreach (var rule in AssociationRules.Of(baskets, .15, .3, 4))
                    {
                        double Having(params int[] items) => baskets.Count(basket => items.All(basket.Contains));
                        Assert.Equal(Having([.. rule.If, rule.Then]), rule.Baskets);
                        Assert.Equal(rule.Baskets / Having(rule.If), rule.Confidence, 1e-9);
                        Assert.Equal(rule.Confidence * 12 / Having(rule.Then), rule.Lift, 1e-9);
                        Assert.True(rule.Support >= .15 && rule.Confidence >= .3);
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Rules_of_nothing_or_of_too_much_are_refused()
    {
        Assert.Throws<ModelRefusal>(() => AssociationRules.Of([], .1, .1));
        Assert.Throws<ModelRefusal>(() =>
            AssociationRules.Of(
                [
                    [1, 2],
                ],
                0,
                .1
            )
        );
        Assert.Throws<ModelRefusal>(() =>
            AssociationRules.Of(
                [
                    [1, 2],
                ],
                double.NaN,
                .1
            )
        );
        Assert.Throws<ModelRefusal>(() =>
            AssociationRules.Of(
                [
                    [1, 2],
                ],
                .1,
                2
            )
        );
        Assert.Throws<ModelRefusal>(() =>
            AssociationRules.Of(
                [
                    [1, 2],
                ],
                .1,
                .5,
                1
            )
        );
        Assert.Throws<ModelRefusal>(() =>
            AssociationRules.Of(
                [
                    [.. Enumerable.Range(0, 40)],
                ],
                .1,
                .5,
                40
            )
        );
        Assert.Empty(
            AssociationRules.Of(
                [
                    [1],
                    [2],
                ],
                .1,
                .5
            )
        );
    }

    private static (int[][] Baskets, List<string> Names) Groceries()
    {
        using var text = new StreamReader(PublicData.Unzipped(PublicData.File("recommend-groceries", "groceries_9835_baskets.csv.gz")));
        var names = new List<string>();
        var numbers = new Dictionary<string, int>();
        int Number(string name)
        {
            if (numbers.TryAdd(name, names.Count))
                names.Add(name);
            return numbers[name];
        }
        return (
            [
                .. text.ReadToEnd()
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => line.Split(',').Select(item => Number(item.Trim())).ToArray()),
            ],
            names
        );
    }
}
