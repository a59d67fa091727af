using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Facts;

namespace Rapport.Records.Support;

/// <summary>How many tickets of a customer are open.</summary>
internal sealed class TicketSummary : SummaryPart
{
    public override string Name => "tickets";

    public override IReadOnlyList<FactKind> Kinds { get; } = [FactKind.Of<Ticket>()];

    public override IReadOnlyList<SummaryColumn> Columns { get; } = [SummaryColumn.Sum("open_tickets", "coalesce(f.tickets, 0)")];

    public override Sql Facts(Guid organization, Sql customers) =>
        $"""
            select customer_id, count(*) as tickets from tickets
            where organization_id = {organization} and {customers} and status in ('open', 'pending', 'on_hold') group by customer_id
            """;

    public override bool IsAddition(CustomerFact fact) => true;

    public override bool Add(CustomerSummary sum, CustomerFact fact)
    {
        if (fact is not Ticket { IsOpen: true })
            return false;
        sum.OpenTickets++;
        return true;
    }
}
