namespace Rapport.Models.Forecasting;

/// <summary>What one method says of a series: the expected values of the steps to come and how far they may be off.</summary>
/// <param name="Mean">One value per step ahead, in the unit of the series.</param>
/// <param name="Deviation">Standard error of each step as the method itself estimates it, in the unit of the series.</param>
public sealed record Prediction(double[] Mean, double[] Deviation)
{
    internal bool IsFinite => Mean.All(double.IsFinite) && Deviation.All(double.IsFinite);
}

/// <summary>A way to forecast.</summary>
public interface IForecastMethod
{
    /// <summary>How the method is called in results, in lower case.</summary>
    string Name { get; }

    /// <summary>Fits the method to <paramref name="series"/> and looks <paramref name="horizon"/> steps ahead.</summary>
    Prediction Predict(SeriesView series, int horizon);
}
