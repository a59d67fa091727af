using Rapport.Models.Classification;

namespace Rapport.Tests.Models.Classification;

[Trait("Spec", "SCR-4")]
public sealed class BoostedTreesTests
{
    private static readonly SimulatedCustomers Known = SimulatedCustomers.Of(2000, 7, withInteraction: true),
        New = SimulatedCustomers.Of(500, 8, withInteraction: true);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void Contributions_are_the_shapley_values_of_each_tree(int depth)
    {
        var model = BoostedTrees.Fit(Known.Table, Known.Labels, new BoostedTreesOptions { Depth = depth, Rounds = 5 });

        foreach (var tree in model.Trees)
        {
            var fast = new LeafContributions(tree);
            for (var leaf = 0; leaf < tree.Values.Length; leaf++)
            {
                var slow = ByOrders(tree, leaf, fast.Features);
                for (var f = 0; f < fast.Features.Length; f++)
                    Assert.Equal(slow[f], fast.Values[leaf][f], 1e-12);
                Assert.Equal(tree.Values[leaf], fast.Expectation + fast.Values[leaf].Sum(), 1e-12);
            }
        }
    }

    [Fact]
    public void Trees_see_an_interaction_that_a_single_question_cannot()
    {
        var alone = BoostedTrees.Fit(Known.Table, Known.Labels, new BoostedTreesOptions { Depth = 1 });
        var together = BoostedTrees.Fit(Known.Table, Known.Labels, new BoostedTreesOptions { Depth = 3 });

        Assert.True(
            RankingCurves.RocAuc(together.Predict(New.Table), New.Labels) > RankingCurves.RocAuc(alone.Predict(New.Table), New.Labels) + .05
        );
    }

    [Fact]
    public void Missing_values_may_go_to_either_side()
    {
        var dice = new System.Random(4);
        var values = Enumerable.Range(0, 600).Select(i => i % 3 == 0 ? double.NaN : dice.NextDouble()).ToArray();
        bool[] labels = [.. values.Select(v => double.IsNaN(v) || v > .8)];

        var scores = BoostedTrees
            .Fit(
                new FeatureTable([Feature.Numeric("x", values)]),
                labels,
                new BoostedTreesOptions
                {
                    Depth = 1,
                    Rounds = 1,
                    RowShare = 1,
                }
            )
            .Predict(new FeatureTable([Feature.Numeric("x", [double.NaN, .9, .1])]));

        Assert.Equal(scores[0], scores[1]);
        Assert.True(scores[2] < scores[0]);
    }

    [Fact]
    public void Leaves_of_many_rows_are_those_of_single_rows()
    {
        var tree = new ObliviousTree([new(0, 0, 3), new(1, 1, 2), new(0, 1, 7)], new double[8], new int[8]);
        var dice = new System.Random(1);
        byte[][] columns = [new byte[1000], new byte[1000]];
        foreach (var column in columns)
            for (var i = 0; i < column.Length; i++)
                column[i] = (byte)dice.Next(12);

        var leaves = new byte[997];
        tree.Leaves(columns, 3, leaves);

        Assert.All(
            Enumerable.Range(0, 997),
            i => Assert.Equal(tree.Splits.Index().Sum(s => s.Item.IsAbove(columns[s.Item.Feature][i + 3]) ? 1 << s.Index : 0), leaves[i])
        );
    }

    private static double[] ByOrders(ObliviousTree tree, int leaf, int[] features)
    {
        var sums = new double[features.Length];
        var orders = Orders([.. Enumerable.Range(0, features.Length)]).ToArray();
        foreach (var order in orders)
        {
            var known = new HashSet<int>();
            foreach (var f in order)
            {
                var before = Expected(tree, leaf, known, 0, 0).Value;
                known.Add(features[f]);
                sums[f] += (Expected(tree, leaf, known, 0, 0).Value - before) / orders.Length;
            }
        }
        return sums;
    }

    private static (double Value, double Cover) Expected(ObliviousTree tree, int leaf, HashSet<int> known, int level, int node)
    {
        if (level == tree.Splits.Length)
            return (tree.Values[node], tree.Covers[node]);
        var (low, high) = (Expected(tree, leaf, known, level + 1, node), Expected(tree, leaf, known, level + 1, node | (1 << level)));
        var cover = low.Cover + high.Cover;
        if (known.Contains(tree.Splits[level].Feature))
            return ((leaf & (1 << level)) != 0 ? high.Value : low.Value, cover);
        return (cover == 0 ? (low.Value + high.Value) / 2 : (low.Value * low.Cover + high.Value * high.Cover) / cover, cover);
    }

    private static IEnumerable<int[]> Orders(int[] items) =>
        items.Length == 0
            ?
            [
                [],
            ]
            : items.SelectMany(item => Orders([.. items.Where(i => i != item)]).Select(rest => (int[])[item, .. rest]));
}
