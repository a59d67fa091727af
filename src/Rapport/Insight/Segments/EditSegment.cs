using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rapport.Models.Linkage;
using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Jobs;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Criteria;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Segments;

/// <summary>A segment as the API writes it.</summary>
public sealed record SegmentInput
{
    public Maybe<string> Name { get; init; }
    public Maybe<string> Description { get; init; }

    /// <summary>Who belongs to a dynamic one: a condition or a group of them.</summary>
    public Maybe<JsonElement?> Criteria { get; init; }

    /// <summary>Only of a new one.</summary>
    public Maybe<SegmentType> Type { get; init; }
    public Maybe<bool> IsActive { get; init; }

    /// <summary>A customer is in the first segment of a group that fits.</summary>
    public Maybe<string> ExclusiveGroup { get; init; }

    /// <summary>The lowest comes first in the exclusive group.</summary>
    public Maybe<int> Priority { get; init; }
    public Maybe<SegmentSchedule> Schedule { get; init; }

    /// <summary>Whether owners are notified of customers who enter.</summary>
    public Maybe<bool> NotifiesOwners { get; init; }
}

/// <summary>Makes, changes and deletes segments.</summary>
public sealed class EditSegment(
    RapportDb db,
    Changes changes,
    Access access,
    CustomerQuery query,
    RefreshSegments refresh,
    KeepSegmentsCurrent clockwork,
    TimeProvider clock
)
{
    public const int Most = 1_000;

    /// <summary>Up to here the members follow in the same change; more are worked out in the background.</summary>
    private const int AtOnce = 10_000;

    public async Task<Segment> Create(SegmentInput input, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        await db.Lock("segments", ct);
        var errors = new Errors();
        if (!input.Name.IsSet)
            errors.Add("name", "It is required.");
        if (await db.Segments.CountAsync(ct) >= Most)
            throw new Refusal("too_many_segments", $"There are {Most} segments already.");
        var now = clock.Now();
        var segment = new Segment
        {
            Type =
                input.Type.IsSet ? input.Type.Value
                : input.Criteria.Value is null ? SegmentType.Static
                : SegmentType.Dynamic,
            CreatedById = access.Caller.UserId,
            CreatedAt = now,
            UpdatedAt = now,
        };
        if (segment.Type == SegmentType.Dynamic && input.Criteria.Value is null)
            errors.Add("criteria", "A dynamic segment needs them.");
        await Write(segment, input, errors, ct);
        errors.ThrowInvalid();
        await RequireOwnName(segment, ct);
        db.Add(segment);
        segment.Raise(new SegmentCreated(segment.Id, segment.Name));
        await Flush(ct);
        await Follow(segment, null, "The segment was created", ct);
        await change.Save(ct);
        return segment;
    }

    public async Task<Segment> Run(Guid id, SegmentInput input, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        await db.Lock("segments", ct);
        var segment = await ForChange(id, ct);
        Versions.Require(seenVersion, segment.Version);
        if (input.Type.IsSet && input.Type.Value != segment.Type)
            throw new Invalid("type", "A segment stays what it is. Make a new one.");
        var errors = new Errors();
        var (group, decisive) = (segment.ExclusiveGroup, Decisive(segment));
        await Write(segment, input, errors, ct);
        errors.ThrowInvalid();
        if (db.Entry(segment).State == EntityState.Unchanged)
            return segment;
        await RequireOwnName(segment, ct);
        segment.UpdatedAt = clock.Now();
        segment.Raise(new SegmentUpdated(segment.Id, segment.Name));
        await Flush(ct);
        if (decisive != Decisive(segment))
            await Follow(segment, group, "The criteria changed", ct);
        await change.Save(ct);
        return segment;
    }

    public async Task Delete(Guid id, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        await db.Lock("segments", ct);
        var segment = await ForChange(id, ct);
        Versions.Require(seenVersion, segment.Version);
        var users = (await db.Segments.AsNoTracking().Where(s => s.Criteria != null && s.Id != id).ToListAsync(ct))
            .Where(s => s.Criteria!.Contains(id.ToString(), StringComparison.OrdinalIgnoreCase))
            .Select(s => s.Name)
            .ToList();
        if (users.Count > 0)
            throw new Refusal("segment_in_use", $"The criteria of {string.Join(", ", users)} ask about it.");
        var members = await db.Execute($"delete from segment_members where organization_id = {db.TenantId} and segment_id = {id}", ct);
        await db.Execute($"delete from segment_changes where organization_id = {db.TenantId} and segment_id = {id}", ct);
        await db.Execute(
            $"""
            delete from segment_export_parts where organization_id = {db.TenantId} and export_id in
              (select e.id from segment_exports e where e.organization_id = {db.TenantId} and e.segment_id = {id})
            """,
            ct
        );
        await db.Execute($"delete from segment_exports where organization_id = {db.TenantId} and segment_id = {id}", ct);
        db.Remove(segment);
        segment.Raise(new SegmentDeleted(segment.Id, segment.Name, members));
        await Flush(ct);
        foreach (var after in await Behind(segment, segment.ExclusiveGroup, ct))
            await refresh.Full(after, $"{segment.Name} was deleted", ct);
        await change.Save(ct);
    }

    /// <summary>Goes through all customers now, or in the background where that takes long.</summary>
    public async Task<RefreshSegments.Refreshed> Refresh(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var segment = await ForChange(id, ct);
        if (segment.Type == SegmentType.Static)
            throw new Refusal("static_segment", $"People choose the members of {segment.Name}; there is nothing to recalculate.");
        if (!segment.IsActive)
            throw new Refusal("inactive_segment", $"{segment.Name} is inactive. Activate it first.");
        var refreshed = await refresh.Full(id, "Recalculated", ct);
        changes.Raise(new SegmentUpdated(id, segment.Name));
        await clockwork.Queue(ct);
        await change.Save(ct);
        return refreshed;
    }

    /// <summary>Members, and those of the segments behind it in its old and its new exclusive group, follow what was written.</summary>
    private async Task Follow(Segment segment, string? formerGroup, string cause, CancellationToken ct)
    {
        refresh.Forget();
        if (segment.Type == SegmentType.Static)
            return;
        if (segment.IsActive)
        {
            var criteria = await query.Read(segment.Criteria!, "criteria", ct);
            if (await IsFew(criteria, ct))
                await refresh.Full(segment.Id, cause, ct);
            else
                db.Add(Job.Of<RefreshSegment, RefreshSegment.Arguments>(db.TenantId, new(segment.Id, cause), clock.Now()));
        }
        foreach (var group in new[] { segment.ExclusiveGroup, formerGroup }.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase))
        foreach (var behind in await Behind(segment, group, ct))
            await refresh.Full(behind, cause, ct);
        await clockwork.Queue(ct);
    }

    private async Task<bool> IsFew(Criterion criteria, CancellationToken ct)
    {
        var now = await query.Now(ct);
        var found = await db.Rows(
            $"select count(*) from (select 1 from ({query.Matching(criteria, now)}) n limit {AtOnce + 1}) few",
            row => row.Long(0),
            ct
        );
        return found[0] <= AtOnce;
    }

    private async Task<IReadOnlyList<Guid>> Behind(Segment segment, string? group, CancellationToken ct)
    {
        if (group is null)
            return [];
        var others = await db
            .Segments.AsNoTracking()
            .Where(s => s.IsActive && s.Type == SegmentType.Dynamic && s.ExclusiveGroup != null && s.Id != segment.Id)
            .ToListAsync(ct);
        return
        [
            .. others
                .Where(s => string.Equals(s.ExclusiveGroup, group, StringComparison.OrdinalIgnoreCase))
                .OrderBy(s => s.Priority)
                .ThenBy(s => s.Id)
                .Select(s => s.Id),
        ];
    }

    private async Task Flush(CancellationToken ct)
    {
        await using var part = await changes.Begin(ct);
        await part.Save(ct);
    }

    private async Task<Segment> ForChange(Guid id, CancellationToken ct) =>
        await db.Segments.SingleOrDefaultAsync(s => s.Id == id, ct) ?? throw new Missing("segment");

    private static (string?, bool, string?, int, SegmentSchedule) Decisive(Segment segment) =>
        (segment.Criteria, segment.IsActive, segment.ExclusiveGroup, segment.Priority, segment.Schedule);

    private async Task Write(Segment segment, SegmentInput input, Errors errors, CancellationToken ct)
    {
        if (input.Name.IsSet)
        {
            segment.Name = errors.Text("name", input.Name.Value, Segment.MaxName, required: true) ?? "";
            segment.NameKey = NameFolding.Key(segment.Name, Segment.MaxName);
            if (segment.Name.Length > 0 && segment.NameKey.Length == 0)
                errors.Add("name", "It needs a letter or a digit.");
        }
        if (input.Description.IsSet)
            segment.Description = errors.Text("description", input.Description.Value, 2000);
        if (input.ExclusiveGroup.IsSet)
            segment.ExclusiveGroup = errors.Text("exclusive_group", input.ExclusiveGroup.Value, Segment.MaxName);
        if (input.Priority.IsSet)
            segment.Priority = input.Priority.Value;
        if (input.Priority.IsSet && input.Priority.Value is < 0 or > 10_000)
            errors.Add("priority", "It must be a whole number from 0 to 10,000.");
        segment.IsActive = input.IsActive.Or(segment.IsActive);
        segment.Schedule = input.Schedule.Or(segment.Schedule);
        segment.NotifiesOwners = input.NotifiesOwners.Or(segment.NotifiesOwners);
        if (segment.Type == SegmentType.Static && segment.ExclusiveGroup is not null)
            errors.Add("exclusive_group", "Only dynamic segments exclude each other.");
        if (input.Criteria.IsSet)
            await WriteCriteriaOf(segment, input.Criteria.Value, errors, ct);
        if (!errors.Any && segment.Type == SegmentType.Dynamic)
            await RequireNoCircle(segment, errors, ct);
    }

    private async Task WriteCriteriaOf(Segment segment, JsonElement? json, Errors errors, CancellationToken ct)
    {
        if (json is not { ValueKind: not JsonValueKind.Null } given)
        {
            if (segment.Type == SegmentType.Dynamic)
                errors.Add("criteria", "A dynamic segment needs them.");
            return;
        }
        if (segment.Type == SegmentType.Static)
        {
            errors.Add("criteria", "People choose the members of a static segment. Make a dynamic one.");
            return;
        }
        var criteria = await query.Read(given, "criteria", ct);
        query.Require(criteria);
        (segment.Criteria, segment.Fault) = (WriteCriteria.Of(criteria), null);
    }

    private async Task RequireNoCircle(Segment segment, Errors errors, CancellationToken ct)
    {
        var others = await db.Segments.AsNoTracking().Where(s => s.Type == SegmentType.Dynamic && s.Id != segment.Id).ToListAsync(ct);
        if (SegmentOrder.Circle(segment, others, SegmentUses.Of) is { } circle)
            errors.Add("criteria", $"Its members would depend on themselves: {string.Join(" → ", circle)}.");
    }

    private async Task RequireOwnName(Segment segment, CancellationToken ct)
    {
        if (await db.Segments.AsNoTracking().AnyAsync(s => s.NameKey == segment.NameKey && s.Id != segment.Id, ct))
            throw new Refusal("segment_exists", $"There is a segment {segment.Name} already.");
    }
}

/// <summary>The other segments that stored criteria ask about.</summary>
internal static class SegmentUses
{
    public static IEnumerable<Guid> Of(Segment segment)
    {
        if (segment.Criteria is null)
            return [];
        using var json = JsonDocument.Parse(segment.Criteria);
        return [.. In(json.RootElement)];
    }

    private static IEnumerable<Guid> In(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Array => json.EnumerateArray().SelectMany(In),
            JsonValueKind.Object when json.TryGetProperty("operator", out var op) && op.GetString() is "in_segment" or "not_in_segment" =>
                Ids(json.GetProperty("value")),
            JsonValueKind.Object => json.EnumerateObject().SelectMany(p => In(p.Value)),
            _ => [],
        };

    private static IEnumerable<Guid> Ids(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(v => v.GetGuid()) : [value.GetGuid()];
}

/// <summary>Goes through all customers for a segment that has too many members for the request that wrote it.</summary>
public sealed class RefreshSegment(Changes changes, RefreshSegments refresh, KeepSegmentsCurrent clockwork) : IJob<RefreshSegment.Arguments>
{
    public sealed record Arguments(Guid SegmentId, string Cause);

    public static string Kind => "refresh_segment";

    public async Task Run(Arguments arguments, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        await refresh.Full(arguments.SegmentId, arguments.Cause, ct);
        await clockwork.Queue(ct);
        await change.Save(ct);
    }
}
