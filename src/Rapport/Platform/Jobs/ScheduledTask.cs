using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Quartz;
using Rapport.Platform.Data;

namespace Rapport.Platform.Jobs;

/// <summary>Something the clock starts, once however many nodes there are.</summary>
/// <param name="Name">The stored name of its mark; never renamed.</param>
/// <param name="Cron">When, as a Quartz cron expression in UTC.</param>
public sealed record ScheduledTask(string Name, string Cron, Func<Database, DateTimeOffset, CancellationToken, Task> Run)
{
    private readonly CronExpression expression = new(Cron, TimeZoneInfo.Utc);

    public DateTimeOffset? DueAfter(DateTimeOffset time) => expression.GetNextValidTimeAfter(time);
}

/// <summary>When a scheduled task last ran, on whichever node.</summary>
public sealed class ScheduleMark
{
    [NotPersonalData]
    public string Name { get; init; } = "";
    public DateTimeOffset RanAt { get; init; }
}

internal sealed class ScheduleMarkTable : IEntityTypeConfiguration<ScheduleMark>
{
    public void Configure(EntityTypeBuilder<ScheduleMark> mark)
    {
        mark.ToTable("schedule_marks");
        mark.HasKey(m => m.Name);
        mark.Property(m => m.Name).HasMaxLength(80);
    }
}

/// <summary>Looks once a minute what is due; whoever moves a task's mark first runs it.</summary>
public sealed class RunSchedule(Database database, IEnumerable<ScheduledTask> tasks, TimeProvider clock, ILogger<RunSchedule> logger)
    : BackgroundLoop(logger, TimeProvider.System)
{
    private static readonly TimeSpan Looks = TimeSpan.FromMinutes(1);

    // Claimed, and not run to its end yet: a failure must not put it off until its next hour.
    private readonly HashSet<ScheduledTask> owed = [];

    protected override async Task Run(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Looks, clock);
        do await RunDue(ct);
        while (await timer.WaitForNextTickAsync(ct));
    }

    internal async Task RunDue(CancellationToken ct)
    {
        foreach (var task in tasks)
        {
            if (await Claim(task, ct))
                owed.Add(task);
            if (!owed.Contains(task))
                continue;
            await task.Run(database, clock.Now(), ct);
            owed.Remove(task);
        }
    }

    private Task<bool> Claim(ScheduledTask task, CancellationToken ct) =>
        database.Write(
            async connection =>
            {
                var now = clock.Now();
                var last = await connection.Rows($"select ran_at from schedule_marks where name = {task.Name}", row => row.Time(0), ct);
                if (last.Count == 0)
                {
                    // Seen for the first time: it runs at its hour, not at every first start.
                    await connection.Execute(
                        $"insert into schedule_marks (name, ran_at) values ({task.Name}, {now}) on conflict do nothing",
                        ct
                    );
                    return false;
                }
                if (task.DueAfter(last[0]) is not { } due || due > now)
                    return false;
                return await connection.Execute(
                        $"update schedule_marks set ran_at = {now} where name = {task.Name} and ran_at = {last[0]}",
                        ct
                    ) == 1;
            },
            ct
        );
}
