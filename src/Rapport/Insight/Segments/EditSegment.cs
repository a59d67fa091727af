using Microsoft.EntityFrameworkCore;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Segments;

/// <summary>A segment as the API writes it.</summary>
public sealed record SegmentInput
{
    public Maybe<string> Name { get; init; }
    public Maybe<string> Description { get; init; }

    /// <summary>Who belongs to it, in words.</summary>
    public Maybe<string> Criteria { get; init; }

    /// <summary>Only of a new one.</summary>
    public Maybe<SegmentType> Type { get; init; }
}

/// <summary>Makes, changes and deletes segments.</summary>
public sealed class EditSegment(RapportDb db, Changes changes, Access access, TimeProvider clock)
{
    private const int Most = 1_000;

    public async Task<Segment> Create(SegmentInput input, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var errors = new Errors();
        if (!input.Name.IsSet)
            errors.Add("name", "It is required.");
        if (await db.Segments.CountAsync(ct) >= Most)
            throw new Refusal("too_many_segments", $"There are {Most} segments already.");
        var now = clock.Now();
        var segment = new Segment
        {
            Type = input.Type.Or(SegmentType.Static),
            CreatedById = access.Caller.UserId,
            CreatedAt = now,
            UpdatedAt = now,
        };
        Write(segment, input, errors);
        errors.ThrowInvalid();
        await RequireOwnName(segment, ct);
        db.Add(segment);
        segment.Raise(new SegmentCreated(segment.Id, segment.Name));
        await change.Save(ct);
        return segment;
    }

    public async Task<Segment> Run(Guid id, SegmentInput input, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var segment = await ForChange(id, ct);
        Versions.Require(seenVersion, segment.Version);
        if (input.Type.IsSet && input.Type.Value != segment.Type)
            throw new Invalid("type", "A segment stays what it is. Make a new one.");
        var errors = new Errors();
        Write(segment, input, errors);
        errors.ThrowInvalid();
        if (db.Entry(segment).State == EntityState.Unchanged)
            return segment;
        await RequireOwnName(segment, ct);
        segment.UpdatedAt = clock.Now();
        segment.Raise(new SegmentUpdated(segment.Id, segment.Name));
        await change.Save(ct);
        return segment;
    }

    public async Task Delete(Guid id, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var segment = await ForChange(id, ct);
        Versions.Require(seenVersion, segment.Version);
        var members = await db.Execute($"delete from segment_members where organization_id = {db.TenantId} and segment_id = {id}", ct);
        db.Remove(segment);
        segment.Raise(new SegmentDeleted(segment.Id, segment.Name, members));
        await change.Save(ct);
    }

    private async Task<Segment> ForChange(Guid id, CancellationToken ct) =>
        await db.Segments.SingleOrDefaultAsync(s => s.Id == id, ct) ?? throw new Missing("segment");

    private static void Write(Segment segment, SegmentInput input, Errors errors)
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
        if (input.Criteria.IsSet)
            segment.Criteria = errors.Text("criteria", input.Criteria.Value, 2000);
    }

    private async Task RequireOwnName(Segment segment, CancellationToken ct)
    {
        if (await db.Segments.AsNoTracking().AnyAsync(s => s.NameKey == segment.NameKey && s.Id != segment.Id, ct))
            throw new Refusal("segment_exists", $"There is a segment {segment.Name} already.");
    }
}
