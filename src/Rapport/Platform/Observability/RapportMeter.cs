using System.Diagnostics.Metrics;

namespace Rapport.Platform.Observability;

/// <summary>
/// What Rapport counts of itself. A module makes its instruments from this meter, beside the code that counts. Labels take their values
/// from
/// fixed lists in the source: never an organization, a person, a record or a statement's text.
/// </summary>
internal static class RapportMeter
{
    public const string Name = "Rapport";

    private static readonly Meter Meter = new(Name);

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600],
    };

    public static Counter<long> Counter(string name, string meaning) => Meter.CreateCounter<long>(name, description: meaning);

    public static UpDownCounter<long> UpDown(string name, string meaning) => Meter.CreateUpDownCounter<long>(name, description: meaning);

    public static Histogram<double> Duration(string name, string meaning) =>
        Meter.CreateHistogram(name, "s", meaning, tags: null, advice: Seconds);
}
