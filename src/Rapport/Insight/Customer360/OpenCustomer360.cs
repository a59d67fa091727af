using Rapport.Insight.Customer360.Parts;
using Rapport.Insight.Customer360.Reading;
using Rapport.Insight.Scoring;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Addresses;
using Rapport.Records.Customers.Contacts;
using Rapport.Records.Customers.Pages;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Customer360;

/// <summary>Opens all that is known of one customer: every part in one round trip, each under its own permission.</summary>
public sealed class OpenCustomer360(
    Reads reads,
    OpenCustomer open,
    Access access,
    CustomerTimeline timeline,
    ReadSentences sentences,
    CustomerAccess customers,
    TimeProvider clock
)
{
    private const int Entries = 50,
        Most = 200;

    public Task<Customer360View> Run(Guid id, CancellationToken ct) => Run(id, null, ct);

    /// <param name="parts">The parts to read, by their names in the answer; null reads them all. A part that is not asked for costs nothing
    /// and is null.</param>
    internal async Task<Customer360View> Run(Guid id, IReadOnlySet<string>? parts, CancellationToken ct)
    {
        bool Wanted(params string[] names) => parts is null || parts.Overlaps(names);
        IEnumerable<Statement> If(Permission permission, IEnumerable<Statement> statements, params string[] names) =>
            access.Has(permission) && Wanted(names) ? statements : [];
        var asked = new Asked(reads.Tenant, id, clock.Now());
        var caller = access.Caller;
        var (summaries, contacts, addresses) = (new List<Summary>(), new List<ContactView>(), new List<AddressView>());
        var measures = new List<(StoredScores, CustomerMeasures Measures)>();
        var (purchases, categories, billing, segments) = (
            new ReadPurchases(asked),
            new ReadCategories(asked),
            new ReadBilling(asked),
            new ReadSegments(asked)
        );
        var (loyalty, marketing, support, service) = (
            new ReadLoyalty(asked),
            new ReadMarketing(asked),
            new ReadSupport(asked) { Engine = reads.Engine },
            new ReadServiceHistory(
                asked,
                access.Has(Permission.ReadCustomers) ? customers.Visible(Permission.ReadCustomers, "o") : Sql.Raw("false")
            )
        );
        var (dealings, opportunities, behaviour) = (
            new ReadInteractions(asked, caller.UserId ?? Guid.Empty, caller.BranchId ?? Guid.Empty),
            new ReadOpportunities(asked),
            new ReadBehaviour(asked)
        );
        var history = new ReadHealthHistory(asked.Organization, id);
        var (entries, told) = timeline.Reading(id, Entries);

        var view = await open.Run(
            id,
            ct,
            [
                Summary.Of(asked, caller.UserId, summaries),
                .. Wanted("contacts") ? [Contacts(asked, contacts)] : Array.Empty<Statement>(),
                .. Wanted("core_profile") ? [Addresses(asked, addresses)] : Array.Empty<Statement>(),
                .. Wanted("health", "churn_risk")
                    ? [ReadMeasures.Of(measures, asked.Organization, [id], asked.Now), history.Statement]
                    : Array.Empty<Statement>(),
                .. Wanted("segments", "marketing") ? [segments.Statement] : Array.Empty<Statement>(),
                .. Wanted("timeline") ? entries : [],
                .. If(Permission.ReadSales, purchases.Statements, "orders", "metrics", "behaviour"),
                .. If(Permission.ReadSales, categories.Statements, "behaviour"),
                .. If(Permission.ReadSales, opportunities.Statements, "opportunities"),
                .. If(Permission.ReadBilling, billing.Statements, "payments", "financial_summary"),
                .. If(Permission.ReadLoyalty, loyalty.Statements, "loyalty"),
                .. If(Permission.ReadMarketing, marketing.Statements, "marketing"),
                .. If(Permission.ReadSupport, support.Statements, "support"),
                .. If(Permission.ReadService, service.Statements, "field_service"),
                .. If(Permission.ReadInteractions, dealings.Statements, "interactions", "notes"),
                .. If(Permission.ReadBehaviour, behaviour.Statements, "behaviour"),
            ]
        );

        var summary = summaries.Single();
        var registered = view.RegistrationDate is { } date ? new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero) : view.CreatedAt;
        var shown = new Shown(access, view, summary.InTeam, part => Wanted(part));
        var health = Wanted("health") ? shown.Of(ScoreHealth.Of(measures.Single().Measures)) with { History = history.Answer() } : null;
        var churn = Wanted("churn_risk") ? shown.Of(ScoreChurn.Of(measures.Single().Measures)) : null;
        var metrics = shown.If("metrics", Permission.ReadSales, () => purchases.Metrics(summary, registered));
        return new Customer360View
        {
            CoreProfile = CoreProfile.Of(view, addresses),
            Contacts = contacts.Count == 0 ? null : contacts,
            Account = view.Account,
            Lifecycle = Lifecycle(
                shown,
                view,
                registered,
                summary,
                new LifecycleScores(health?.Score, churn?.Score, churn?.Level),
                segments.Names
            ),
            Metrics = metrics,
            Spend = metrics is null ? [] : purchases.Spend(summary),
            FinancialSummary = shown.IfPaying("financial_summary", () => billing.Finances(summary)),
            Orders = shown.If("orders", Permission.ReadSales, () => purchases.Orders(summary)),
            Payments = shown.IfPaying("payments", billing.Payments),
            Loyalty = shown.If("loyalty", Permission.ReadLoyalty, () => loyalty.Answer(summary)),
            Marketing = shown.If("marketing", Permission.ReadMarketing, () => marketing.Answer(segments.Names)),
            Support = shown.If("support", Permission.ReadSupport, () => support.Answer(summary)),
            Interactions = shown.If("interactions", Permission.ReadInteractions, dealings.Answer),
            Opportunities = shown.If("opportunities", Permission.ReadSales, opportunities.Answer),
            FieldService = shown.If("field_service", Permission.ReadService, service.Answer),
            Timeline = Wanted("timeline") && await sentences.Titled(await told(ct), ct) is { Data.Count: > 0 } happened ? happened : null,
            Notes = shown.If("notes", Permission.ReadInteractions, dealings.Notes),
            Tags = view.Tags.Count == 0 ? null : view.Tags,
            Behaviour = shown.If(
                "behaviour",
                Permission.ReadBehaviour,
                () => behaviour.Answer(categories.Answer(), purchases.Times, summary.Zone)
            ),
            Segments = Wanted("segments") ? segments.Answer() : null,
            Health = health,
            ChurnRisk = churn,
            Withheld = shown.Withheld,
        };
    }

    private Statement Contacts(Asked asked, List<ContactView> into) =>
        Statement.Into(
            into,
            $"""
            select {Sql.Raw(
                ContactView.Columns
            )} from contacts where {asked.Mine} and archived_at is null order by is_primary desc, name_key, id limit {Most}
            """,
            row => ContactView.Of(row, access)
        );

    private static Statement Addresses(Asked asked, List<AddressView> into) =>
        Statement.Into(
            into,
            $"""
            select {Sql.Raw(AddressView.Columns)} from addresses where {asked.Mine} and archived_at is null order by {PrimaryAddress.First(
                asked.Organization,
                asked.Customer
            )} limit {Most}
            """,
            AddressView.Of
        );

    private static Lifecycle Lifecycle(
        Shown shown,
        CustomerView view,
        DateTimeOffset registered,
        Summary summary,
        LifecycleScores scores,
        IReadOnlyList<string> segments
    )
    {
        var milestones = new List<Milestone> { new("registered", registered) };
        if (shown.Reaches(Permission.ReadSales) && summary.FirstPurchaseAt is { } first)
            milestones.Add(new("first_purchase", first));
        if (shown.Reaches(Permission.ReadSales) && summary.LastPurchaseAt is { } last && last != summary.FirstPurchaseAt)
            milestones.Add(new("last_purchase", last));
        if (shown.Reaches(Permission.ReadInteractions) && summary.LastInteractionAt is { } spoken)
            milestones.Add(new("last_interaction", spoken));
        return new Lifecycle(view.Status, view.Source, registered, scores, segments, [.. milestones.OrderBy(m => m.OccurredAt)]);
    }

    /// <summary>What the caller may see of this customer; each refusal is noted by the part's name.</summary>
    private sealed class Shown(Access access, CustomerView view, bool inTeam, Func<string, bool> wanted)
    {
        private readonly List<string> withheld = [];

        public IReadOnlyList<string> Withheld => withheld;

        public T? If<T>(string part, Permission permission, Func<T?> read)
            where T : class =>
            !Reaches(permission) ? Refused<T>(part)
            : wanted(part) ? read()
            : null;

        public T? IfPaying<T>(string part, Func<T?> read)
            where T : class =>
            !Reaches(Permission.ReadBilling) || !access.Sees(Mask.PaymentData) ? Refused<T>(part)
            : wanted(part) ? read()
            : null;

        /// <summary>A score is everybody's; what it says of purchases or tickets is for those who may read these.</summary>
        public HealthScore Of(HealthScore health) => health with { Factors = [.. health.Factors.Where(f => Reaches(AreaOf(f.Name)))] };

        public ChurnRisk Of(ChurnRisk risk) => risk with { Factors = [.. risk.Factors.Where(f => Reaches(AreaOf(f.Name)))] };

        private static Permission AreaOf(string factor) =>
            factor switch
            {
                "engagement" or "engagement_decline" => Permission.ReadInteractions,
                "support" or "support_issues" => Permission.ReadSupport,
                _ => Permission.ReadSales,
            };

        public bool Reaches(Permission permission) =>
            access.Caller.Grants.Scopes.TryGetValue(permission, out var scope)
            && access.Reaches(scope, view.OwnerId, view.BranchId, inTeam);

        private T? Refused<T>(string part)
            where T : class
        {
            withheld.Add(part);
            return null;
        }
    }
}
