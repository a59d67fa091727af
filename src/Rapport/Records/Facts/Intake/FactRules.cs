using Rapport.Platform.Data;
using Rapport.Records.Billing;
using Rapport.Records.Campaigns;
using Rapport.Records.Loyalty;
using Rapport.Records.Sales;

namespace Rapport.Records.Facts.Intake;

/// <summary>
/// The rules between facts: nobody pays more than an invoice asks, returns what was never bought, or spends points that are not there.
/// </summary>
public sealed class FactRules(RapportDb db, LoyaltyTiers tiers)
{
    private static readonly List<FactKind> First =
    [
        FactKind.Of<Product>(),
        FactKind.Of<Order>(),
        FactKind.Of<Invoice>(),
        FactKind.Of<Campaign>(),
    ];
    private static readonly FactKind Payments = FactKind.Of<Payment>(),
        Orders = FactKind.Of<Order>(),
        Movements = FactKind.Of<LoyaltyTransaction>(),
        Messages = FactKind.Of<CampaignMessage>();

    private readonly InvoiceRules invoices = new(db);
    private readonly ReturnRules returns = new(db);
    private readonly PointRules points = new(db);

    /// <summary>Who has earned points since this was last asked.</summary>
    public IReadOnlyCollection<Guid> Earners => points.Earners();

    /// <summary>What others refer to comes before them.</summary>
    public int Rank(FactKind kind) => First.IndexOf(kind) is var at and >= 0 ? at : First.Count;

    /// <summary>
    /// Points that are earned in a batch may be spent in it, and what is bought in it may come back. What is here already is judged before
    /// what is new:
    /// should its correction be refused, it still counts. The rows of one fact stay together, in their order: the last counts.
    /// </summary>
    public IEnumerable<(int At, FactDraft Draft)> InOrder(IReadOnlyCollection<(int At, FactDraft Draft)> rows)
    {
        var later = rows.Where(r => TakesBack(r.Draft)).Select(r => r.Draft.ExternalId).ToHashSet();
        var known = rows.Select(r => r.Draft).Where(IsKnown).Select(d => d.ExternalId).ToHashSet();
        return later.Count + known.Count == 0
            ? rows
            : rows.OrderBy(r => later.Contains(r.Draft.ExternalId)).ThenBy(r => !known.Contains(r.Draft.ExternalId));
    }

    private bool IsKnown(FactDraft draft) =>
        draft.ExternalId is { } id
        && (
            draft.Kind == Movements ? points.Knows(id)
            : draft.Kind == Payments ? invoices.Knows(id)
            : draft.Kind == Orders && returns.Knows(id)
        );

    private static bool TakesBack(FactDraft draft) => draft.Fact is LoyaltyTransaction { Points: < 0 } or Order { Returns: not null };

    public async Task Prepare(FactKind kind, IReadOnlyList<FactDraft> drafts, Dictionary<string, FactCustomer> owners, CancellationToken ct)
    {
        if (kind == Movements)
        {
            await tiers.Begin(ct);
            await points.Load(drafts, owners, ct);
        }
        else if (kind == Payments)
            await invoices.Load(drafts, ct);
        else if (kind == Messages)
            await NameCampaigns([.. drafts.Select(d => d.Fact).OfType<CampaignMessage>()], ct);
        else if (kind == Orders)
            await returns.Load(drafts, ct);
    }

    private async Task NameCampaigns(IReadOnlyList<CampaignMessage> messages, CancellationToken ct)
    {
        var names = new Dictionary<string, string>();
        foreach (var some in messages.Select(m => m.Campaign).OfType<string>().Distinct().Chunk(500))
        foreach (
            var (externalId, name) in await db.Rows(
                $"select external_id, name from campaigns where organization_id = {db.TenantId} and {Sql.In("external_id", some)}",
                row => (row.Text(0), row.Text(1)),
                ct
            )
        )
            names[externalId] = name;
        foreach (var message in messages)
            message.CampaignName = message.Campaign is { } campaign ? names.GetValueOrDefault(campaign) : null;
    }

    /// <summary>A row is judged now: what its fact counted for so far is left out.</summary>
    public void Lift(FactDraft draft)
    {
        if (draft.ExternalId is not { } id)
            return;
        if (draft.Kind == Movements)
            points.Lift(id);
        else if (draft.Kind == Payments)
            invoices.Lift(id);
        else if (draft.Kind == Orders)
            returns.Lift(id);
    }

    public void Check(FactDraft draft)
    {
        if (draft.Fact is Payment payment)
            invoices.Check(payment, draft.Errors);
        else if (draft.Fact is Order order)
            returns.Check(order, draft.Errors);
    }

    /// <summary>False when this takes points that the customer does not have.</summary>
    public bool HasPoints(FactDraft draft) => draft.Fact is not LoyaltyTransaction movement || points.Has(movement);

    /// <summary>True when points that are spent already go away with what was earned.</summary>
    public bool Overdraws(FactDraft draft) =>
        draft.Kind == Movements && points.Overdraws(draft.ExternalId!, draft.Fact as LoyaltyTransaction);

    /// <summary>The row was refused, or waits: what was there stays.</summary>
    public void Stay(FactDraft draft)
    {
        if (draft.ExternalId is not { } id)
            return;
        if (draft.Kind == Movements)
            points.Stay(id);
        else if (draft.Kind == Payments)
            invoices.Stay(id);
        else if (draft.Kind == Orders)
            returns.Stay(id);
    }

    /// <summary>The row was taken: a fact that is removed counts for nothing.</summary>
    public void Count(FactDraft draft)
    {
        if (draft.ExternalId is not { } id)
            return;
        if (draft.Kind == Movements)
            points.Count(id, draft.IsRemoval ? null : draft.Fact as LoyaltyTransaction);
        else if (draft.Kind == Payments)
            invoices.Count(id, draft.IsRemoval ? null : draft.Fact as Payment);
        else if (draft.Kind == Orders)
            returns.Count(id, draft.IsRemoval ? null : draft.Fact as Order);
    }
}
