using Rapport.Models.Linkage;
using Xunit;

namespace Rapport.Tests.Models.Linkage;

[Trait("Spec", "CUS-7")]
public sealed class LinkageQualityTests(ITestOutputHelper output)
{
    /// <summary>The sets replace given names and birthdays by others at random, which no customer base does; the rules of the house then
    /// leave the pair to people.</summary>
    [Theory]
    [InlineData(1, 0.95, 0.85)]
    [InlineData(2, 0.95, 0.80)]
    [InlineData(3, 0.94, 0.78)]
    public void The_duplicates_of_febrl_are_found_without_the_social_security_number(int number, double learned, double likely)
    {
        var set = PublicSets.Febrl(number);

        Holds(Measure(set, CustomerLinkage.Default.Learned, 0.5), learned, 0.995);
        Holds(Measure(set, CustomerLinkage.Default.Probability), likely, 0.999);
    }

    [Fact]
    public void A_shared_number_of_the_state_finds_more() =>
        Holds(Measure(PublicSets.Febrl(3, withTaxId: true), CustomerLinkage.Default.Learned), 0.965, 0.999);

    [Fact]
    public void Two_thirds_of_the_heavily_damaged_records_of_fake_1000_are_found() =>
        Holds(Measure(PublicSets.Fake1000(), CustomerLinkage.Default.Learned, 0.5), 0.65, 0.99);

    [Fact]
    public void Organizations_in_ten_source_files_are_found() =>
        Holds(Measure(PublicSets.Organizations(), CustomerLinkage.Default.Probability), 0.78, 0.9);

    [Fact]
    public void Members_of_a_household_stay_apart_and_those_entered_twice_are_found()
    {
        var set = new Households(3).Make(3000);

        Holds(Measure(set, CustomerLinkage.Default.Probability), 0.9, 0.9);
    }

    [Fact]
    public void A_probability_above_nine_in_ten_means_what_it_says_among_households()
    {
        var set = new Households(4).Make(3000);

        var shown = set.Candidates().Where(pair => Probability(set, pair) is > 0.9).ToList();

        Assert.InRange(shown.Count(set.IsMatch) / (double)shown.Count, 0.9, 1);
    }

    [Fact]
    public void Term_frequencies_cost_no_quality()
    {
        var set = PublicSets.Febrl(2);

        var linkage = new CustomerLinkage(TermFrequencies.Of(set.Records.Select(record => record.Name)));

        Holds(Measure(set, linkage.Learned, 0.5), 0.95, 0.995);
    }

    private static void Holds(Quality quality, double recall, double precision)
    {
        Assert.True(quality.Recall >= recall, $"recall {quality.Recall}");
        Assert.True(quality.Precision >= precision, $"precision {quality.Precision}");
    }

    private static double Probability(LinkageSet set, (int A, int B) pair) =>
        CustomerLinkage.Default.Probability(set.Records[pair.A], set.Records[pair.B]);

    private Quality Measure(
        LinkageSet set,
        Func<LinkageRecord, LinkageRecord, double> compare,
        double threshold = CustomerLinkage.Threshold
    )
    {
        var scored = set.Candidates()
            .Select(pair => (Probability: compare(set.Records[pair.A], set.Records[pair.B]), IsMatch: set.IsMatch(pair)))
            .ToList();
        var quality = Quality.Of(scored, threshold, set.TruePairs);
        output.WriteLine($"{set.Name} > {threshold}: {quality}");
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
