using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Audit;

public sealed record Actor(ActorKind Kind, Guid? Id, string Name);

/// <summary>
/// A line of the log as an auditor reads it. Its data is null when the person was erased, or when the caller may not see what it holds.
/// </summary>
public sealed record AuditLine(
    long Position,
    Guid Id,
    string Name,
    string SubjectType,
    Guid SubjectId,
    Actor Actor,
    DateTimeOffset OccurredAt
)
{
    public JsonElement? Data { get; init; }
    public string? Ip { get; init; }
    public bool Erased { get; init; }
    public bool Withheld { get; init; }

    /// <summary>The data as people read it, without escapes.</summary>
    [JsonIgnore]
    public string? DataText => Data is { } data ? JsonSerializer.Serialize(data, ApiJson.Options) : null;
}

/// <summary>Which lines are asked for.</summary>
public sealed record AuditCriteria(
    string? Name = null,
    string? SubjectType = null,
    Guid? SubjectId = null,
    Guid? ActorId = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null
)
{
    public static readonly (string, string)[] Parameters =
    [
        ("name", "Only events of this name"),
        ("subject_type", "Only events about records of this type"),
        ("subject_id", "Only events about this record"),
        ("actor_id", "Only what this user or API key did"),
        ("from", "Happened at or after"),
        ("to", "Happened before; a date means the whole day"),
    ];

    public static AuditCriteria Read(QueryReader query) =>
        new(
            query.Text("name", 80),
            query.Text("subject_type", 40),
            query.Id("subject_id"),
            query.Id("actor_id"),
            query.Time("from"),
            query.Time("to", endOfDay: true)
        );

    public bool IsEmpty => this == new AuditCriteria();
}

/// <summary>The log, newest first.</summary>
public sealed class FindEvents(Reads reads, EventPayload payloads, Access access)
{
    private const int CountedTo = 10_000,
        ExportBatch = 500;

    private sealed record Found(long Position, EventRow Line, string? ActorName);

    public async Task<Page<AuditLine>> List(AuditCriteria criteria, Paging paging, CancellationToken ct)
    {
        var before =
            Cursor.Decode(paging.Cursor, "events") is { Value: { } value } && long.TryParse(value, out var position)
                ? position
                : (long?)null;
        var (found, total) = (new List<Found>(), 0L);
        await reads.Run(
            ct,
            Statement.Count(CountOf(criteria, paging.ExactCount), count => total = count),
            Statement.InOrder(
                found,
                $"""
                {Select(criteria, before)} order by p.position desc
                limit {paging.Limit + 1} offset {(before is null ? paging.Offset : 0)}
                """,
                Read
            )
        );

        var more = found.Count > paging.Limit;
        if (more)
            found.RemoveAt(paging.Limit);
        var next = more
            ? new Cursor(
                "events",
                found[^1].Position.ToString(System.Globalization.CultureInfo.InvariantCulture),
                found[^1].Line.Id
            ).Encode()
            : null;
        var capped = total > CountedTo && !criteria.IsEmpty && !paging.ExactCount;
        return new Page<AuditLine>(
            await Open(found, ct),
            capped ? CountedTo : total,
            paging.Cursor is null ? paging.Page : null,
            paging.Limit,
            more,
            next
        )
        {
            TotalIsEstimate = capped,
        };
    }

    /// <summary>All that matches, batch by batch, so that a log of any length can be exported.</summary>
    public async IAsyncEnumerable<AuditLine> Stream(AuditCriteria criteria, [EnumeratorCancellation] CancellationToken ct)
    {
        long? before = null;
        while (true)
        {
            var found = new List<Found>();
            Sql asked = $"{Select(criteria, before)} order by p.position desc limit {ExportBatch}";
            await reads.Run(ct, Statement.InOrder(found, asked, Read));
            foreach (var line in await Open(found, ct))
                yield return line;
            if (found.Count < ExportBatch)
                yield break;
            before = found[^1].Position;
        }
    }

    private Sql CountOf(AuditCriteria criteria, bool exact)
    {
        if (criteria.IsEmpty && access.Require(Permission.ReadAudit) == Scope.All)
            return $"select coalesce((select position from event_heads where organization_id = {reads.Tenant}), 0)";
        return $"""
            select count(*) from (select 1 from {From(criteria)} where {Where(criteria)} limit {(exact ? int.MaxValue : CountedTo + 1)}) c
            """;
    }

    private Sql Select(AuditCriteria criteria, long? before) =>
        $"""
            select p.position, e.organization_id, e.id, e.name, e.subject_type, e.subject_id, e.actor_kind, e.actor_id, e.occurred_at,
              e.person_id, e.payload, u.name
            from {From(criteria)} left join users u on u.organization_id = e.organization_id and u.id = e.actor_id
            where {Where(criteria)} and p.position < {before ?? long.MaxValue}
            """;

    /// <summary>
    /// One record's lines are few and found by its ID; all else is walked along the positions. The order is written out, since SQLite would
    /// guess.
    /// </summary>
    private static Sql From(AuditCriteria criteria) =>
        Sql.Raw(criteria.SubjectId is null ? "event_positions p cross join events e" : "events e cross join event_positions p");

    private Sql Where(AuditCriteria criteria)
    {
        List<Sql> all = [$"e.organization_id = {reads.Tenant}", $"p.organization_id = {reads.Tenant}", Sql.Raw("p.event_id = e.id")];
        if (criteria.Name is { } name)
            all.Add($"e.name = {name}");
        if (criteria.SubjectType is { } type)
            all.Add($"e.subject_type = {type}");
        if (criteria.SubjectId is { } subject)
            all.Add($"e.subject_id = {subject}");
        if (criteria.ActorId is { } actor)
            all.Add($"e.actor_id = {actor}");
        if (criteria.From is { } from)
            all.Add($"e.occurred_at >= {from}");
        if (criteria.To is { } to)
            all.Add($"e.occurred_at < {to}");
        var me = access.Caller.UserId ?? Guid.Empty;
        all.Add(
            access.Require(Permission.ReadAudit) switch
            {
                Scope.All => Sql.Raw("true"),
                Scope.Branch when access.Caller.BranchId is { } branch =>
                    $"e.actor_id in (select id from users where organization_id = {reads.Tenant} and (branch_id = {branch} or id = {me}))",
                _ => $"e.actor_id = {me}",
            }
        );
        return Sql.Join(" and ", all);
    }

    private static Found Read(Row row) =>
        new(
            row.Long(0),
            new EventRow
            {
                OrganizationId = row.Id(1),
                Id = row.Id(2),
                Name = row.Text(3),
                SubjectType = row.Text(4),
                SubjectId = row.Id(5),
                ActorKind = Words.Parse<ActorKind>(row.Text(6)),
                ActorId = row.IdOrNull(7),
                OccurredAt = row.Time(8),
                PersonId = row.IdOrNull(9),
                Payload = row.Bytes(10),
            },
            row.TextOrNull(11)
        );

    private async Task<List<AuditLine>> Open(List<Found> found, CancellationToken ct)
    {
        var opened = await payloads.Read([.. found.Select(f => f.Line)], ct);
        return [.. found.Select(f => Tell(f, opened[f.Line.Id]))];
    }

    private AuditLine Tell(Found found, JsonElement? payload)
    {
        var line = found.Line;
        var told = new AuditLine(
            found.Position,
            line.Id,
            line.Name,
            line.SubjectType,
            line.SubjectId,
            new Actor(line.ActorKind, line.ActorId, found.ActorName ?? "System"),
            line.OccurredAt
        );
        if (payload is not { } open)
            return told with { Erased = true };
        var ip = open.TryGetProperty("ip", out var sender) && sender.ValueKind == JsonValueKind.String ? sender.GetString() : null;
        if (line.PersonId is not null && !SeesPeople)
            return told with { Ip = ip, Withheld = true };
        return told with { Ip = ip, Data = open.TryGetProperty("data", out var data) ? data : null };
    }

    /// <summary>The log holds every field of every customer: it must not show what the customer's own page would hide.</summary>
    private bool SeesPeople =>
        access.Caller.Grants is { Masks.Count: 0 } grants
        && grants.Scopes.GetValueOrDefault(Permission.ReadCustomers, Scope.Own) == Scope.All;
}
