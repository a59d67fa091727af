namespace Rapport.Models.Forecasting;

/// <summary>
/// Forecasts any series: fills gaps, mends outliers, finds the season, tries methods at earlier moments and combines those that did well.
/// </summary>
public static class Forecaster
{
    private const int LongestHistory = 1000,
        SeasonsOfHistory = 8,
        MostHistory = 6000;
    private const double Largest = 1e100;

    /// <summary>
    /// Looks ahead of <paramref name="values"/>, oldest first, at equal distances; NaN stands for a value that is missing.
    /// </summary>
    /// <exception cref="ModelRefusal">No value, an infinite or absurdly large one, or a request out of bounds.</exception>
    public static Forecast Run(ReadOnlySpan<double> values, ForecastRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Check();
        var warnings = new List<string>();
        var series = View(Checked(values, warnings), request.Period, warnings);
        var low = series.Values.Min();
        var constant = series.Values.All(v => v == series.Values[0]);
        if (constant)
            return Flat(series, request.Horizon, warnings);

        // Methods see the series in a common size, so that a change of unit changes nothing but the unit.
        var unit = series.Values.Average(Math.Abs);
        var scaled = new SeriesView([.. series.Values.Select(v => v / unit)], series.Period);
        var made = Intermittency.Is(scaled) ? Combination.OfIntermittent(scaled, request.Horizon) : Combination.Of(scaled, request.Horizon);
        return Bounded(made, unit, request, warnings);
    }

    private static double[] Checked(ReadOnlySpan<double> values, List<string> warnings)
    {
        if (values.IsEmpty)
            throw new ModelRefusal("The series has no values.");
        var missing = 0;
        foreach (var value in values)
        {
            if (double.IsNaN(value))
                missing++;
            else if (!(Math.Abs(value) <= Largest))
                throw new ModelRefusal("The series has an infinite value or one beyond 1e100.");
        }
        if (missing == values.Length)
            throw new ModelRefusal("Every value of the series is missing.");
        if (missing > 0)
            warnings.Add($"{missing} of {values.Length} values are missing and were filled from those around them.");
        return values.ToArray();
    }

    private static SeriesView View(double[] values, int? asked, List<string> warnings)
    {
        var period = asked ?? SeasonDetection.Period(Gaps.Filled(values.AsSpan(Math.Max(0, values.Length - MostHistory)), 1));
        if (period > 1 && values.Length < 2 * period + 1)
        {
            warnings.Add($"{values.Length} values are less than two seasons of {period}: no season was looked for.");
            period = 1;
        }
        var kept = (int)Math.Min(Math.Max(LongestHistory, (long)SeasonsOfHistory * period), MostHistory);
        var known = Array.FindLastIndex(values, v => !double.IsNaN(v)) + 1;
        var filled = Gaps.Filled(values.AsSpan(Math.Max(0, Math.Min(values.Length - kept, known - 1))), period);
        var outliers = Intermittency.Is(new SeriesView(filled, 1)) ? [] : Outliers.In(filled, period);
        if (outliers.Length > 0)
        {
            warnings.Add($"{outliers.Length} {(outliers.Length == 1 ? "value lies" : "values lie")} far off and did not count.");
            foreach (var t in outliers)
                filled[t] = double.NaN;
            filled = Gaps.Filled(filled, period);
        }
        return new SeriesView(filled, period);
    }

    private static Forecast Flat(SeriesView series, int horizon, List<string> warnings)
    {
        warnings.Add(
            series.Count == 1
                ? "One value says nothing of how the series moves: it is repeated, and the interval has no width."
                : "All values are equal: the value is repeated, and the interval has no width."
        );
        double[] mean = [.. Enumerable.Repeat(series.Values[0], horizon)];
        return new Forecast("naive", 1, [], warnings)
        {
            Mean = mean,
            Lower = mean,
            Upper = mean,
        };
    }

    private static Forecast Bounded(Combination made, double unit, ForecastRequest request, List<string> warnings)
    {
        var (series, ahead, reach) = (made.Test.Series, made.Predict(request.Horizon), Interval.Reach(made, request.Level));
        var (floor, middle) = (series.Values.Min() >= 0 ? 0 : double.NegativeInfinity, (series.Values.Min() + series.Values.Max()) / 2);
        var far = 1e6 * Math.Max(1e-6, Measures.Range(series.Values));
        if (series.Count < 2 * FewValues && series.Count <= FewValues)
            warnings.Add($"{series.Count} values are very few: the forecast is little more than a guess.");
        if (request.Horizon > series.Count)
            warnings.Add("The forecast looks further ahead than the series looks back.");
        var (mean, lower, upper) = (new double[request.Horizon], new double[request.Horizon], new double[request.Horizon]);
        for (var h = 0; h < mean.Length; h++)
        {
            var centre = Within(ahead.Mean[h], middle);
            var spread = Within(reach * ahead.Deviation[h], 0);
            (mean[h], lower[h], upper[h]) = (
                Math.Max(floor, centre) * unit,
                Math.Max(floor, centre - spread) * unit,
                Math.Max(floor, centre + spread) * unit
            );
        }
        var scores =
            made.Test.Origins.Count == 0
                ? []
                : made.Test.Methods.Select((m, i) => new MethodScore(m.Name, made.Test.Errors[i] * unit, made.Weights[i])).ToArray();
        return new Forecast(made.Name, series.Plain.HasSeason ? series.Period : 1, scores, warnings)
        {
            Mean = mean,
            Lower = lower,
            Upper = upper,
        };

        double Within(double value, double about) => Math.Clamp(double.IsNaN(value) ? about : value, about - far, about + far);
    }

    private const int FewValues = 5;
}
