using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Jobs;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Segments;

/// <summary>How far an export is.</summary>
/// <param name="Url">Where the file is, once it is done.</param>
public sealed record ExportView(
    Guid Id,
    Guid SegmentId,
    ExportState State,
    long Rows,
    DateTimeOffset RequestedAt,
    DateTimeOffset? FinishedAt,
    string? Url
);

/// <summary>Has the members of a segment written to a CSV file in the background, and hands the file out.</summary>
public sealed class ExportSegment(RapportDb db, Changes changes, Access access, Reads reads, TimeProvider clock)
{
    private const int Days = 7;

    public async Task<ExportView> Ask(Guid segmentId, CancellationToken ct)
    {
        access.Require(Permission.ExportCustomers);
        await using var change = await changes.Begin(ct);
        var segment = await db.Segments.AsNoTracking().SingleOrDefaultAsync(s => s.Id == segmentId, ct) ?? throw new Missing("segment");
        await Forget(ct);
        var export = new SegmentExport
        {
            SegmentId = segment.Id,
            RequestedById = access.Caller.UserId,
            Grants = JsonSerializer.Serialize(Scopes(), ApiJson.Options),
            BranchId = access.Caller.BranchId,
            RequestedAt = clock.Now(),
        };
        db.Add(export);
        db.Add(Job.Of<WriteSegmentExport, WriteSegmentExport.Arguments>(db.TenantId, new(export.Id), clock.Now()));
        changes.Raise(new SegmentExported(segment.Id, segment.Name, export.Id));
        await change.Save(ct);
        return View(export);
    }

    public async Task<ExportView> One(Guid segment, Guid id, CancellationToken ct) => View(await Own(segment, id, ct));

    public async Task Send(Guid segment, Guid id, HttpResponse response, CancellationToken ct)
    {
        if ((await Own(segment, id, ct)).State != ExportState.Done)
            throw new Refusal("export_not_done", "The file is not finished yet.");
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"segment-{clock.Now():yyyy-MM-dd}.csv\"";
        var parts = reads.Stream(
            $"select content from segment_export_parts where organization_id = {reads.Tenant} and export_id = {id} order by place",
            row => row.Bytes(0),
            ct
        );
        await foreach (var part in parts)
            await response.Body.WriteAsync(part, ct);
    }

    /// <summary>A file is for whoever asked for it.</summary>
    private async Task<SegmentExport> Own(Guid segment, Guid id, CancellationToken ct)
    {
        access.Require(Permission.ExportCustomers);
        return await db
                .SegmentExports.AsNoTracking()
                .SingleOrDefaultAsync(e => e.Id == id && e.SegmentId == segment && e.RequestedById == access.Caller.UserId, ct)
            ?? throw new Missing("export");
    }

    private async Task Forget(CancellationToken ct)
    {
        var before = clock.Now().AddDays(-Days);
        await db.Execute(
            $"""
            delete from segment_export_parts where organization_id = {db.TenantId} and export_id in
              (select e.id from segment_exports e where e.organization_id = {db.TenantId} and e.requested_at < {before})
            """,
            ct
        );
        await db.Execute($"delete from segment_exports where organization_id = {db.TenantId} and requested_at < {before}", ct);
    }

    /// <summary>The narrowest of what the file needs is what it holds.</summary>
    private Dictionary<Permission, Scope> Scopes()
    {
        var export = access.Require(Permission.ExportCustomers);
        return new[] { Permission.ReadCustomers, Permission.ReadSegments }.ToDictionary(
            p => p,
            p => access.Require(p) < export ? access.Require(p) : export
        );
    }

    private static ExportView View(SegmentExport export) =>
        new(
            export.Id,
            export.SegmentId,
            export.State,
            export.Rows,
            export.RequestedAt,
            export.FinishedAt,
            export.State == ExportState.Done ? $"/api/segments/{export.SegmentId}/exports/{export.Id}/file" : null
        );
}

/// <summary>Writes the file of an export, a bounded piece at a time.</summary>
public sealed class WriteSegmentExport(RapportDb db, Changes changes, Access access, FindMembers members, TimeProvider clock)
    : IJob<WriteSegmentExport.Arguments>
{
    private const int Piece = 256 * 1024;

    public sealed record Arguments(Guid ExportId);

    public static string Kind => "export_segment";

    public async Task Run(Arguments arguments, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var export = await db.SegmentExports.SingleOrDefaultAsync(e => e.Id == arguments.ExportId, ct);
        if (export is not { State: ExportState.Waiting })
            return;
        var scopes = JsonSerializer.Deserialize<Dictionary<Permission, Scope>>(export.Grants, ApiJson.Options)!;
        access.Admit(new Caller(db.TenantId, export.RequestedById, "Export", export.BranchId, new Grants(scopes, new HashSet<Mask>())));
        var (text, place) = (new StringWriter(CultureInfo.InvariantCulture), 0);
        CsvText.Write(text, ["id", "external_id", "display_name", "since", "how", "added_by", "reason"]);
        await foreach (var member in members.All(export.SegmentId, ct))
        {
            CsvText.Write(text, Cells(member).Select(cell => cell is null ? null : CsvText.Guard(cell)));
            export.Rows++;
            if (text.GetStringBuilder().Length >= Piece)
                await Keep(export.Id, place++, text, ct);
        }
        await Keep(export.Id, place, text, ct);
        (export.State, export.FinishedAt) = (ExportState.Done, clock.Now());
        await change.Save(ct);
    }

    private async Task Keep(Guid export, int place, StringWriter text, CancellationToken ct)
    {
        // Excel takes a file without the mark for another encoding.
        var content = (place == 0 ? "\uFEFF" : "") + text;
        text.GetStringBuilder().Clear();
        await db.Execute(
            $"""
            insert into segment_export_parts (organization_id, id, export_id, place, content)
            values ({db.TenantId}, {Ids.Next()}, {export}, {place}, {Encoding.UTF8.GetBytes(content)})
            """,
            ct
        );
    }

    private static IEnumerable<string?> Cells(SegmentMemberView member) =>
        [
            member.CustomerId.ToString(),
            member.ExternalId,
            member.DisplayName,
            StoredValue.TimeText(member.Since),
            Words.Of(member.How),
            member.AddedBy,
            member.Reason,
        ];
}
