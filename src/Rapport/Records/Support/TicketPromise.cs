using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;

namespace Rapport.Records.Support;

/// <summary>What the organization has set for tickets of one priority.</summary>
public sealed class TicketPromise : VersionedEntity
{
    public TicketPriority Priority { get; init; }
    public int AnswerMinutes { get; set; }
    public int SolutionMinutes { get; set; }
}

internal sealed class TicketPromiseTable : IEntityTypeConfiguration<TicketPromise>
{
    public void Configure(EntityTypeBuilder<TicketPromise> promise)
    {
        promise.ToTable("service_levels");
        promise.HasIndex(p => new { p.OrganizationId, p.Priority }).IsUnique();
    }
}
