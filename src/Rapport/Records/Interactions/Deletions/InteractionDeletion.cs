using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Trust.Identity;

namespace Rapport.Records.Interactions.Deletions;

public enum DeletionState
{
    Waiting,
    Done,
    Refused,
}

/// <summary>Interactions that somebody wants gone for good; a second person decides.</summary>
public sealed class InteractionDeletion : VersionedEntity
{
    /// <summary>The interactions' IDs, a space between them.</summary>
    [NotPersonalData]
    public string InteractionIds { get; init; } = "";
    public int Count { get; init; }

    [PersonalData]
    public string Reason { get; init; } = "";
    public DeletionState State { get; set; }
    public Guid? RequestedById { get; init; }
    public DateTimeOffset RequestedAt { get; init; }
    public Guid? DecidedById { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>How many were still there.</summary>
    public int Deleted { get; set; }

    internal IReadOnlyList<Guid> Ids => [.. InteractionIds.Split(' ').Select(Guid.Parse)];
}

/// <summary>
/// A deletion of many interactions was asked for, done or refused. The reason stays in its own row: people write names into it.
/// </summary>
[EventName("interactions.deletion_moved")]
public sealed record InteractionDeletionMoved(
    Guid DeletionId,
    DeletionState State,
    Guid? RequestedById,
    IReadOnlyList<Guid> InteractionIds,
    int Deleted
) : DomainEvent
{
    public override string SubjectType => "interaction_deletion";
    public override Guid SubjectId => DeletionId;
    public override IEnumerable<string> Touches => ["interaction-deletions"];
}

internal sealed class InteractionDeletionTable : IEntityTypeConfiguration<InteractionDeletion>
{
    public void Configure(EntityTypeBuilder<InteractionDeletion> deletion)
    {
        deletion.ToTable("interaction_deletions");
        deletion.Property(d => d.Reason).HasMaxLength(1000);
        deletion.References<InteractionDeletion, User>(d => d.RequestedById);
        deletion.References<InteractionDeletion, User>(d => d.DecidedById);
        deletion.HasIndex(d => new
        {
            d.OrganizationId,
            d.State,
            d.Id,
        });
    }
}
