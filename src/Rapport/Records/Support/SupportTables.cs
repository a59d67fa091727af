using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Records.Facts;

namespace Rapport.Records.Support;

internal sealed class TicketTable : CustomerFactTable<Ticket>
{
    protected override bool IsWorkedByStatus => true;

    public override void Configure(EntityTypeBuilder<Ticket> ticket)
    {
        base.Configure(ticket);
        ticket.Property(t => t.KeptFields).HasMaxLength(400);
        ticket
            .HasIndex(t => new
            {
                t.OrganizationId,
                t.AssigneeId,
                t.HappenedAt,
                t.Id,
            })
            .HasFilter("assignee_id is not null");
        ticket.HasIndex(t => new { t.OrganizationId, t.MergedIntoId }).HasFilter("merged_into_id is not null");
    }
}

internal sealed class SurveyResponseTable : CustomerFactTable<SurveyResponse>;
