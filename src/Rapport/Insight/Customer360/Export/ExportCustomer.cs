using System.Text.Json.Serialization;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Customer360.Export;

public enum ExportFormat
{
    Pdf,
    Csv,
}

[EventName("customer.exported")]
public sealed record CustomerExported(Guid CustomerId, ExportFormat Format) : DomainEvent, IOnTimeline
{
    public override string SubjectType => "customer";
    public override Guid SubjectId => CustomerId;
    public override IEnumerable<string> Touches => [$"timeline:{CustomerId}"];

    [JsonIgnore]
    public IEnumerable<Guid> OnTimelineOf => [CustomerId];

    [JsonIgnore]
    public string TimelineType => "customer.exported";

    [JsonIgnore]
    public object TimelineDetails => new { title = $"Exported as {Format.ToString().ToUpperInvariant()}", format = Format };
}

/// <summary>When a customer was exported, and by whom; it stands on every page.</summary>
internal sealed record ExportStamp(DateTimeOffset At, string By, string Organization, TimeZoneInfo Zone)
{
    public override string ToString() => $"Exported {Local(At)} by {By}, {Organization}";

    public string Local(DateTimeOffset at) =>
        $"{TimeZoneInfo.ConvertTime(at, Zone):yyyy-MM-dd HH:mm} {(Zone == TimeZoneInfo.Utc ? "UTC" : Zone.Id)}";

    public string Day(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, Zone).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>
/// All that is known of a customer as a file: a report to read (PDF), or metrics and all orders to reckon with (CSV). Who took it stands in
/// the log before it leaves.
/// </summary>
internal sealed class ExportCustomer(
    OpenCustomer360 open,
    Reads reads,
    Access access,
    Changes changes,
    ReportFaces faces,
    TimeProvider clock
)
{
    public sealed record File(byte[] Content, string ContentType, string Name);

    private sealed record Reached(Guid? OwnerId, Guid? BranchId) : IOwned;

    public async Task<File> Run(Guid id, ExportFormat format, CancellationToken ct)
    {
        access.Require(Permission.ExportCustomers);
        var view = await open.Run(id, ct);
        // Who may read more than they may export is told so.
        var profile = view.Of<CoreProfile>()!;
        access.Require(Permission.ExportCustomers, new Reached(profile.OwnerId, profile.BranchId));
        var caller = access.Caller;
        var stamp = new ExportStamp(
            clock.Now(),
            caller.Email is { } email ? $"{caller.Name} ({email})" : caller.Name,
            caller.OrganizationName,
            TimeZoneInfo.TryFindSystemTimeZoneById(caller.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc
        );
        var content =
            format == ExportFormat.Pdf ? CustomerPdf.Write(view, stamp, faces) : await new CustomerCsv(reads).Write(view, stamp, ct);
        await using (var change = await changes.Begin(ct))
        {
            changes.Raise(new CustomerExported(id, format));
            await change.Save(ct);
        }
        var name = $"customer-{id}-{stamp.At:yyyy-MM-dd}.{Words.Of(format)}";
        return new File(content, format == ExportFormat.Pdf ? "application/pdf" : "text/csv", name);
    }
}
