using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Facts;

namespace Rapport.Records.Interactions;

/// <summary>When a customer was last in touch.</summary>
internal sealed class TouchSummary : SummaryPart
{
    public override string Name => "interactions";

    public override IReadOnlyList<FactKind> Kinds { get; } = [FactKind.Of<Interaction>()];

    public override IReadOnlyList<SummaryColumn> Columns { get; } = [SummaryColumn.Latest("last_interaction_at", "f.last_at")];

    public override Sql Facts(Guid organization, Sql customers) =>
        $"""
            select customer_id, max(happened_at) as last_at from interactions
            where organization_id = {organization} and {customers} group by customer_id
            """;

    /// <summary>The last interaction is one step into an index for each customer, however many they have.</summary>
    public override Sql OfFew(Guid organization, IReadOnlyList<Guid> customers) =>
        $"""
            update customer_summary as s set last_interaction_at = (select max(i.happened_at) from interactions i
              where i.organization_id = s.organization_id and i.customer_id = s.customer_id)
            where s.organization_id = {organization} and {Sql.In("s.customer_id", customers)}
            """;

    public override bool IsAddition(CustomerFact fact) => true;

    public override bool Add(CustomerSummary sum, CustomerFact fact)
    {
        sum.LastInteractionAt = sum.LastInteractionAt > fact.HappenedAt ? sum.LastInteractionAt : fact.HappenedAt;
        return true;
    }
}
