using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Activities;

/// <summary>Overdue: open and late. Today: open and due before the caller's midnight. Upcoming: open and due later.</summary>
public enum ActivityBucket
{
    Overdue,
    Today,
    Upcoming,
    Completed,
}

public sealed record ActivityFilter(
    Guid? AssignedTo,
    ActivityStatus? Status,
    ActivityBucket? Bucket,
    Guid? CustomerId,
    DateTimeOffset? DueFrom,
    DateTimeOffset? DueUntil,
    string? Search
)
{
    public ActivityType? Type { get; init; }
    public ActivityPriority? Priority { get; init; }

    public static readonly (string, string)[] Parameters =
    [
        ("assigned_to", "Of this user, or me"),
        ("status", "pending, in_progress, completed or cancelled"),
        ("bucket", "overdue, today, upcoming or completed"),
        ("customer_id", "With this customer"),
        ("due_from", "Due on this day or later"),
        ("due_to", "Due on this day or before"),
        ("from", "The same as due_from"),
        ("to", "The same as due_to"),
        ("activity_type", "call, email, meeting, task, follow_up, demo, training or note"),
        ("priority", "low, normal, high or urgent"),
        ("search", "A piece of the subject"),
    ];

    public static ActivityFilter Read(QueryReader query, Access access) =>
        new(
            query.UserOrMe("assigned_to", access),
            query.Word<ActivityStatus>("status"),
            query.Word<ActivityBucket>("bucket"),
            query.Id("customer_id"),
            query.Time("due_from") ?? query.Time("from"),
            query.Time("due_to", endOfDay: true) ?? query.Time("to", endOfDay: true),
            query.Text("search")
        )
        {
            Type = query.Word<ActivityType>("activity_type"),
            Priority = query.Word<ActivityPriority>("priority"),
        };
}

/// <summary>Lists activities, what is due first standing first, and opens one.</summary>
public sealed class FindActivities(Reads reads, OwnActivities own, Sight sight, Access access, TimeProvider clock)
{
    public Task<Page<ActivityView>> Run(ActivityFilter filter, Paging paging, CancellationToken ct)
    {
        var now = clock.Now();
        var isPast = filter.Bucket == ActivityBucket.Completed || filter.Status == ActivityStatus.Completed;
        return new TimedList<ActivityView>(
            $"activities|{filter}",
            ActivityView.Columns(sight.Customers("c")),
            ActivityView.From,
            Where(filter, now),
            row => ActivityView.Of(row, TimedList<ActivityView>.First, now)
        )
        {
            Id = "a.id",
            Time = isPast ? "a.completed_at" : "a.due_date",
            Ascending = !isPast,
            IsFew = (filter.AssignedTo, filter.CustomerId) is not (null, null),
        }.Run(reads, paging, ct);
    }

    public async Task<ActivityView> One(Guid id, CancellationToken ct)
    {
        var found = await reads.Rows(
            $"""
            select {ActivityView.Columns(
                sight.Customers("c")
            )}, case when {own.Visible()} then 1 else 0 end from {ActivityView.From}
            where a.organization_id = {reads.Tenant} and a.id = {id}
            """,
            row => (View: ActivityView.Of(row, 0, clock.Now()), Seen: row.Int(ActivityView.Width) == 1),
            ct
        );
        if (found.Count == 0)
            throw new Missing("activity");
        return found[0].Seen
            ? found[0].View
            : throw new Forbidden(Words.Of(Permission.ReadInteractions), Words.Of(access.Require(Permission.ReadInteractions)));
    }

    /// <summary>How much the caller has to do by the end of the day.</summary>
    public async Task<int> DueCount(CancellationToken ct) =>
        (
            await reads.Rows(
                $"""
                select count(*) from activities where organization_id = {reads.Tenant} and assigned_to_id = {sight.Me}
                  and status in ('pending', 'in_progress') and due_date < {Midnight(
                    clock.Now()
                )}
                """,
                row => (int)row.Long(0),
                ct
            )
        )[0];

    private Sql Where(ActivityFilter filter, DateTimeOffset now)
    {
        var conditions = new List<Sql> { $"a.organization_id = {reads.Tenant}", own.Visible() };
        if (filter.AssignedTo is { } user)
            conditions.Add($"a.assigned_to_id = {user}");
        if (filter.Status is { } status)
            conditions.Add($"a.status = {status}");
        if (filter.CustomerId is { } customer)
            conditions.Add($"a.customer_id = {customer}");
        if (filter.DueFrom is { } from)
            conditions.Add($"a.due_date >= {from}");
        if (filter.DueUntil is { } until)
            conditions.Add($"a.due_date < {until}");
        if (filter.Type is { } type)
            conditions.Add($"a.activity_type = {type}");
        if (filter.Priority is { } priority)
            conditions.Add($"a.priority = {priority}");
        if (filter.Search is { } typed)
        {
            var literal = typed.ToLowerInvariant().Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_");
            conditions.Add($"lower(a.subject) like {"%" + literal + "%"} escape '\\'");
        }
        if (filter.Bucket is { } bucket)
            conditions.Add(In(bucket, now));
        return Sql.Join(" and ", conditions);
    }

    private Sql In(ActivityBucket bucket, DateTimeOffset now) =>
        bucket switch
        {
            ActivityBucket.Completed => $"a.status = {ActivityStatus.Completed}",
            ActivityBucket.Overdue => $"a.status in ('pending', 'in_progress') and a.due_date < {now}",
            ActivityBucket.Today => $"a.status in ('pending', 'in_progress') and a.due_date >= {now} and a.due_date < {Midnight(now)}",
            _ => $"a.status in ('pending', 'in_progress') and a.due_date >= {Midnight(now)}",
        };

    private DateTimeOffset Midnight(DateTimeOffset now)
    {
        var zone = WriteActivity.Zone(access.Caller.TimeZone);
        return DueWords.At(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime).AddDays(1), TimeOnly.MinValue, zone);
    }
}
