namespace Rapport.Models.Linkage;

/// <summary>A pair of records of which it is known whether they mean the same customer.</summary>
public readonly record struct LabelledPair(LinkageRecord A, LinkageRecord B, bool IsMatch);

public sealed partial class MatchModel
{
    // Half a pair is added to every level, so that what was never seen is rare, not impossible (Jeffreys).
    private const double Smoothing = 0.5;

    /// <summary>Counts m and u of every level in pairs of known truth. Fields that no pair fills keep the default parameters.</summary>
    /// <param name="pairs">Both matches and non-matches; u should come from pairs drawn at random, not from blocks.</param>
    /// <param name="prior">The share of matches among the pairs to be compared later, above 0 and below 1; the pairs given are rarely a
    /// fair sample.</param>
    /// <exception cref="ArgumentException">There are no matches or no non-matches.</exception>
    public static MatchModel Estimate(IEnumerable<LabelledPair> pairs, double prior, TermFrequencies? frequencies = null)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var matches = new LevelCounts();
        var others = new LevelCounts();
        foreach (var (a, b, isMatch) in pairs)
            (isMatch ? matches : others).Add(Comparison.Of(a.Traits, b.Traits, MatchParameters.Default, frequencies), 1);
        if (matches.Pairs == 0 || others.Pairs == 0)
            throw new ArgumentException("Both matches and non-matches are needed.", nameof(pairs));

        return new MatchModel(Combine(prior, matches, others, MatchParameters.Default), frequencies);
    }

    /// <summary>
    /// Estimates m, and the share of matches, from pairs of unknown truth by expectation maximisation; u stays as in this model or as
    /// given.
    /// </summary>
    /// <remarks>Dempster, Laird and Rubin (1977), in the form of Winkler (1988) for record linkage. The house rules for contacts and names
    /// do not
    /// take part.</remarks>
    /// <param name="candidates">Pairs from blocking, of which a fair part are matches; compared once.</param>
    /// <param name="random">Pairs drawn at random from the same records, nearly all of them non-matches, to count u from; null keeps
    /// u.</param>
    /// <param name="iterations">The number of passes, at least 1; it ends sooner when the share of matches no longer moves.</param>
    /// <returns>A new model whose prior is the share of matches among <paramref name="candidates"/>.</returns>
    /// <exception cref="ArgumentException">There are no candidates.</exception>
    public MatchModel FitByEm(
        IEnumerable<(LinkageRecord A, LinkageRecord B)> candidates,
        IEnumerable<(LinkageRecord A, LinkageRecord B)>? random = null,
        int iterations = 25
    )
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        var comparisons = candidates.Select(pair => Comparison.Of(pair.A.Traits, pair.B.Traits, Parameters, frequencies)).ToList();
        if (comparisons.Count == 0)
            throw new ArgumentException("No pairs to learn from.", nameof(candidates));

        var others = CountRandom(random);
        var model = new MatchModel(Combine(0.1, null, others, Parameters), frequencies);
        for (var pass = 0; pass < iterations; pass++)
        {
            var matches = new LevelCounts();
            foreach (var comparison in comparisons)
                matches.Add(comparison, model.Independent(comparison));

            var share = Math.Clamp(matches.Pairs / comparisons.Count, 1e-9, 0.999);
            var moved = Math.Abs(share - model.Parameters.Prior);
            model = new MatchModel(Combine(share, matches, others, Parameters), frequencies);
            if (moved < 1e-7)
                break;
        }

        return model;
    }

    private LevelCounts? CountRandom(IEnumerable<(LinkageRecord A, LinkageRecord B)>? random)
    {
        if (random is null)
            return null;

        var counts = new LevelCounts();
        foreach (var (a, b) in random)
            counts.Add(Comparison.Of(a.Traits, b.Traits, Parameters, frequencies), 1);
        return counts;
    }

    private double Independent(in Comparison comparison)
    {
        var bits = Parameters.PriorBits;
        for (var field = LinkageField.Name; field <= LinkageField.Type; field++)
            bits += Parameters.Bits(field, comparison[field].Agreement);
        return 1 / (1 + Math.Pow(2, -bits));
    }

    private static MatchParameters Combine(double prior, LevelCounts? matches, LevelCounts? others, MatchParameters fallback) =>
        new(
            prior,
            fallback
                .All()
                .Select(level =>
                    level with
                    {
                        M = matches?.Frequency(level.Field, level.Agreement, fallback) ?? level.M,
                        U = others?.Frequency(level.Field, level.Agreement, fallback) ?? level.U,
                    }
                )
        );

    private sealed class LevelCounts
    {
        private readonly double[] counts = new double[MatchParameters.Fields * MatchParameters.Levels];

        public double Pairs { get; private set; }

        public void Add(in Comparison comparison, double weight)
        {
            Pairs += weight;
            for (var field = LinkageField.Name; field <= LinkageField.Type; field++)
                counts[MatchParameters.At(field, comparison[field].Agreement)] += weight;
        }

        // Type only ever disagrees or stays silent, so it cannot be counted.
        public double? Frequency(LinkageField field, Agreement agreement, MatchParameters fallback)
        {
            double filled = 0,
                levels = 0;
            foreach (var level in fallback.All())
            {
                if (level.Field != field)
                    continue;
                filled += counts[MatchParameters.At(field, level.Agreement)];
                levels++;
            }

            return filled < 1 || field == LinkageField.Type
                ? null
                : (counts[MatchParameters.At(field, agreement)] + Smoothing) / (filled + levels * Smoothing);
        }
    }
}
