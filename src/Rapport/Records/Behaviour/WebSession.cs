using Rapport.Platform.Data;
using Rapport.Records.Facts;

namespace Rapport.Records.Behaviour;

public enum DeviceType
{
    Mobile,
    Desktop,
    Tablet,
}

/// <summary>One visit to the website or app.</summary>
[FactFormat("session", "web-sessions", Area.Behaviour)]
public sealed class WebSession : CustomerFact
{
    [RequiredField(ByHand = RequiredFieldAttribute.Now)]
    public DateTimeOffset StartedAt { get; set; }

    [Limit(864_000)]
    public int? DurationSeconds { get; set; }
    public DeviceType? Device { get; set; }

    [Limit(200), NotPersonalData]
    public string? Source { get; set; }

    [Limit(1000)]
    public List<SessionView> Views { get; set; } = [];

    protected override DateTimeOffset Happened => StartedAt;

    public override TimelineText? OnTimeline() =>
        new(
            "session",
            Views.Count == 0 ? "Visited the site" : $"Visited the site - {Views.Count} {(Views.Count == 1 ? "page" : "pages")}",
            new
            {
                device = Device,
                duration_seconds = DurationSeconds,
                source = Source,
                views = Views.Count,
            }
        );
}

public sealed class SessionView : FactLine
{
    [Limit(200), NotPersonalData]
    public string? Category { get; set; }

    [Named, Limit(300), NotPersonalData]
    public string? Product { get; set; }
    public DateTimeOffset? At { get; set; }

    [Limit(864_000)]
    public int? Seconds { get; set; }
}
