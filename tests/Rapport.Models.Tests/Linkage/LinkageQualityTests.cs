using Rapport.Models.Linkage;
using Xunit;

namespace Rapport.Tests.Models.Linkage;

[Trait("Spec", "CUS-7")]
public sealed class LinkageQualityTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 0.96)]
    [InlineData(2, 0.96)]
    [InlineData(3, 0.945)]
    public void The_default_model_finds_the_duplicates_of_febrl_without_the_social_security_number(int number, double recall)
    {
        var quality = Measure(PublicSets.Febrl(number), MatchModel.Default);

        Assert.True(quality.Recall >= recall, $"recall {quality.Recall}");
        Assert.True(quality.Precision >= 0.995, $"precision {quality.Precision}");
    }

    [Fact]
    public void A_shared_number_of_the_state_finds_more()
    {
        var quality = Measure(PublicSets.Febrl(3, withTaxId: true), MatchModel.Default);

        Assert.True(quality.Recall >= 0.99, $"recall {quality.Recall}");
        Assert.True(quality.Precision >= 0.995, $"precision {quality.Precision}");
    }

    [Fact]
    public void The_default_model_finds_two_thirds_of_the_heavily_damaged_records_of_fake_1000()
    {
        var quality = Measure(PublicSets.Fake1000(), MatchModel.Default);

        Assert.True(quality.Recall >= 0.65, $"recall {quality.Recall}");
        Assert.True(quality.Precision >= 0.99, $"precision {quality.Precision}");
    }

    [Fact]
    public void The_default_model_finds_organizations_in_ten_source_files()
    {
        var quality = Measure(PublicSets.Organizations(), MatchModel.Default);

        Assert.True(quality.Recall >= 0.85, $"recall {quality.Recall}");
        Assert.True(quality.Precision >= 0.83, $"precision {quality.Precision}");
    }

    [Fact]
    public void A_model_estimated_from_truth_does_as_well_on_records_it_has_not_seen()
    {
        var model = MatchModel.Estimate(PublicSets.Febrl(2).Truth(), MatchParameters.Default.Prior);

        var quality = Measure(PublicSets.Febrl(1), model);

        Assert.True(quality.Recall >= 0.96, $"recall {quality.Recall}");
        Assert.True(quality.Precision >= 0.99, $"precision {quality.Precision}");
    }

    [Fact]
    public void A_model_learns_from_pairs_without_truth()
    {
        var set = PublicSets.Febrl(1);
        var candidates = set.Candidates();

        var model = MatchModel.Default.FitByEm(set.Pairs(candidates), set.Pairs(set.Random(300_000)));

        var share = (double)candidates.Count(set.IsMatch) / candidates.Count;
        Assert.InRange(model.Parameters.Prior, share - 0.05, share + 0.05);
        var quality = Measure(set, model);
        Assert.True(quality.Recall >= 0.98, $"recall {quality.Recall}");
        Assert.True(quality.Precision >= 0.95, $"precision {quality.Precision}");
    }

    [Fact]
    public void Rare_surnames_weigh_more_and_cost_no_quality()
    {
        var set = PublicSets.Febrl(2);

        var quality = Measure(set, new MatchModel(frequencies: TermFrequencies.Of(set.Records.Select(record => record.Name))));

        Assert.True(quality.Recall >= 0.96, $"recall {quality.Recall}");
        Assert.True(quality.Precision >= 0.995, $"precision {quality.Precision}");
    }

    private Quality Measure(LinkageSet set, MatchModel model)
    {
        var candidates = set.Candidates();
        var scored = candidates
            .Select(pair => (Probability: model.Probability(set.Records[pair.A], set.Records[pair.B]), IsMatch: set.IsMatch(pair)))
            .ToList();
        output.WriteLine($"{set.Name}: {candidates.Count} candidates hold {candidates.Count(set.IsMatch)} of {set.TruePairs} true pairs");
        foreach (var threshold in new[] { 0.5, 0.95 })
            output.WriteLine($"  > {threshold}: {Quality.Of(scored, threshold, set.TruePairs)}");

        var quality = Quality.Of(scored, MatchModel.Threshold, set.TruePairs);
        output.WriteLine($"  > {MatchModel.Threshold}: {quality}");
        return quality;
    }

    private sealed record Quality(double Precision, double Recall)
    {
        public static Quality Of(List<(double Probability, bool IsMatch)> scored, double threshold, int truePairs)
        {
            var found = scored.Where(pair => pair.Probability > threshold).ToList();
            var right = found.Count(pair => pair.IsMatch);
            return new Quality(found.Count == 0 ? 1 : (double)right / found.Count, (double)right / truePairs);
        }

        public override string ToString() =>
            FormattableString.Invariant(
                $"precision {Precision:F4}, recall {Recall:F4}, F1 {2 * Precision * Recall / (Precision + Recall):F4}"
            );
    }
}
