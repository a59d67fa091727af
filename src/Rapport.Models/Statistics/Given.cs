namespace Rapport.Models.Statistics;

/// <summary>Refuses what no figure can be made of.</summary>
internal static class Given
{
    public static void Finite(ReadOnlySpan<double> values, string what = "value")
    {
        for (var i = 0; i < values.Length; i++)
            if (!double.IsFinite(values[i]))
                throw new ModelRefusal($"The {what} at position {i + 1} is not a finite number.");
    }

    public static void NotNegative(ReadOnlySpan<double> values, string what = "value")
    {
        Finite(values, what);
        for (var i = 0; i < values.Length; i++)
            if (values[i] < 0)
                throw new ModelRefusal($"The {what} at position {i + 1} is negative.");
    }

    public static void Level(double level)
    {
        if (!(level is >= 1 and < 100))
            throw new ModelRefusal($"A level of confidence is a percentage from 1 to below 100, not {level}.");
    }
}
