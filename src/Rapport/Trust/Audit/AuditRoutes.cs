using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Audit;

[EventName("audit.exported")]
public sealed record AuditExported(Guid OrganizationId, AuditCriteria Criteria) : DomainEvent
{
    public override string SubjectType => "organization";
    public override Guid SubjectId => OrganizationId;
}

internal static class AuditRoutes
{
    public sealed record Verification(bool Whole, long Lines, string? Fault);

    public static void MapAudit(this IEndpointRouteBuilder app)
    {
        var events = app.MapGroup("/api/events").Tagged("Audit", "The log of everything that happened, and its proof");
        events
            .MapGet("/", List)
            .Named("listEvents", "List the events of the audit log")
            .TakesParts(AuditCriteria.Parameters)
            .Needs(Permission.ReadAudit);
        events
            .MapGet("/export", Export)
            .TakesItsTime()
            .Named("exportEvents", "Export the audit log")
            .TakesQuery(AuditCriteria.Parameters)
            .Produces<Stream>(200, "text/csv")
            .Needs(Permission.ReadAudit);
        events.MapGet("/verification", Verify).Named("verifyEvents", "Verify that the audit log is complete").Needs(Permission.ReadAudit);
    }

    private static Task<Page<AuditLine>> List(FindEvents find, HttpRequest request, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var (criteria, paging) = (AuditCriteria.Read(query), Paging.Read(query));
        query.Done("page", "limit", "cursor", "count");
        return find.List(criteria, paging, ct);
    }

    private static async Task Export(FindEvents find, Changes changes, Tenant tenant, HttpContext http, CancellationToken ct)
    {
        var query = QueryReader.Of(http.Request);
        var criteria = AuditCriteria.Read(query);
        query.Done();
        await using (var change = await changes.Begin(ct))
        {
            changes.Raise(new AuditExported(tenant.OrganizationId, criteria));
            await change.Save(ct);
        }
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"events.csv\"";
        await http.Response.WriteAsync("position,name,subject_type,subject_id,actor,actor_id,occurred_at,ip,data\r\n", ct);
        await foreach (var line in find.Stream(criteria, ct))
            await http.Response.WriteAsync(Csv(line), ct);
    }

    private static async Task<Verification> Verify(VerifyLog verify, Tenant tenant, CancellationToken ct)
    {
        var result = await verify.One(tenant.OrganizationId, ct);
        return new Verification(result.IsWhole, result.Lines, result.Fault);
    }

    private static string Csv(AuditLine line)
    {
        string?[] cells =
        [
            line.Position.ToString(System.Globalization.CultureInfo.InvariantCulture),
            line.Name,
            line.SubjectType,
            line.SubjectId.ToString(),
            line.Actor.Name,
            line.Actor.Id?.ToString(),
            StoredValue.TimeText(line.OccurredAt),
            line.Ip,
            line.Erased ? "(erased)"
            : line.Withheld ? "(withheld)"
            : line.DataText,
        ];
        using var row = new StringWriter();
        CsvText.Write(row, cells.Select(cell => cell is null ? null : CsvText.Guard(cell)));
        return row.ToString();
    }
}
