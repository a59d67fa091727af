namespace Rapport.Models.Forecasting;

/// <summary>The Theta method: simple smoothing and half the slope of the line through the series.</summary>
/// <remarks>Assimakopoulos and Nikolopoulos (2000), "The theta model", IJF 16; Hyndman and Billah (2003), "Unmasking the Theta method", IJF
/// 19.</remarks>
internal static class Theta
{
    public static Prediction Predict(double[] values, int horizon)
    {
        var smoothing = EtsFit.Of(values, new EtsForm(false, EtsTrend.None, EtsSeason.None), SeasonalPattern.None);
        var flat = smoothing.Predict(horizon);
        var slope = Measures.Line(values).Slope / 2;
        var lag = (1 - Math.Pow(1 - smoothing.Alpha, values.Length)) / smoothing.Alpha;
        return flat with { Mean = [.. flat.Mean.Select((m, h) => m + slope * (h + lag))] };
    }
}
