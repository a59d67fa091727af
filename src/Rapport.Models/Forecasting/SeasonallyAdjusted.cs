namespace Rapport.Models.Forecasting;

/// <summary>A method that knows no season, applied to the series without its season, which is put back into the forecast.</summary>
internal sealed class SeasonallyAdjusted(string name, bool logarithms, Func<double[], int, Prediction> inner) : IForecastMethod
{
    public string Name => name;

    public Prediction Predict(SeriesView series, int horizon)
    {
        var adjusted = logarithms ? series.Logs : series.Plain;
        return adjusted.Restore(inner(adjusted.Values, horizon));
    }
}
