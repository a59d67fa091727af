using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Platform.Events;

namespace Rapport.Insight.Scoring;

/// <summary>
/// All customers of an organization scored anew, because time alone moves scores. It remembers how far it came: a node that dies in it
/// loses the chunk at hand.
/// </summary>
public sealed class ScoreRun : Entity
{
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The last customer it has scored.</summary>
    public Guid AfterId { get; set; }
    public int Customers { get; set; }

    /// <summary>How many of them have another score than before.</summary>
    public int Moved { get; set; }

    /// <summary>Null when the clock started it.</summary>
    public Guid? StartedById { get; init; }
}

internal sealed class ScoreRunTable : IEntityTypeConfiguration<ScoreRun>
{
    public void Configure(EntityTypeBuilder<ScoreRun> run)
    {
        run.ToTable("score_runs");
        run.HasIndex(r => new { r.OrganizationId, r.StartedAt });
        // One at a time: a second caller joins the one that goes on.
        run.HasIndex(r => r.OrganizationId).IsUnique().HasFilter("finished_at is null").HasDatabaseName("ux_score_runs_running");
    }
}

/// <summary>All customers were scored anew.</summary>
[EventName("scores.recalculated")]
public sealed record ScoresRecalculated(Guid RunId, int Customers, int Moved) : DomainEvent
{
    public override string SubjectType => "score_run";
    public override Guid SubjectId => RunId;
    public override IEnumerable<string> Touches => ["scores", "customers"];
}
