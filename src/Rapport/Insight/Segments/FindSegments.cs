using System.Text.Json;
using System.Text.Json.Serialization;
using Rapport.Models.Linkage;
using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Segments;

/// <summary>A segment with how many customers in the caller's reach belong to it.</summary>
public sealed record SegmentView
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public string? Description { get; init; }
    public SegmentType Type { get; init; }
    public JsonElement? Criteria { get; init; }

    /// <summary>The criteria in words.</summary>
    public string? Explanation { get; init; }
    public long MemberCount { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool MemberCountIsEstimate { get; init; }
    public bool IsActive { get; init; }
    public SegmentSchedule? Schedule { get; init; }
    public string? ExclusiveGroup { get; init; }
    public int? Priority { get; init; }

    /// <summary>How many match and are in a segment before it of the same exclusive group.</summary>
    public long DisplacedCount { get; init; }

    /// <summary>What is to be seen to, such as members that go to another segment of the group, or a field that is gone.</summary>
    public string? Warning { get; init; }
    public bool NotifiesOwners { get; init; }
    public DateTimeOffset? LastCalculatedAt { get; init; }
    public Guid? CreatedBy { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public int Version { get; init; }
}

/// <summary>The segments by name, counted as far as the caller reaches.</summary>
public sealed class FindSegments(Reads reads, Access access, CustomerAccess customers, CriteriaFields fields)
{
    private const int CountedTo = 10_000;

    public async Task<Page<SegmentView>> Run(Paging paging, bool descending, CancellationToken ct)
    {
        var catalogue = await fields.All(ct);
        return await new Listing<SegmentView>(
            Columns(),
            Sql.Raw("segments s"),
            $"s.organization_id = {reads.Tenant}",
            row => Read(row, catalogue)
        )
        {
            Id = "s.id",
            Name = "s.name_key",
            IdOf = s => s.Id,
            NameOf = s => NameFolding.Key(s.Name, Segment.MaxName),
        }.Run(reads, paging, descending, ct);
    }

    public async Task<SegmentView> One(Guid id, CancellationToken ct)
    {
        var catalogue = await fields.All(ct);
        return (
                await reads.Rows(
                    $"select {Columns()} from segments s where s.organization_id = {reads.Tenant} and s.id = {id}",
                    row => Read(row, catalogue),
                    ct
                )
            ).SingleOrDefault() ?? throw new Missing("segment");
    }

    /// <summary>The condition that a customer is within reach of both permissions.</summary>
    internal static Sql Visible(Access access, CustomerAccess customers) =>
        Sql.Join(
            " and ",
            new[] { Permission.ReadCustomers, Permission.ReadSegments }
                .Where(p => access.Require(p) != Scope.All)
                .Select(p => customers.Visible(p, "c"))
                .Prepend(Sql.Raw("c.archived_at is null and c.merged_into_id is null"))
        );

    private bool SeesAll => access.Require(Permission.ReadCustomers) == Scope.All && access.Require(Permission.ReadSegments) == Scope.All;

    private Sql Columns()
    {
        var counted = (Sql)
            $"""
                (select count(*) from (select 1 from segment_members m
                  {Sql.LookUp("customers", "c", $"c.organization_id = m.organization_id and c.id = m.customer_id")}
                  where m.organization_id = s.organization_id and m.segment_id = s.id and {Visible(access, customers)} limit {CountedTo
                    + 1}) counted)
                """;
        // Who sees everybody is answered with the count that is kept; archived members of a static one are counted out.
        var members = SeesAll ? (Sql)$"case when s.type = 'dynamic' then s.member_count else {counted} end" : counted;
        return $"""
            s.id, s.name, s.description, s.criteria, s.type, {members} as members, s.is_active, s.schedule, s.exclusive_group, s.priority,
            s.displaced_count, s.fault, s.notifies_owners, s.last_calculated_at, s.created_by_id, s.created_at, s.updated_at, s.version
            """;
    }

    private SegmentView Read(Row row, CriteriaCatalogue catalogue)
    {
        var (type, members, criteria) = (Words.Parse<SegmentType>(row.Text("type")), row.Long("members"), row.TextOrNull("criteria"));
        var (group, displaced, fault) = (row.TextOrNull("exclusive_group"), row.Long("displaced_count"), row.TextOrNull("fault"));
        var isDynamic = type == SegmentType.Dynamic;
        var isEstimate = members > CountedTo && !(isDynamic && SeesAll);
        return new SegmentView
        {
            Id = row.Id("id"),
            Name = row.Text("name"),
            Description = row.TextOrNull("description"),
            Criteria = criteria is null ? null : JsonSerializer.Deserialize<JsonElement>(criteria),
            Explanation = criteria is null ? null : Explained(criteria, catalogue),
            Type = type,
            MemberCount = isEstimate ? CountedTo : members,
            MemberCountIsEstimate = isEstimate,
            IsActive = row.Truth("is_active"),
            Schedule = isDynamic ? Words.Parse<SegmentSchedule>(row.Text("schedule")) : null,
            ExclusiveGroup = group,
            Priority = isDynamic ? row.Int("priority") : null,
            DisplacedCount = SeesAll ? displaced : 0,
            Warning =
                fault is not null ? $"Its members no longer follow. {fault}"
                : displaced > 0 ? $"{displaced:N0} who match are in a segment of {group} that comes first."
                : null,
            NotifiesOwners = row.Truth("notifies_owners"),
            LastCalculatedAt = row.TimeOrNull("last_calculated_at"),
            CreatedBy = row.IdOrNull("created_by_id"),
            CreatedAt = row.Time("created_at"),
            UpdatedAt = row.Time("updated_at"),
            Version = row.Int("version"),
        };
    }

    internal static string? Explained(string criteria, CriteriaCatalogue catalogue) =>
        new ReadCriteria(catalogue, new Errors()).Read(criteria, "criteria") is { } read ? DescribeCriteria.Sentence(read) : null;
}

/// <summary>A member as lists show it.</summary>
/// <param name="Since">When they came in.</param>
/// <param name="AddedBy">Who put them in by hand.</param>
/// <param name="Reason">Why they came in.</param>
public sealed record SegmentMemberView(
    Guid CustomerId,
    string? ExternalId,
    string DisplayName,
    DateTimeOffset Since,
    AssignedHow How,
    string? AddedBy,
    string? Reason
);

/// <summary>Somebody came in or left.</summary>
public sealed record SegmentChangeView(
    Guid Id,
    Guid CustomerId,
    string DisplayName,
    bool Entered,
    AssignedHow How,
    string? By,
    DateTimeOffset At,
    string Reason
);

/// <summary>The members of a segment within the caller's reach, and how they came and went.</summary>
public sealed class FindMembers(Reads reads, Access access, CustomerAccess customers)
{
    private static readonly Sql Joined = Sql.Of(
        $"""
        segment_members m
        {Sql.LookUp("customers", "c", $"c.organization_id = m.organization_id and c.id = m.customer_id")}
        {Sql.LeftLookUp("customer_summary", "s", $"s.organization_id = m.organization_id and s.customer_id = m.customer_id")}
        left join users u on u.organization_id = m.organization_id and u.id = m.assigned_by_id
        """
    );

    private static readonly Sql Columns = Sql.Raw(
        """
        c.id, s.external_id, c.display_name, m.assigned_at, m.how, u.name,
        (select h.reason from segment_changes h where h.organization_id = m.organization_id and h.customer_id = m.customer_id
           and coalesce(h.segment_id, h.segment_id) = m.segment_id and h.entered order by coalesce(h.id, h.id) desc limit 1)
        """
    );

    public async Task<Page<SegmentMemberView>> Run(Guid segment, Paging paging, CancellationToken ct)
    {
        await RequireSegment(segment, ct);
        return await new Listing<SegmentMemberView>(Columns, Joined, Of(segment), Read)
        {
            Id = "m.customer_id",
            IdOf = m => m.CustomerId,
        }.Run(reads, paging, descending: false, ct);
    }

    public async Task<Page<SegmentChangeView>> Changes(Guid segment, Paging paging, CancellationToken ct)
    {
        await RequireSegment(segment, ct);
        return await new Listing<SegmentChangeView>(
            Sql.Raw("h.id, c.id, c.display_name, h.entered, h.how, u.name, h.at, h.reason"),
            $"""
            segment_changes h
            {Sql.LookUp("customers", "c", $"c.organization_id = h.organization_id and c.id = h.customer_id")}
            left join users u on u.organization_id = h.organization_id and u.id = h.by_id
            """,
            $"h.organization_id = {reads.Tenant} and h.segment_id = {segment} and {FindSegments.Visible(access, customers)}",
            row =>
                new(
                    row.Id(0),
                    row.Id(1),
                    row.Text(2),
                    row.Truth(3),
                    Words.Parse<AssignedHow>(row.Text(4)),
                    row.TextOrNull(5),
                    row.Time(6),
                    row.Text(7)
                )
        )
        {
            Id = "h.id",
            IdOf = h => h.Id,
        }.Run(reads, paging, descending: true, ct);
    }

    /// <summary>All of them one by one, for a file.</summary>
    public IAsyncEnumerable<SegmentMemberView> All(Guid segment, CancellationToken ct) =>
        reads.Stream($"select {Columns} from {Joined} where {Of(segment)} order by m.customer_id", Read, ct);

    private Sql Of(Guid segment) =>
        $"m.organization_id = {reads.Tenant} and m.segment_id = {segment} and {FindSegments.Visible(access, customers)}";

    private async Task RequireSegment(Guid segment, CancellationToken ct)
    {
        var found = await reads.Rows($"select 1 from segments where organization_id = {reads.Tenant} and id = {segment}", _ => true, ct);
        if (found.Count == 0)
            throw new Missing("segment");
    }

    private static SegmentMemberView Read(Row row) =>
        new(
            row.Id(0),
            row.TextOrNull(1),
            row.Text(2),
            row.Time(3),
            Words.Parse<AssignedHow>(row.Text(4)),
            row.TextOrNull(5),
            row.TextOrNull(6)
        );
}
