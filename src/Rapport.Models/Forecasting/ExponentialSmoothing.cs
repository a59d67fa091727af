namespace Rapport.Models.Forecasting;

/// <summary>
/// An exponential smoothing model of a form given or, where none is, of the one with the best corrected Akaike criterion.
/// </summary>
/// <remarks>Hyndman and others (2002). Seasons longer than 24 are taken out before instead of being smoothed.</remarks>
public sealed class ExponentialSmoothing(EtsForm? form = null) : IForecastMethod
{
    private const int LongestSeason = 24;

    public string Name => form is { } given ? $"ets {given}" : "ets";

    public Prediction Predict(SeriesView series, int horizon)
    {
        var chosen = form ?? Choose(series);
        var needsPositive = chosen.NeedsPositive && !series.IsPositive;
        if (needsPositive)
            chosen = new EtsForm(false, chosen.Trend, chosen.Season == EtsSeason.None ? EtsSeason.None : EtsSeason.Additive);
        if (chosen.Season != EtsSeason.None && !MaySmoothSeason(series))
            chosen = chosen with { Season = EtsSeason.None };
        if (series.Period > LongestSeason && series.Plain.HasSeason)
            return series.Plain.Restore(EtsFit.Of(series.Plain.Values, chosen, SeasonalPattern.None).Predict(horizon));

        return EtsFit.Of(series.Values, chosen, Start(series, chosen.Season)).Predict(horizon);
    }

    /// <summary>The form with the best criterion among those the series allows.</summary>
    public static EtsForm Choose(SeriesView series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var values = series.Period > LongestSeason ? series.Plain.Values : series.Values;
        EtsFit? best = null;
        foreach (var season in Enum.GetValues<EtsSeason>())
        {
            if (season != EtsSeason.None && !MaySmoothSeason(series))
                continue;
            if (season == EtsSeason.Multiplicative && !series.IsPositive)
                continue;
            var start = Start(series, season);
            foreach (var trend in Enum.GetValues<EtsTrend>())
            {
                foreach (var relative in series.IsPositive ? (bool[])[true, false] : [false])
                {
                    if (season == EtsSeason.Multiplicative && !relative)
                        continue;
                    if (values.Length < 4 && trend != EtsTrend.None)
                        continue;
                    var fit = EtsFit.Of(values, new EtsForm(relative, trend, season), start);
                    if (best is null || fit.Criterion < best.Criterion)
                        best = fit;
                }
            }
        }
        return best!.Form;
    }

    private static bool MaySmoothSeason(SeriesView series) =>
        series.Period is > 1 and <= LongestSeason && series.Count > 2 * series.Period && series.Count > series.Period + 6;

    private static SeasonalPattern Start(SeriesView series, EtsSeason season) =>
        season == EtsSeason.None
            ? SeasonalPattern.None
            : Decomposition.Pattern(series.Values, series.Period, season == EtsSeason.Multiplicative);
}
