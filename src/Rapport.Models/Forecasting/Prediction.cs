namespace Rapport.Models.Forecasting;

/// <summary>What one method says of a series: the expected values of the steps to come and how far they may be off.</summary>
/// <param name="Mean">One value per step ahead, in the unit of the series.</param>
/// <param name="Deviation">Standard error of each step as the method itself estimates it, in the unit of the series.</param>
/// <param name="Errors">One-step errors within the series, oldest first; shorter than the series where the method needs a start.</param>
public sealed record Prediction(double[] Mean, double[] Deviation, double[] Errors);

/// <summary>A way to forecast. The series is finite and without gaps, oldest value first.</summary>
public interface IForecastMethod
{
    /// <summary>How the method is called in results, in lower case.</summary>
    string Name { get; }

    /// <summary>Whether the method can say anything of so many values at this period (1 without season).</summary>
    bool Suits(int count, int period);

    /// <summary>Fits the method to <paramref name="values"/> and looks <paramref name="horizon"/> steps ahead.</summary>
    Prediction Predict(double[] values, int period, int horizon);
}
