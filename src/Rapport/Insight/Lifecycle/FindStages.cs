using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Lifecycle;

/// <summary>A stage with how many live customers the caller may see in it.</summary>
public sealed record StageView(
    Guid Id,
    string Name,
    StageCategory Category,
    SystemStage? SystemKey,
    int DisplayOrder,
    string? Color,
    string? Description,
    bool IsActive,
    long Customers,
    DateTimeOffset CreatedAt,
    int Version
);

public sealed record MoveView(Guid Id, StageRef From, StageRef To, bool NeedsApproval);

public sealed record RuleView(
    Guid Id,
    string Name,
    RuleCondition Condition,
    RuleMode Mode,
    StageRef ToStage,
    int? Threshold,
    bool IsHeldOff,
    int Version
);

public sealed record SettingsView(int HoldOffDays, int RechurnDays, int RenewalDays, bool CreatesOpportunity, int Version);

/// <summary>A move that waits for an approval, or that waited.</summary>
public sealed record MoveRequestView(
    Guid Id,
    Guid CustomerId,
    string CustomerName,
    StageRef From,
    StageRef To,
    string? Reason,
    RequestState State,
    StageActor? RequestedBy,
    DateTimeOffset RequestedAt,
    StageActor? DecidedBy,
    DateTimeOffset? DecidedAt
);

/// <summary>A move that a rule or an import suggests.</summary>
public sealed record SuggestionView(
    Guid Id,
    Guid CustomerId,
    string CustomerName,
    StageRef From,
    StageRef To,
    string Reason,
    SuggestionState State,
    DateTimeOffset MadeAt,
    DateTimeOffset? DecidedAt
);

/// <summary>Reads how the lifecycle is set up, and what waits for somebody's decision.</summary>
public sealed class FindStages(Reads reads, CustomerAccess customers)
{
    private Sql Visible => customers.Visible(Permission.ReadCustomers, "c");

    public Task<List<StageView>> Stages(CancellationToken ct) =>
        reads.Rows(
            $"""
            select s.id, s.name, s.category, s.system_key, s.display_order, s.color, s.description, s.is_active, s.created_at, s.version,
              (select count(*) from customer_lifecycles l join customers c on c.organization_id = l.organization_id and c.id = l.customer_id
               where l.organization_id = s.organization_id and l.current_stage_id = s.id and c.archived_at is null
                 and c.merged_into_id is null and {Visible})
            from lifecycle_stages s where s.organization_id = {reads.Tenant} and s.deleted_at is null order by s.display_order, s.id
            """,
            row => new StageView(
                row.Id(0),
                row.Text(1),
                Words.Parse<StageCategory>(row.Text(2)),
                row.TextOrNull(3) is { } key ? Words.Parse<SystemStage>(key) : null,
                row.Int(4),
                row.TextOrNull(5),
                row.TextOrNull(6),
                row.Truth(7),
                row.Long(10),
                row.Time(8),
                row.Int(9)
            ),
            ct
        );

    /// <summary>The stages that customers can be moved to, without counting who is in them.</summary>
    public Task<List<StageRef>> Active(CancellationToken ct) =>
        reads.Rows(
            $"""
            select {LifecycleReading.Columns("s")} from lifecycle_stages s
            where s.organization_id = {reads.Tenant} and s.deleted_at is null and s.is_active = {true} order by s.display_order, s.id
            """,
            row => LifecycleReading.ReadStage(row, 0)!,
            ct
        );

    public async Task<StageView> Stage(Guid id, CancellationToken ct) =>
        (await Stages(ct)).FirstOrDefault(s => s.Id == id) ?? throw new Missing("stage");

    public Task<List<MoveView>> Moves(CancellationToken ct) =>
        reads.Rows(
            $"""
            select m.id, {LifecycleReading.Columns("f")}, {LifecycleReading.Columns("t")}, m.needs_approval from stage_moves m
            join lifecycle_stages f on f.organization_id = m.organization_id and f.id = m.from_stage_id
            join lifecycle_stages t on t.organization_id = m.organization_id and t.id = m.to_stage_id
            where m.organization_id = {reads.Tenant} order by f.display_order, t.display_order, m.id
            """,
            row => new MoveView(row.Id(0), LifecycleReading.ReadStage(row, 1)!, LifecycleReading.ReadStage(row, 6)!, row.Truth(11)),
            ct
        );

    public async Task<MoveView> Move(Guid id, CancellationToken ct) =>
        (await Moves(ct)).FirstOrDefault(m => m.Id == id) ?? throw new Missing("move");

    public Task<List<RuleView>> Rules(CancellationToken ct) =>
        reads.Rows(
            $"""
            select r.id, r.name, r.condition, r.mode, {LifecycleReading.Columns("t")}, r.threshold, r.is_held_off, r.version
            from stage_rules r join lifecycle_stages t on t.organization_id = r.organization_id and t.id = r.to_stage_id
            where r.organization_id = {reads.Tenant} order by r.position, r.id
            """,
            row => new RuleView(
                row.Id(0),
                row.Text(1),
                Words.Parse<RuleCondition>(row.Text(2)),
                Words.Parse<RuleMode>(row.Text(3)),
                LifecycleReading.ReadStage(row, 4)!,
                row.IntOrNull(9),
                row.Truth(10),
                row.Int(11)
            ),
            ct
        );

    public async Task<RuleView> Rule(Guid id, CancellationToken ct) =>
        (await Rules(ct)).FirstOrDefault(r => r.Id == id) ?? throw new Missing("rule");

    public async Task<SettingsView> Settings(CancellationToken ct) =>
        (
            await reads.Rows(
                $"""
                select hold_off_days, rechurn_days, renewal_days, creates_opportunity, version from lifecycle_settings
                where organization_id = {reads.Tenant}
                """,
                row => new SettingsView(row.Int(0), row.Int(1), row.Int(2), row.Truth(3), row.Int(4)),
                ct
            )
        ).Single();

    /// <summary>Newest first, of the customers that the caller may see.</summary>
    public Task<Page<MoveRequestView>> Requests(RequestState? state, Paging paging, CancellationToken ct) =>
        new Listing<MoveRequestView>(
            $"""
            r.id, c.id, c.display_name, {LifecycleReading.Columns("f")}, {LifecycleReading.Columns("t")}, r.reason, r.state,
              r.requested_by_id, a.name, r.requested_at as requested_at, r.decided_by_id, d.name, r.decided_at as decided_at
            """,
            Sql.Of(
                $"""
                stage_move_requests r {Sql.LookUp("customers", "c", $"c.organization_id = r.organization_id and c.id = r.customer_id")}
                {Sql.LookUp("lifecycle_stages", "f", $"f.organization_id = r.organization_id and f.id = r.from_stage_id")}
                {Sql.LookUp("lifecycle_stages", "t", $"t.organization_id = r.organization_id and t.id = r.to_stage_id")}
                left join users a on a.organization_id = r.organization_id and a.id = r.requested_by_id
                left join users d on d.organization_id = r.organization_id and d.id = r.decided_by_id
                """
            ),
            $"r.organization_id = {reads.Tenant} and {Of("r", state)} and {Visible}",
            row => new MoveRequestView(
                row.Id(0),
                row.Id(1),
                row.Text(2),
                LifecycleReading.ReadStage(row, 3)!,
                LifecycleReading.ReadStage(row, 8)!,
                row.TextOrNull(13),
                Words.Parse<RequestState>(row.Text(14)),
                Actor(row, 15),
                row.Time("requested_at"),
                Actor(row, 18),
                row.TimeOrNull("decided_at")
            )
        )
        {
            Id = "r.id",
            IdOf = r => r.Id,
        }.Run(reads, paging, descending: true, ct);

    /// <summary>Newest first, of the customers that the caller may see.</summary>
    public Task<Page<SuggestionView>> Suggestions(SuggestionState? state, Paging paging, CancellationToken ct) =>
        new Listing<SuggestionView>(
            $"""
            g.id, c.id, c.display_name, {LifecycleReading.Columns("f")}, {LifecycleReading.Columns(
                "t"
            )}, g.reason, g.state, g.made_at as made_at,
              g.decided_at as decided_at
            """,
            Sql.Of(
                $"""
                stage_suggestions g {Sql.LookUp("customers", "c", $"c.organization_id = g.organization_id and c.id = g.customer_id")}
                {Sql.LookUp("lifecycle_stages", "f", $"f.organization_id = g.organization_id and f.id = g.from_stage_id")}
                {Sql.LookUp("lifecycle_stages", "t", $"t.organization_id = g.organization_id and t.id = g.to_stage_id")}
                """
            ),
            $"g.organization_id = {reads.Tenant} and {Of("g", state)} and c.merged_into_id is null and {Visible}",
            row => new SuggestionView(
                row.Id(0),
                row.Id(1),
                row.Text(2),
                LifecycleReading.ReadStage(row, 3)!,
                LifecycleReading.ReadStage(row, 8)!,
                row.Text(13),
                Words.Parse<SuggestionState>(row.Text(14)),
                row.Time("made_at"),
                row.TimeOrNull("decided_at")
            )
        )
        {
            Id = "g.id",
            IdOf = s => s.Id,
        }.Run(reads, paging, descending: true, ct);

    private static Sql Of<T>(string alias, T? state)
        where T : struct, Enum => state is { } one ? $"{Sql.Raw(alias)}.state = {one}" : Sql.Raw("true");

    private static StageActor? Actor(Row row, int at) => row.IdOrNull(at) is { } id ? new(id, row.TextOrNull(at + 1) ?? "") : null;
}
