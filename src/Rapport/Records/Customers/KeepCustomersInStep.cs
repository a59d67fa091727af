using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers;

/// <summary>
/// Brings search text, name words, match keys, summary, counts and timeline to what the changed rows now say, in the transaction that
/// changed them.
/// It looks at the rows, not at who changed them, so every path into the database stays in step.
/// </summary>
public sealed class KeepCustomersInStep(RapportDb db, SearchDocuments images, CustomerIndex index, TimeProvider clock) : IFollowChanges
{
    public async Task Follow(IReadOnlyList<DomainEvent> events, Batch batch, CancellationToken ct)
    {
        var changed = events.OfType<IChangeCustomers>().SelectMany(e => e.Customers).Distinct().ToList();
        var created = events.OfType<CustomerCreated>().Select(e => e.CustomerId).ToHashSet();
        if (changed is [var one] && created.Contains(one) && images.OfNew(one) is { } image)
            index.Write(batch, [image], NothingStored);
        else if (changed.Count > 0)
        {
            var before = index.Stored(changed.Where(id => !created.Contains(id)).ToList(), batch);
            var now = await images.Of(changed, batch, ct);
            index.Write(batch, now.Values, before);
        }
        batch.Insert(Timeline, Told(events));
    }

    private static readonly Dictionary<Guid, CustomerIndex.StoredRows> NothingStored = [];

    private List<TimelineEntry> Told(IReadOnlyList<DomainEvent> events)
    {
        var now = clock.Now();
        return
        [
            .. from happened in events
            let shown = happened as IOnTimeline
            where shown is not null
            from customer in shown.OnTimelineOf
            select new TimelineEntry
            {
                OrganizationId = db.TenantId,
                CustomerId = customer,
                OccurredAt = At(shown.TimelineDay, now),
                Type = shown.TimelineType,
                ActorId = db.Tenant.ActorId,
                Details = shown.TimelineDetails is null ? "{}" : JsonSerializer.Serialize(shown.TimelineDetails, ApiJson.Options),
                SourceType = happened.SubjectType,
                SourceId = happened.SubjectId,
            },
        ];
    }

    /// <summary>Of a day whose hour nobody told, noon.</summary>
    private static DateTimeOffset At(DateOnly? day, DateTimeOffset now) =>
        day is { } on && on != DateOnly.FromDateTime(now.UtcDateTime) ? new(on, new TimeOnly(12, 0), TimeSpan.Zero) : now;

    internal static readonly TableInsert<TimelineEntry> Timeline = Entries(null);

    internal static TableInsert<TimelineEntry> Entries(string? onConflict)
    {
        var insert = new TableInsert<TimelineEntry>("timeline_entries")
            .Column("organization_id", e => e.OrganizationId)
            .Column("id", e => e.Id)
            .Column("customer_id", e => e.CustomerId)
            .Column("occurred_at", e => e.OccurredAt)
            .Column("type", e => e.Type)
            .Column("actor_id", e => e.ActorId)
            .Column("details", e => e.Details)
            .Column("pinned", e => e.Pinned)
            .Column("source_type", e => e.SourceType)
            .Column("source_id", e => e.SourceId)
            .Column("only_user_id", e => e.OnlyUserId)
            .Column("only_branch_id", e => e.OnlyBranchId);
        return onConflict is null ? insert : insert.OnConflict(onConflict);
    }
}
