namespace Rapport.Models.Forecasting;

/// <summary>A series that methods share: its values and, once asked for, the same without its season.</summary>
/// <remarks>Values are finite, oldest first, at equal distances; the period is the number of values in a season, 1 for none.</remarks>
public sealed class SeriesView
{
    // Ratios and logarithms of values this near to nothing say more about rounding than about the season.
    private const double LeastShareOfMean = 0.02;
    private readonly Lazy<Deseasonalised> plain,
        logs;

    /// <exception cref="ModelRefusal">No values, one that is not finite, or a period below 1.</exception>
    public SeriesView(double[] values, int period)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length == 0)
            throw new ModelRefusal("The series has no values.");
        if (!values.All(double.IsFinite))
            throw new ModelRefusal("The series has a value that is not a finite number.");
        if (period < 1)
            throw new ModelRefusal($"A season cannot have {period} values.");
        (Values, Period) = (values, period);
        IsPositive = values.Min() > LeastShareOfMean * values.Average();
        plain = new(() => Deseasonalised.Of(values, period, IsPositive));
        logs = new(() => IsPositive ? Deseasonalised.OfLogarithms(values, period) : Plain);
    }

    public double[] Values { get; }

    public int Period { get; }

    public int Count => Values.Length;

    /// <summary>Whether every value is well above zero, so that ratios make sense.</summary>
    public bool IsPositive { get; }

    /// <summary>The season taken out as factors of a positive series, else as differences.</summary>
    internal Deseasonalised Plain => plain.Value;

    /// <summary>Logarithms without their season; the same as <see cref="Plain"/> where values are not positive.</summary>
    internal Deseasonalised Logs => logs.Value;

    /// <summary>The first <paramref name="count"/> values alone.</summary>
    public SeriesView Until(int count) => new(Values[..count], Period);
}
