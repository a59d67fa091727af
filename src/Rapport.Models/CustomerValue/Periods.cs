namespace Rapport.Models.CustomerValue;

/// <summary>Coming periods of equal length with their rate of discount.</summary>
/// <param name="Weeks">Length of each; a month has 4.345.</param>
/// <param name="Rate">Discount per period, such as 0.01 a month.</param>
public readonly record struct Periods(int Count, double Weeks, double Rate)
{
    /// <summary>So many weeks, in steps of one week or a little less, at a yearly rate of discount.</summary>
    /// <exception cref="ModelRefusal">A horizon or a rate that cannot be.</exception>
    public static Periods Over(double weeks, double yearlyRate)
    {
        if (weeks is not (>= 0 and <= 52_000) || yearlyRate is not (> -1 and <= 100))
            throw new ModelRefusal(FormattableString.Invariant($"Value over {weeks} weeks at {yearlyRate} a year cannot be reckoned."));
        var count = Math.Max(1, (int)Math.Ceiling(weeks));
        return new Periods(count, weeks / count, Math.Pow(1 + yearlyRate, weeks / count / 52.1775) - 1);
    }
}
