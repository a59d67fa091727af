using MathNet.Numerics.Distributions;

namespace Rapport.Models.Statistics;

/// <summary>A figure from answers or counts, and between which ends the true one lies with the confidence asked for.</summary>
public readonly record struct Estimate(double Value, double Lower, double Upper);

/// <summary>Shares, satisfaction, promoter scores and rates with their intervals.</summary>
public static class Proportions
{
    /// <summary>
    /// The share of <paramref name="successes"/> in <paramref name="trials"/>, 0 to 1. Wilson (1927), "Probable inference, the law of
    /// succession, and statistical inference", JASA 22.
    /// </summary>
    /// <exception cref="ModelRefusal">No trials, or successes beyond them.</exception>
    public static Estimate Share(long successes, long trials, double level = 95)
    {
        Check(successes, trials, level);
        var z = Z(level);
        double n = trials,
            p = successes / n,
            z2 = z * z;
        var centre = (p + z2 / (2 * n)) / (1 + z2 / n);
        var half = z / (1 + z2 / n) * Math.Sqrt(p * (1 - p) / n + z2 / (4 * n * n));
        return new Estimate(p, successes == 0 ? 0 : Math.Max(0, centre - half), successes == trials ? 1 : Math.Min(1, centre + half));
    }

    /// <summary>Customer satisfaction: the share of answers 4 and 5 on a scale from 1 to 5.</summary>
    /// <exception cref="ModelRefusal">No answers, or one off the scale.</exception>
    public static Estimate Satisfaction(ReadOnlySpan<int> answers, double level = 95)
    {
        long satisfied = 0;
        foreach (var answer in answers)
        {
            if (answer is < 1 or > 5)
                throw new ModelRefusal($"An answer on satisfaction is 1 to 5, not {answer}.");
            if (answer >= 4)
                satisfied++;
        }
        return Share(satisfied, answers.Length, level);
    }

    /// <summary>Net promoter score, −100 to 100: percentage of answers 9 and 10 less that of 0 to 6.</summary>
    /// <exception cref="ModelRefusal">No answers, or one off the scale.</exception>
    public static Estimate PromoterScore(ReadOnlySpan<int> answers, double level = 95)
    {
        long promoters = 0,
            detractors = 0;
        foreach (var answer in answers)
        {
            if (answer is < 0 or > 10)
                throw new ModelRefusal($"An answer on recommending is 0 to 10, not {answer}.");
            if (answer >= 9)
                promoters++;
            else if (answer <= 6)
                detractors++;
        }
        return PromoterScore(promoters, detractors, answers.Length, level);
    }

    /// <summary>
    /// The same from counts. As Wilson's, the interval holds each score that the answers do not rule out; the share that is not passive is
    /// drawn a little to one half, so that unanimous answers still leave doubt.
    /// </summary>
    public static Estimate PromoterScore(long promoters, long detractors, long answers, double level = 95)
    {
        Check(promoters, answers, level);
        Check(detractors, answers - promoters == 0 && detractors == 0 ? 1 : answers - promoters, level);
        double n = answers,
            mean = (promoters - detractors) / n,
            z = Z(level),
            z2 = z * z;
        var active = (promoters + detractors + z2 / 2) / (n + z2);
        active = Math.Max(active, mean * mean);
        var half = Math.Sqrt(Math.Max(0, mean * mean - (1 + z2 / n) * (mean * mean - z2 * active / n)));
        return new Estimate(
            100 * mean,
            Math.Max(-100, 100 * (mean - half) / (1 + z2 / n)),
            Math.Min(100, 100 * (mean + half) / (1 + z2 / n))
        );
    }

    /// <summary>
    /// Events per unit of exposure, such as complaints per active customer. Garwood (1936), "Fiducial limits for the Poisson distribution",
    /// Biometrika 28.
    /// </summary>
    /// <exception cref="ModelRefusal">Negative events, or an exposure that is not above zero.</exception>
    public static Estimate Rate(long events, double exposure, double level = 95)
    {
        Given.Level(level);
        if (events < 0)
            throw new ModelRefusal("There cannot be fewer than no events.");
        if (!(exposure > 0 && double.IsFinite(exposure)))
            throw new ModelRefusal("A rate needs an exposure above zero.");
        var tail = 0.5 - level / 200;
        var lower = events == 0 ? 0 : ChiSquared.InvCDF(2.0 * events, tail) / 2;
        return new Estimate(events / exposure, lower / exposure, ChiSquared.InvCDF(2.0 * events + 2, 1 - tail) / 2 / exposure);
    }

    private static double Z(double level) => Normal.InvCDF(0, 1, 0.5 + level / 200);

    private static void Check(long successes, long trials, double level)
    {
        Given.Level(level);
        if (trials <= 0)
            throw new ModelRefusal("There are no answers.");
        if (successes < 0 || successes > trials)
            throw new ModelRefusal($"{successes} of {trials} is no share.");
    }
}
