namespace Rapport.Models.Forecasting;

/// <summary>What is to be forecast.</summary>
/// <param name="Horizon">Steps ahead, 1 to <see cref="MostSteps"/>.</param>
/// <param name="Period">Values in a season, 1 for none; found in the series when null.</param>
/// <param name="Level">Percentage of future values that the interval is to hold, 50 to 99.9.</param>
public sealed record ForecastRequest(int Horizon, int? Period = null, double Level = 95)
{
    /// <summary>The most steps ahead of one forecast.</summary>
    public const int MostSteps = 10_000;

    internal void Check()
    {
        if (Horizon is < 1 or > MostSteps)
            throw new ModelRefusal($"A forecast looks 1 to {MostSteps} steps ahead, not {Horizon}.");
        if (Period is < 1)
            throw new ModelRefusal($"A season cannot have {Period} values.");
        if (!(Level is >= 50 and <= 99.9))
            throw new ModelRefusal($"The level of an interval is a percentage from 50 to 99.9, not {Level}.");
    }
}

/// <summary>How one method did in the backtest and how much it speaks in the forecast.</summary>
/// <param name="Method">The method's name.</param>
/// <param name="Error">Mean absolute error in the unit of the series.</param>
/// <param name="Weight">Share in the combination; all shares sum to 1.</param>
public sealed record MethodScore(string Method, double Error, double Weight);

/// <summary>A forecast: one value per step ahead, each with an interval. All values are finite.</summary>
/// <param name="Method">The method, or the combination.</param>
/// <param name="Period">Values in the season that was used, 1 for none.</param>
/// <param name="Backtest">Each method with its error at earlier moments of the series; empty where the series is too short to tell.</param>
/// <param name="Warnings">Sentences about what the reader should know of the series.</param>
public sealed record Forecast(string Method, int Period, IReadOnlyList<MethodScore> Backtest, IReadOnlyList<string> Warnings)
{
    /// <summary>The expected value of each step.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>The lower end of each step's interval.</summary>
    public required IReadOnlyList<double> Lower { get; init; }

    /// <summary>The upper end of each step's interval.</summary>
    public required IReadOnlyList<double> Upper { get; init; }
}
