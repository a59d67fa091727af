using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Rapport.Platform.Observability;

/// <summary>Whether figures and traces are sent to a collector: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names it.</summary>
internal sealed record Exporting(bool IsOn);

/// <summary>Metrics for Prometheus at <c>/metrics</c>; metrics and traces by OTLP where a collector is named.</summary>
public static class ObservabilityModule
{
    public static void AddObservability(this IServiceCollection services)
    {
        services.AddSingleton(MetricsAccess.FromSetting(Environment.GetEnvironmentVariable("RAPPORT_METRICS")));
        services.AddSingleton<MeasureBacklog>().AddHostedService(provider => provider.GetRequiredService<MeasureBacklog>());
        var exporting = new Exporting(!string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")));
        services.AddSingleton(exporting);

        var telemetry = services
            .AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("rapport"))
            .WithMetrics(metrics =>
            {
                metrics
                    .AddMeter(RapportMeter.Name)
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation();
                metrics.AddPrometheusExporter(prometheus => prometheus.ScrapeResponseCacheDurationMilliseconds = 0);
                if (exporting.IsOn)
                    metrics.AddOtlpExporter();
            });
        services.ConfigureOpenTelemetryMeterProvider((provider, metrics) => metrics.AddView(OfThisServer(provider)));
        if (exporting.IsOn)
            telemetry.WithTracing(traces =>
                traces.AddSource("Npgsql").AddAspNetCoreInstrumentation(KeepPathsOut).AddHttpClientInstrumentation().AddOtlpExporter()
            );
    }

    public static void MapMetrics(this WebApplication app) =>
        app.MapPrometheusScrapingEndpoint("/metrics", null, branch => branch.UseMiddleware<AdmitScraper>(), null)
            .AllowAnonymous()
            .ExcludeFromDescription();

    /// <summary>A process may hold several servers, as the tests do; each shows its own requests and gauges.</summary>
    private static Func<Instrument, MetricStreamConfiguration?> OfThisServer(IServiceProvider provider)
    {
        var own = provider.GetRequiredService<IMeterFactory>();
        return instrument => instrument.Meter.Scope is IMeterFactory other && other != own ? MetricStreamConfiguration.Drop : null;
    }

    /// <summary>Paths hold IDs, and those of invitations a secret: a span is named by its route.</summary>
    private static void KeepPathsOut(OpenTelemetry.Instrumentation.AspNetCore.AspNetCoreTraceInstrumentationOptions options) =>
        options.EnrichWithHttpResponse = (activity, _) =>
        {
            activity.SetTag("url.path", null);
            activity.SetTag("url.query", null);
        };
}
