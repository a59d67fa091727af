using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;
using Rapport.Records.Interactions;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Support.Desk;

/// <summary>
/// The conversation of a ticket with those that were merged into it, oldest first. Internal notes are for who reads notes; they can hold
/// anything, so nobody from whom contact data is masked reads them.
/// </summary>
public sealed class FindTicketMessages(Reads reads, FindFacts find, Access access)
{
    public bool ShowsInternal => access.Has(Permission.ReadInteractions) && access.Sees(Mask.ContactData);

    public async Task<Page<TicketMessageView>> Run(Guid ticket, TicketMessageKind? kind, Paging paging, CancellationToken ct)
    {
        var customer = (Guid)(await find.One(FactKind.Of<Ticket>(), ticket, ct))["customer_id"]!;
        return await new TimedList<TicketMessageView>(
            $"ticket_messages|{ticket}|{kind}",
            TicketMessageView.Columns,
            TicketMessageView.From,
            Where(ticket, customer, kind),
            row => TicketMessageView.Of(row, TimedList<TicketMessageView>.First)
        )
        {
            Id = "m.id",
            Time = "m.created_at",
            Ascending = true,
        }.Run(reads, paging, ct);
    }

    public async Task<TicketMessageView> One(Guid message, CancellationToken ct) =>
        (
            await reads.Rows(
                $"""
                select {TicketMessageView.Columns} from {TicketMessageView.From}
                where m.organization_id = {reads.Tenant} and m.id = {message}
                """,
                row => TicketMessageView.Of(row, 0),
                ct
            )
        ).Single();

    private Sql Where(Guid ticket, Guid customer, TicketMessageKind? kind)
    {
        var shown = ShowsInternal ? Sql.Raw("true") : (Sql)$"m.kind = {TicketMessageKind.Public}";
        var asked = kind is { } only ? (Sql)$"m.kind = {only}" : Sql.Raw("true");
        return $"""
            m.organization_id = {reads.Tenant} and {shown} and {asked} and m.ticket_id in (
              select {ticket} union all
              select id from tickets where organization_id = {reads.Tenant} and merged_into_id = {ticket} and customer_id = {customer})
            """;
    }
}
