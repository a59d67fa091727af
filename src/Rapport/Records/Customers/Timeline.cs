using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers;

/// <summary>What happened to one customer, newest first, a page at a time by one index: the page at entry 1,000,000 costs what the first one costs.</summary>
public sealed class CustomerTimeline(Reads reads)
{
    public sealed record Entry(Guid Id, string Type, DateTimeOffset OccurredAt, Guid? ActorId, string? Actor, JsonElement Details, bool Pinned, string SourceType, Guid SourceId);

    public sealed record Answer(IReadOnlyList<Entry> Data, int Limit, [property: System.Text.Json.Serialization.JsonPropertyName("hasMore")] bool HasMore, string? NextCursor);

    /// <summary>The statement of a page, for reading beside others. Entries of who was merged into this customer are told with its own.</summary>
    public static Statement Page(List<Entry> entries, Guid organization, Guid customer, Cursor? before, int limit) => Statement.Into(entries, $"""
        select e.id, e.type, e.occurred_at, e.actor_id, u.name, e.details, e.pinned, e.source_type, e.source_id
        from timeline_entries e left join users u on u.organization_id = e.organization_id and u.id = e.actor_id
        where e.organization_id = {organization} and e.customer_id = {customer} and {Before(before)}
        order by e.occurred_at desc, e.id desc limit {limit + 1}
        """, Read);

    public async Task<Answer> Run(Guid customer, string? cursor, int limit, CancellationToken ct)
    {
        var entries = new List<Entry>();
        await reads.Run(ct, Page(entries, reads.Tenant, customer, Cursor.Decode(cursor, List(customer)), limit));
        return Cut(entries, customer, limit);
    }

    public static Answer Cut(List<Entry> entries, Guid customer, int limit)
    {
        var hasMore = entries.Count > limit;
        if (hasMore) entries.RemoveAt(entries.Count - 1);
        return new Answer(entries, limit, hasMore, hasMore ? new Cursor(List(customer), StoredValue.TimeText(entries[^1].OccurredAt), entries[^1].Id).Encode() : null);
    }

    private static string List(Guid customer) => $"timeline|{customer}";

    private static Sql Before(Cursor? cursor)
    {
        if (cursor is null) return Sql.Raw("true");
        if (!DateTimeOffset.TryParse(cursor.Value, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal, out var at)) throw new Unreadable("cursor", "It cannot be read.");
        return $"(e.occurred_at, e.id) < ({at}, {cursor.Id})";
    }

    private static Entry Read(Row row)
    {
        using var details = JsonDocument.Parse(row.Text(5));
        return new Entry(row.Id(0), row.Text(1), row.Time(2), row.IdOrNull(3), row.TextOrNull(4), details.RootElement.Clone(), row.Truth(6), row.Text(7), row.Id(8));
    }
}
