using Rapport.Models.Linkage;
using Rapport.Models.Linkage.Tables;

namespace Rapport.Tests.Models.Linkage;

[Trait("Spec", "CUS-7")]
public sealed class ThresholdFitTests
{
    private const double PossiblePairs = 1_000_000;
    private static readonly byte[] BothEqual = [(byte)Agreement.Equal, (byte)Agreement.Equal];
    private static readonly byte[] HalfEqual = [(byte)Agreement.Equal, (byte)Agreement.Partial];

    // Of a million pairs a hundred agree like HalfEqual by chance; the weights give such a pair a quarter.
    private static readonly LevelWeights Weights = new(
        0.001,
        LevelFit.Initial(2),
        ChanceTree.Of([0, 0.96, 0.01, 0.01, 0.01, 0.01, 0, 0.96, 0.01, 0.01, 0.01, 0.01])
    );

    [Fact]
    public void Pairs_no_more_frequent_than_by_chance_are_not_listed() => Assert.InRange(Threshold(Weights, 100), 0.25, 0.9);

    [Fact]
    public void Pairs_far_more_frequent_than_by_chance_are_listed_however_improbable_each() =>
        Assert.InRange(Threshold(Weights, 300), 0.03, 0.25);

    [Fact]
    public void Where_branches_or_families_were_found_their_pairs_are_not_taken_for_matches()
    {
        var withRival = Weights.With(0.001, LevelFit.Initial(2), [new Rival([.. LevelFit.Initial(2)], 1e-9)]);

        Assert.InRange(Threshold(withRival, 300), 0.25, 0.9);
    }

    private static double Threshold(LevelWeights weights, int halfEqual)
    {
        var candidates = new PairSample(2);
        candidates.Add(BothEqual, 0, 60);
        candidates.Add(HalfEqual, 0, halfEqual);
        var random = new PairSample(2);
        random.Add([(byte)Agreement.Different, (byte)Agreement.Different], 0, 10_000);
        var bits = new ThresholdFit(candidates, random, weights, PossiblePairs).Bits();
        return 1 / (1 + Math.Pow(2, -bits));
    }
}
