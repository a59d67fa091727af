using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Merge;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>What happened to one customer, newest first, a page at a time by one index: the page at entry 1,000,000 costs what the first one costs.</summary>
public sealed class CustomerTimeline(Reads reads, Access access)
{
    public sealed record Entry(Guid Id, string Type, DateTimeOffset OccurredAt, Guid? ActorId, string? Actor, JsonElement Details, bool Pinned, string SourceType, Guid SourceId);

    public sealed record Answer(IReadOnlyList<Entry> Data, int Limit, [property: System.Text.Json.Serialization.JsonPropertyName("hasMore")] bool HasMore, string? NextCursor);

    /// <summary>The statement of a page, for reading beside others. Entries of who was merged into this customer are told with its own.</summary>
    public Statement Page(List<Entry> entries, Guid organization, IReadOnlyCollection<Guid> customers, Cursor? before, int limit) => Statement.Into(entries, $"""
        select e.id, e.type, e.occurred_at, e.actor_id, u.name, e.details, e.pinned, e.source_type, e.source_id
        from ({Sql.Join(" union all ", customers.Select(customer => Of(organization, customer, before, limit)))}) e
        left join users u on u.organization_id = {organization} and u.id = e.actor_id
        order by e.occurred_at desc, e.id desc limit {limit + 1}
        """, Read);

    // A branch per customer: each reads its own few entries from the index, however many there are.
    private Sql Of(Guid organization, Guid customer, Cursor? before, int limit) => $"""
        select * from (
          select e.id, e.type, e.occurred_at, e.actor_id, e.details, e.pinned, e.source_type, e.source_id from timeline_entries e
          where e.organization_id = {organization} and e.customer_id = {customer} and {MayRead} and {Before(before)}
          order by e.occurred_at desc, e.id desc limit {limit + 1}) mine
        """;

    /// <summary>What was written for its author alone, or for one branch, is not told to others, however far they may read.</summary>
    private Sql MayRead => $"""
        (e.only_user_id is null or e.only_user_id = {access.Caller.UserId ?? Guid.Empty})
          and (e.only_branch_id is null or e.only_branch_id = {access.Caller.BranchId ?? Guid.Empty} or e.actor_id = {access.Caller.UserId ?? Guid.Empty})
        """;

    public async Task<Answer> Run(Guid customer, string? cursor, int limit, CancellationToken ct)
    {
        var entries = new List<Entry>();
        // Entries are never rewritten: those of merged customers are read with the survivor's, and part again when the merge is undone.
        var customers = await reads.Rows($"{MergedInto.HistoryOf(reads.Tenant, customer)} select id from history", row => row.Id(0), ct);
        await reads.Run(ct, Page(entries, reads.Tenant, customers, Cursor.Decode(cursor, List(customer)), limit));
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
