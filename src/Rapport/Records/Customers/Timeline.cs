using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Merge;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>
/// What happened to one customer: what is pinned, then the rest, newest first, a page at a time by one index: the page at entry 1,000,000
/// costs what the first one costs.
/// </summary>
public sealed class CustomerTimeline(Reads reads, Access access, CustomerAccess customers)
{
    private static readonly string[] ContactData = ["email", "phone", "phone_e164", "birth_date", "first_name", "last_name"];

    /// <param name="Title">What it says; of an event of the record filled in by whoever knows the names of things.</param>
    public sealed record Entry(
        Guid Id,
        string Type,
        string Title,
        DateTimeOffset OccurredAt,
        Guid? ActorId,
        string? Actor,
        JsonElement Details,
        bool Pinned,
        string SourceType,
        Guid SourceId
    );

    public sealed record Answer(
        IReadOnlyList<Entry> Data,
        int Limit,
        [property: System.Text.Json.Serialization.JsonPropertyName("hasMore")] bool HasMore,
        string? NextCursor
    );

    public async Task<Answer> Run(Guid customer, TimelineFilter filter, string? cursor, int limit, CancellationToken ct)
    {
        var before = Place.Of(Cursor.Decode(cursor, List(customer, filter)));
        var entries = new List<Entry>();
        var readable = Readable(customer);
        await reads.Run(
            ct,
            Page(entries, (await History(customer, ct)).SelectMany(one => Branches(one, filter, before, limit, readable)), limit)
        );
        return Cut(entries, customer, filter, limit);
    }

    /// <summary>
    /// The first page, read by whoever runs the statements beside others. Few customers were merged with another; of them it is read once
    /// more, with all their history.
    /// </summary>
    internal (Statement[] Statements, Func<CancellationToken, Task<Answer>> Answer) Reading(Guid customer, int limit)
    {
        var (entries, history) = (new List<Entry>(), new List<Guid>());
        return (
            [
                Page(entries, Branches(customer, TimelineFilter.Everything, null, limit, Readable(customer)), limit),
                Statement.Into(history, HistoryOf(customer), row => row.Id(0)),
            ],
            ct =>
                history.Count > 1
                    ? Run(customer, TimelineFilter.Everything, null, limit, ct)
                    : Task.FromResult(Cut(entries, customer, TimelineFilter.Everything, limit))
        );
    }

    private static Answer Cut(List<Entry> entries, Guid customer, TimelineFilter filter, int limit)
    {
        var hasMore = entries.Count > limit;
        if (hasMore)
            entries.RemoveAt(entries.Count - 1);
        return new Answer(entries, limit, hasMore, hasMore ? Place.Of(entries[^1]).Cursor(List(customer, filter)).Encode() : null);
    }

    private static string List(Guid customer, TimelineFilter filter) => $"timeline|{customer}|{filter.Key}";

    /// <summary>What is pinned, whenever it was.</summary>
    public async Task<IReadOnlyList<Entry>> Pinned(Guid customer, int most, CancellationToken ct)
    {
        var (entries, readable) = (new List<Entry>(), Readable(customer));
        await reads.Run(
            ct,
            Page(
                entries,
                (await History(customer, ct)).SelectMany(one => Branches(one, TimelineFilter.Everything, null, most, readable).Take(1)),
                most - 1
            )
        );
        return entries;
    }

    /// <summary>Who had a hand in the latest of it, by name.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name)>> Actors(Guid customer, CancellationToken ct)
    {
        const int Latest = 500;
        return await reads.Rows(
            $"""
            select u.id, u.name from users u where u.organization_id = {reads.Tenant} and u.id in (
              select actor_id from ({Sql.Join(
                " union all ",
                (await History(customer, ct)).Select(one =>
                    (Sql)
                        $"""
                        select * from (select actor_id from timeline_entries
                          where organization_id = {reads.Tenant} and customer_id = {one} order by occurred_at desc, id desc
                          limit {Latest}) mine
                        """
                )
            )}) latest)
            order by u.name, u.id
            """,
            row => (row.Id(0), row.Text(1)),
            ct
        );
    }

    /// <summary>
    /// Entries are never rewritten: those of merged customers are read with the survivor's, and part again when the merge is undone.
    /// </summary>
    private Task<List<Guid>> History(Guid customer, CancellationToken ct) => reads.Rows(HistoryOf(customer), row => row.Id(0), ct);

    private Sql HistoryOf(Guid customer) => $"{MergedInto.HistoryOf(reads.Tenant, customer)} select id from history";

    private Statement Page(List<Entry> entries, IEnumerable<Sql> branches, int limit) =>
        Statement.Into(
            entries,
            $"""
            select e.id, e.type, e.occurred_at, e.actor_id, u.name, e.details, e.pinned, e.source_type, e.source_id
            from ({Sql.Join(" union all ", branches)}) e
            left join users u on u.organization_id = {reads.Tenant} and u.id = e.actor_id
            order by e.pinned desc, e.occurred_at desc, e.id desc limit {limit + 1}
            """,
            Read
        );

    // A branch per customer: each reads its own few entries from an index, however many there are. What is pinned has a small index of its
    // own.
    private IEnumerable<Sql> Branches(Guid customer, TimelineFilter filter, Place? before, int limit, Sql readable)
    {
        if (before is not { IsPinned: false })
            yield return Branch(customer, $"e.pinned = true and {filter.Condition()} and {readable}", before, limit);
        var after = before is { IsPinned: true } ? null : before;
        if (filter.Kinds is not { } kinds)
            yield return Branch(customer, $"e.pinned = false and {filter.Condition()} and {readable}", after, limit);
        else
            foreach (var kind in kinds)
                yield return OfKind(kind, customer, filter, after, limit, readable);
    }

    // A ticket among a million orders is not looked for among the orders: an entry has the ID of its fact, and the facts have an index of
    // their own.
    private Sql OfKind(TimelineKind kind, Guid customer, TimelineFilter filter, Place? before, int limit, Sql readable) =>
        $"""
            select * from (
              select e.id, e.type, e.occurred_at, e.actor_id, e.details, e.pinned, e.source_type, e.source_id from {Sql.Raw(
                kind.Table
            )} f cross join timeline_entries e
              where f.organization_id = {reads.Tenant} and f.customer_id = {customer} and e.organization_id = f.organization_id
                and e.id = f.id
                and e.pinned = false and {filter.Condition("f.happened_at")} and {readable} and {before?.Condition("f.happened_at", "f.id")
                ?? Sql.Raw("true")}
              order by f.happened_at desc, f.id desc limit {limit + 1}) mine
            """;

    private Sql Branch(Guid customer, Sql condition, Place? before, int limit) =>
        $"""
            select * from (
              select e.id, e.type, e.occurred_at, e.actor_id, e.details, e.pinned, e.source_type, e.source_id from timeline_entries e
              where e.organization_id = {reads.Tenant} and e.customer_id = {customer} and {condition} and {before?.Condition(
                "e.occurred_at",
                "e.id"
            ) ?? Sql.Raw("true")}
              order by e.occurred_at desc, e.id desc limit {limit + 1}) mine
            """;

    // What a vehicle went through is its workshop's as the vehicle is.

    /// <summary>
    /// Notes that are for others, and kinds of facts that the caller's roles do not show of this customer, are not there.
    /// </summary>
    private Sql Readable(Guid customer)
    {
        var (me, branch) = (access.Caller.UserId ?? Guid.Empty, access.Caller.BranchId ?? Guid.Empty);
        var (seen, hidden) = (
            TimelineKind.All.Where(k => k.IsSeenBy(access)).ToList(),
            TimelineKind.All.Where(k => !k.IsSeenBy(access)).ToList()
        );
        var conditions = new List<Sql>
        {
            $"""
                (e.only_user_id is null or e.only_user_id = {me})
                and (e.only_branch_id is null or e.only_branch_id = {branch} or e.actor_id = {me})
                """,
        };
        if (hidden.Count > 0)
            conditions.Add($"not ({Sql.In("e.type", Types(hidden))})");
        // Who sees the customer may see less of what they bought: of their own, or of their branch's alone.
        conditions.AddRange(
            from kind in seen
            group kind by kind.Read into area
            where access.Require(area.Key) is not Scope.All and var scope && scope != access.Require(Permission.ReadCustomers)
            select (Sql)
                $"""
                (not ({Sql.In("e.type", Types(area))})
                or exists (select 1 from customers c
                where c.organization_id = {reads.Tenant} and c.id = {customer}
                and {customers.Visible(area.Key, "c")}))
                """
        );
        return Sql.Join(" and ", conditions);
    }

    private static List<string> Types(IEnumerable<TimelineKind> kinds) => [.. kinds.SelectMany(k => k.Types)];

    private Entry Read(Row row)
    {
        var details = Masked(row.Text(5));
        var title =
            details.ValueKind == JsonValueKind.Object
            && details.TryGetProperty("title", out var said)
            && said.ValueKind == JsonValueKind.String
                ? said.GetString()!
                : "";
        return new Entry(
            row.Id(0),
            row.Text(1),
            title,
            row.Time(2),
            row.IdOrNull(3),
            row.TextOrNull(4),
            details,
            row.Truth(6),
            row.Text(7),
            row.Id(8)
        );
    }

    private JsonElement Masked(string text)
    {
        if (access.Sees(Mask.ContactData) || !text.Contains("\"changes\""))
            return JsonSerializer.Deserialize<JsonElement>(text);
        var details = JsonNode.Parse(text)!;
        if (details["changes"] is JsonObject changes)
            foreach (var field in changes.Select(c => c.Key).Where(ContactData.Contains))
                changes[field] = new JsonObject();
        return JsonSerializer.SerializeToElement(details);
    }

    /// <summary>After which entry a page begins.</summary>
    private sealed record Place(bool IsPinned, DateTimeOffset At, Guid Id)
    {
        public Sql Condition(string at, string id) => $"({Sql.Raw(at)}, {Sql.Raw(id)}) < ({At}, {Id})";

        public Cursor Cursor(string list) => new(list, (IsPinned ? "p" : "t") + StoredValue.TimeText(At), Id);

        public static Place Of(Entry entry) => new(entry.Pinned, entry.OccurredAt, entry.Id);

        public static Place? Of(Cursor? cursor) =>
            cursor is null ? null
            : cursor.Value is ['p' or 't', ..] value
            && DateTimeOffset.TryParse(value.AsSpan(1), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var at)
                ? new Place(value[0] == 'p', at, cursor.Id)
            : throw new Unreadable("cursor", "It cannot be read.");
    }
}
