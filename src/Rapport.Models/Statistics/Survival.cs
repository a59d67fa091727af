using MathNet.Numerics.Distributions;

namespace Rapport.Models.Statistics;

/// <summary>One moment at which somebody left.</summary>
/// <param name="Time">In the unit of the durations.</param>
/// <param name="AtRisk">How many were still there just before.</param>
/// <param name="Left">How many left then.</param>
/// <param name="Share">Share expected to stay beyond this moment, 0 to 1.</param>
public sealed record SurvivalStep(double Time, int AtRisk, int Left, double Share)
{
    /// <summary>The ends of the interval around <see cref="Share"/>.</summary>
    public required (double Lower, double Upper) Interval { get; init; }
}

/// <summary>How long customers stay, from some who have left and some who have not yet.</summary>
/// <remarks>Kaplan and Meier (1958), "Nonparametric estimation from incomplete observations", JASA 53; intervals by Greenwood's variance on
/// the log-log scale (Kalbfleisch and Prentice 1980), which stay within 0 and 1.</remarks>
public sealed class Survival
{
    private Survival(List<SurvivalStep> steps) => Steps = steps;

    /// <summary>The moments at which somebody left, earliest first.</summary>
    public IReadOnlyList<SurvivalStep> Steps { get; }

    /// <summary>The time by which half have left; null when more than half are expected to stay longer than anybody was watched.</summary>
    public double? Median => Steps.FirstOrDefault(step => step.Share <= 0.5)?.Time;

    /// <param name="durations">How long each was watched, from coming to leaving or to today; not negative.</param>
    /// <param name="left">Whether each has left; the others are still there.</param>
    /// <param name="level">Percentage of the intervals.</param>
    /// <exception cref="ModelRefusal">No durations, as many flags as durations missing, a negative or infinite duration, or a level out of
    /// bounds.</exception>
    public static Survival Of(ReadOnlySpan<double> durations, ReadOnlySpan<bool> left, double level = 95)
    {
        Given.NotNegative(durations, "duration");
        Given.Level(level);
        if (durations.Length == 0)
            throw new ModelRefusal("Nobody was watched: there are no durations.");
        if (durations.Length != left.Length)
            throw new ModelRefusal($"There are {durations.Length} durations but {left.Length} words on who has left.");
        var (times, gone) = (durations.ToArray(), left.ToArray());
        Array.Sort(times, gone);
        var z = Normal.InvCDF(0, 1, 0.5 + level / 200);
        var steps = new List<SurvivalStep>();
        double share = 1,
            greenwood = 0;
        for (var i = 0; i < times.Length; )
        {
            var (from, events) = (i, 0);
            for (; i < times.Length && times[i] == times[from]; i++)
                events += gone[i] ? 1 : 0;
            if (events == 0)
                continue;
            var risk = times.Length - from;
            share *= 1 - (double)events / risk;
            greenwood += events == risk ? double.PositiveInfinity : events / ((double)risk * (risk - events));
            steps.Add(new SurvivalStep(times[from], risk, events, share) { Interval = Around(share, greenwood, z) });
        }
        return new Survival(steps);
    }

    /// <summary>Share expected to stay beyond <paramref name="time"/>.</summary>
    public double At(double time) => Steps.LastOrDefault(step => step.Time <= time)?.Share ?? 1;

    private static (double Lower, double Upper) Around(double share, double greenwood, double z)
    {
        if (share <= 0)
            return (0, 0);
        var width = z * Math.Sqrt(greenwood) / Math.Abs(Math.Log(share));
        return (Math.Pow(share, Math.Exp(width)), Math.Pow(share, Math.Exp(-width)));
    }
}
