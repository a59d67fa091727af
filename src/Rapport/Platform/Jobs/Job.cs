using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;

namespace Rapport.Platform.Jobs;

public enum JobState
{
    Waiting,
    Done,
    Failed,
}

/// <summary>
/// Work that is delayed or heavy. It is queued in the transaction that wants it, so it exists exactly if that change does.
/// </summary>
public sealed class Job
{
    public Guid Id { get; init; } = Ids.Next();
    public Guid OrganizationId { get; init; }

    [NotPersonalData]
    public string Kind { get; init; } = "";

    [PersonalData]
    public string Arguments { get; init; } = "{}";
    public JobState State { get; set; }
    public DateTimeOffset RunAt { get; set; }
    public DateTimeOffset? LeasedUntil { get; set; }
    public int Attempts { get; set; }

    [PersonalData]
    public string? Error { get; set; }

    public static Job Of<TJob, TArguments>(Guid organization, TArguments arguments, DateTimeOffset runAt)
        where TJob : IJob<TArguments> =>
        new()
        {
            OrganizationId = organization,
            Kind = TJob.Kind,
            Arguments = JsonSerializer.Serialize(arguments),
            RunAt = runAt,
        };
}

/// <summary>A kind of job. It may run again after a crash, so it must leave the same result when it does.</summary>
public interface IJob<TArguments>
{
    /// <summary>The stored name; never renamed.</summary>
    static abstract string Kind { get; }

    Task Run(TArguments arguments, CancellationToken ct);
}

internal sealed class JobTable : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> job)
    {
        job.ToTable("jobs");
        job.Property(j => j.Id).ValueGeneratedNever();
        job.Property(j => j.Kind).HasMaxLength(80);
        job.HasIndex(j => new { j.State, j.RunAt });
        job.HasIndex(j => new { j.OrganizationId, j.Kind });
    }
}
