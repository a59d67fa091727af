using System.Text;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Merge;

namespace Rapport.Insight.Lifecycle;

/// <summary>The statements that read one customer's stage, its history, and what may follow.</summary>
internal sealed class LifecycleReading(MasterKey master, Guid organization, Guid customer)
{
    public const int MostLines = 500;

    private const string Stage = "{0}.id, {0}.name, {0}.category, {0}.system_key, {0}.color";
    private readonly List<StateRow> states = [];

    public List<StageChangeView> History { get; } = [];
    public List<AllowedMove> Allowed { get; } = [];
    public List<WaitingMove> Waiting { get; } = [];
    public List<SuggestedMove> Suggested { get; } = [];

    internal sealed record StateRow(
        StageRef Current,
        DateTimeOffset EnteredAt,
        StageRef? Previous,
        CustomerStatus Status,
        CustomerType Type,
        bool OnboardingExpected,
        bool HighRiskRechurn,
        DateTimeOffset? HeldUntil,
        DateTimeOffset UpdatedAt,
        int Version,
        DateTimeOffset? FirstPurchaseAt,
        DateTimeOffset? LastPurchaseAt,
        long SpentMinor,
        string? Currency,
        int Purchases,
        bool IsOnboarded
    );

    public StateRow State => states[0];

    public Statement OfState =>
        Statement.Into(
            states,
            $"""
            select {Columns("s")}, coalesce(l.entered_stage_at, c.created_at), {Columns("p")}, c.status as status,
              c.type as customer_type, coalesce(l.onboarding_expected, {false}) as onboarding_expected,
              coalesce(l.high_risk_rechurn, {false}) as high_risk_rechurn, l.rules_held_until as rules_held_until,
              coalesce(l.updated_at, c.created_at) as updated_at, coalesce(l.version, 1) as version,
              u.first_purchase_at as first_purchase_at, u.last_purchase_at as last_purchase_at,
              coalesce(u.spent_minor, 0) as spent_minor, u.currency as currency, coalesce(u.order_count, 0) as order_count,
              exists (select 1 from milestones m where m.organization_id = c.organization_id and m.customer_id = c.id
                and m.type = 'onboarding_complete') as is_onboarded
            from customers c
            left join customer_lifecycles l on l.organization_id = c.organization_id and l.customer_id = c.id
            join lifecycle_stages s on s.organization_id = c.organization_id and (s.id = l.current_stage_id or (l.customer_id is null
              and s.system_key = case c.status when 'active' then 'customer' when 'inactive' then 'customer' when 'churned' then 'churned'
                else 'lead' end))
            left join lifecycle_stages p on p.organization_id = c.organization_id and p.id = l.previous_stage_id
            left join customer_summary u on u.organization_id = c.organization_id and u.customer_id = c.id
            where c.organization_id = {organization} and c.id = {customer}
            """,
            row => new StateRow(
                ReadStage(row, 0)!,
                row.Time(5),
                ReadStage(row, 6),
                Words.Parse<CustomerStatus>(row.Text("status")),
                Words.Parse<CustomerType>(row.Text("customer_type")),
                row.Truth("onboarding_expected"),
                row.Truth("high_risk_rechurn"),
                row.TimeOrNull("rules_held_until"),
                row.Time("updated_at"),
                row.Int("version"),
                row.TimeOrNull("first_purchase_at"),
                row.TimeOrNull("last_purchase_at"),
                row.Long("spent_minor"),
                row.TextOrNull("currency"),
                row.Int("order_count"),
                row.Truth("is_onboarded")
            )
        );

    /// <summary>Newest first, with the lines of those who were merged into this customer.</summary>
    public Statement OfHistory(int most) =>
        Statement.Into(
            History,
            $"""
            {MergedInto.HistoryOf(organization, customer)}
            select h.id, h.customer_id, {Columns("f")}, {Columns("t")}, h.changed_at, h.changed_by_id, b.name, h.approved_by_id,
              a.name, h.reason as reason, h.reason_sealed as reason_sealed, k.wrapped as wrapped, h.trigger as move_trigger,
              h.seconds_before as seconds_before
            from history m cross join stage_changes h
            join lifecycle_stages t on t.organization_id = h.organization_id and t.id = h.to_stage_id
            left join lifecycle_stages f on f.organization_id = h.organization_id and f.id = h.from_stage_id
            left join users b on b.organization_id = h.organization_id and b.id = h.changed_by_id
            left join users a on a.organization_id = h.organization_id and a.id = h.approved_by_id
            left join person_keys k on k.organization_id = h.organization_id and k.id = h.customer_id and h.reason_sealed is not null
            where h.organization_id = {organization} and h.customer_id = m.id
            order by h.changed_at desc, h.id desc limit {most}
            """,
            ReadLine
        );

    public Statement OfAllowed =>
        Statement.Into(
            Allowed,
            $"""
            select t.id, t.name, t.system_key, t.category, m.needs_approval from customer_lifecycles l
            join stage_moves m on m.organization_id = l.organization_id and m.from_stage_id = l.current_stage_id
            join lifecycle_stages t on t.organization_id = m.organization_id and t.id = m.to_stage_id
            where l.organization_id = {organization} and l.customer_id = {customer} and t.is_active = {true} and t.deleted_at is null
            order by t.display_order, t.id
            """,
            row => new AllowedMove(row.Id(0), row.Text(1), KeyOf(row, 2), Words.Parse<StageCategory>(row.Text(3)), row.Truth(4))
        );

    public Statement OfWaiting =>
        Statement.Into(
            Waiting,
            $"""
            select r.id, {Columns("t")}, r.reason, r.requested_by_id, u.name, r.requested_at from stage_move_requests r
            join lifecycle_stages t on t.organization_id = r.organization_id and t.id = r.to_stage_id
            left join users u on u.organization_id = r.organization_id and u.id = r.requested_by_id
            where r.organization_id = {organization} and r.customer_id = {customer} and r.state = 'waiting'
            """,
            row => new WaitingMove(row.Id(0), ReadStage(row, 1)!, row.TextOrNull(6), Actor(row, 7), row.Time(9))
        );

    public Statement OfSuggested =>
        Statement.Into(
            Suggested,
            $"""
            select g.id, {Columns("t")}, g.reason, g.made_at from stage_suggestions g
            join lifecycle_stages t on t.organization_id = g.organization_id and t.id = g.to_stage_id
            where g.organization_id = {organization} and g.customer_id = {customer} and g.state = 'open'
            """,
            row => new SuggestedMove(row.Id(0), ReadStage(row, 1)!, row.Text(6), row.Time(7))
        );

    /// <param name="seesPurchases">Whether the caller may read this customer's sales.</param>
    public LifecycleView Answer(DateTimeOffset now, bool seesPurchases)
    {
        var state = State;
        return new LifecycleView(
            customer,
            state.Current,
            state.EnteredAt,
            Days(now - state.EnteredAt),
            state.Previous,
            state.Status,
            AccountStatus(state),
            state.OnboardingExpected && !state.IsOnboarded,
            state.HighRiskRechurn,
            state.HeldUntil > now ? state.HeldUntil : null,
            Allowed,
            Waiting.FirstOrDefault(),
            Suggested.FirstOrDefault(),
            seesPurchases && state.FirstPurchaseAt is { } first ? DateOnly.FromDateTime(first.UtcDateTime) : null,
            seesPurchases && state.LastPurchaseAt is { } last ? DateOnly.FromDateTime(last.UtcDateTime) : null,
            seesPurchases ? MinorUnits.Amount(state.SpentMinor, state.Currency) : null,
            seesPurchases ? state.Currency : null,
            seesPurchases ? state.Purchases : null,
            state.UpdatedAt,
            state.Version
        );
    }

    private static string? AccountStatus(StateRow state) =>
        state.Type != CustomerType.Organization ? null
        : state.Current.SystemKey == SystemStage.AtRisk ? "at_risk"
        : state.Current.Category switch
        {
            StageCategory.PreCustomer => "onboarding",
            StageCategory.PostCustomer => "churned",
            _ => state.OnboardingExpected && !state.IsOnboarded ? "onboarding" : "active",
        };

    public static double Days(TimeSpan time) => Math.Round(Math.Max(0, time.TotalDays), 2);

    private StageChangeView ReadLine(Row row)
    {
        var (id, of) = (row.Id(0), row.Id(1));
        return new StageChangeView(
            id,
            of,
            ReadStage(row, 2),
            ReadStage(row, 7)!,
            row.Time(12),
            Actor(row, 13),
            Actor(row, 15),
            row.TextOrNull("reason") ?? Opened(row, id, of),
            Words.Parse<MoveTrigger>(row.Text("move_trigger")),
            row.LongOrNull("seconds_before") is { } seconds ? Days(TimeSpan.FromSeconds(seconds)) : null
        );
    }

    /// <summary>What a person wrote; null once the key is gone with an erasure.</summary>
    private string? Opened(Row row, Guid id, Guid of) =>
        row.BytesOrNull("reason_sealed") is { } sealedText && row.BytesOrNull("wrapped") is { } wrapped
            ? Encoding.UTF8.GetString(
                MasterKey.Unseal(PersonKeys.Unwrap(master, organization, of, wrapped), sealedText, id.ToByteArray(true))
            )
            : null;

    private static StageActor? Actor(Row row, int at) => row.IdOrNull(at) is { } id ? new(id, row.TextOrNull(at + 1) ?? "") : null;

    internal static Sql Columns(string alias) => Sql.Raw(string.Format(System.Globalization.CultureInfo.InvariantCulture, Stage, alias));

    internal static StageRef? ReadStage(Row row, int at) =>
        row.IdOrNull(at) is { } id
            ? new(id, row.Text(at + 1), Words.Parse<StageCategory>(row.Text(at + 2)), KeyOf(row, at + 3), row.TextOrNull(at + 4))
            : null;

    private static SystemStage? KeyOf(Row row, int at) => row.TextOrNull(at) is { } key ? Words.Parse<SystemStage>(key) : null;
}
