using System.Diagnostics.Metrics;
using Rapport.Platform.Data;

namespace Rapport.Platform.Observability;

/// <summary>The gauges of this server: what waits, as it was read last, room on the disk, and whether the database answers.</summary>
internal sealed class MeasureBacklog : BackgroundLoop
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private readonly Readiness readiness;
    private readonly Exporting exporting;
    private readonly TimeProvider clock;
    private volatile Backlog.Figures latest = Backlog.Figures.None;
    private volatile int isReady;

    public MeasureBacklog(
        Readiness readiness,
        Exporting exporting,
        Database database,
        IMeterFactory meters,
        TimeProvider clock,
        ILogger<MeasureBacklog> logger
    )
        : base(logger, TimeProvider.System)
    {
        (this.readiness, this.exporting, this.clock) = (readiness, exporting, clock);
        var meter = meters.Create(RapportMeter.Name);
        meter.CreateObservableGauge("rapport.reader.lag", () => ByReader(latest.ReaderLag), null, "Events that a reader has not read yet");
        meter.CreateObservableGauge(
            "rapport.reader.parked",
            () => ByReader(latest.ParkedEvents),
            null,
            "Events that a reader failed on and that were set aside"
        );
        meter.CreateObservableGauge("rapport.sealer.lag", () => latest.UnsealedEvents, null, "Events without a position yet");
        meter.CreateObservableGauge("rapport.jobs.waiting", () => latest.JobsWaiting, null, "Jobs that are due");
        meter.CreateObservableGauge("rapport.jobs.running", () => latest.JobsRunning, null, "Jobs at work");
        meter.CreateObservableGauge("rapport.jobs.failed", () => latest.JobsFailed, null, "Jobs that failed for good");
        meter.CreateObservableGauge("rapport.ready", () => isReady, null, "1 while the database answers and takes writes");
        meter.CreateObservableGauge(
            "rapport.loop.failing",
            () =>
                readiness.Loops.Select(l => new Measurement<int>(
                    l.FailingSince is null ? 0 : 1,
                    new KeyValuePair<string, object?>("loop", l.Name)
                )),
            null,
            "1 while work in the background fails and begins again"
        );
        var disk = new DriveInfo(Path.GetFullPath(database.DataFolder));
        meter.CreateObservableGauge("rapport.disk.free", () => disk.AvailableFreeSpace, "By", "Room left where the data folder lies");
    }

    /// <summary>Before the figures are read from outside.</summary>
    public async Task Refresh(CancellationToken ct)
    {
        var state = await readiness.Look().WaitAsync(ct);
        latest = state.Waiting ?? latest;
        isReady = state.Reason is null ? 1 : 0;
    }

    /// <summary>A scrape refreshes by itself; what is sent out by OTLP needs a beat.</summary>
    protected override async Task Run(CancellationToken ct)
    {
        if (!exporting.IsOn)
            return;
        using var timer = new PeriodicTimer(Every, clock);
        do await Refresh(ct);
        while (await timer.WaitForNextTickAsync(ct));
    }

    private static IEnumerable<Measurement<long>> ByReader(IReadOnlyDictionary<string, long> figures) =>
        figures.Select(f => new Measurement<long>(f.Value, new KeyValuePair<string, object?>("reader", f.Key)));
}
