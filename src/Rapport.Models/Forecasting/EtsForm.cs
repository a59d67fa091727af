namespace Rapport.Models.Forecasting;

/// <summary>How the level of an exponential smoothing model moves.</summary>
public enum EtsTrend
{
    None,
    Additive,
    Damped,
}

/// <summary>How the season joins the level of an exponential smoothing model.</summary>
public enum EtsSeason
{
    None,
    Additive,
    Multiplicative,
}

/// <summary>One of the exponential smoothing models: ANN is simple smoothing, AAN Holt's, AAdN damped, AAA and MAM Holt-Winters.</summary>
/// <param name="MultiplicativeError">Errors in proportion to the forecast; the series must be positive.</param>
public readonly record struct EtsForm(bool MultiplicativeError, EtsTrend Trend, EtsSeason Season)
{
    /// <summary>Whether the form needs a positive series.</summary>
    public bool NeedsPositive => MultiplicativeError || Season == EtsSeason.Multiplicative;

    /// <summary>Number of smoothing parameters and initial states, the variance included.</summary>
    public int Parameters(int period) =>
        3
        + (
            Trend == EtsTrend.None ? 0
            : Trend == EtsTrend.Additive ? 2
            : 3
        )
        + (Season == EtsSeason.None ? 0 : period);

    /// <inheritdoc/>
    public override string ToString()
    {
        var error = MultiplicativeError ? "M" : "A";
        var trend =
            Trend == EtsTrend.None ? "N"
            : Trend == EtsTrend.Additive ? "A"
            : "Ad";
        var season =
            Season == EtsSeason.None ? "N"
            : Season == EtsSeason.Additive ? "A"
            : "M";
        return error + trend + season;
    }
}
