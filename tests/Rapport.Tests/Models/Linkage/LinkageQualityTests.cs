using Rapport.Models.Linkage;
using Xunit.Abstractions;

namespace Rapport.Tests.Models.Linkage;

[Trait("Spec", "CUS-7")]
public sealed class LinkageQualityTests(ITestOutputHelper output)
{
    [Fact]
    public void Explore()
    {
        foreach (var set in new[] { SharedData.Febrl(1), SharedData.Febrl(2), SharedData.Febrl(3), SharedData.Fake1000(), SharedData.Organizations() })
        {
            var candidates = set.Candidates();
            var blocked = candidates.Count(set.IsMatch);
            output.WriteLine($"{set.Name}: candidates {candidates.Count}, blocking recall {(double)blocked / set.TruePairs:F4}");
            var frequencies = TermFrequencies.Of(set.Records.Select(record => record.Name));
            foreach (var (label, model) in new[] { ("default", MatchModel.Default), ("tf", new MatchModel(null, frequencies)), ("est", MatchModel.Estimate(set.Truth(), 1.0 / 2048)) })
            {
                var scored = candidates.Select(pair => (Score: model.Probability(set.Records[pair.A], set.Records[pair.B]), IsMatch: set.IsMatch(pair))).ToList();
                foreach (var threshold in new[] { 0.5, 0.8, 0.95 })
                {
                    var hits = scored.Count(pair => pair.Score > threshold && pair.IsMatch);
                    var wrong = scored.Count(pair => pair.Score > threshold && !pair.IsMatch);
                    var (p, r) = (hits / (double)(hits + wrong), hits / (double)set.TruePairs);
                    output.WriteLine($"  {label} > {threshold}: P {p:F4} R {r:F4} F1 {2 * p * r / (p + r):F4}");
                }
            }

            foreach (var level in MatchModel.Estimate(set.Truth(), 1.0 / 2048).Parameters.All().GroupBy(level => level.Field))
                output.WriteLine("   " + level.Key + ": " + string.Join("; ", level.Select(l => $"{l.Agreement} m {l.M:G3} u {l.U:G3} ({Math.Log2(l.M / l.U):F1})")));
        }
    }
}
