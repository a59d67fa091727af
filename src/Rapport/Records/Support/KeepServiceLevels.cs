using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Support;

[EventName("service_levels.changed")]
public sealed record ServiceLevelsChanged(Guid OrganizationId, IReadOnlyList<KeepServiceLevels.Level> Levels) : DomainEvent
{
    public override string SubjectType => "organization";
    public override Guid SubjectId => OrganizationId;
    public override IEnumerable<string> Touches => ["service_levels", "tickets"];
}

/// <summary>
/// Reads and sets what is promised for tickets. Lists, pages and open customers follow at once, for nothing of it is stored with a ticket.
/// </summary>
public sealed class KeepServiceLevels(RapportDb db, Changes changes, Reads reads, Access access)
{
    public const decimal MostHours = 8760;

    /// <param name="FirstResponseHours">Hours from when a ticket is opened, to the minute.</param>
    public sealed record Level(TicketPriority Priority, decimal FirstResponseHours, decimal ResolutionHours);

    /// <summary>For whoever needs to know, before anything about permissions: the figures alone tell of nobody.</summary>
    public async Task<ServiceLevels> Read(CancellationToken ct)
    {
        var levels = new ServiceLevels();
        await reads.Run(ct, levels.Reading(reads.Tenant));
        return levels;
    }

    public async Task<IReadOnlyList<Level>> All(CancellationToken ct)
    {
        var levels = await Read(ct);
        return
        [
            .. Enum.GetValues<TicketPriority>()
                .OrderDescending()
                .Select(p => new Level(p, Hours(levels.Answer(p)), Hours(levels.Solution(p)))),
        ];
    }

    /// <summary>Priorities that are left out stay as they are.</summary>
    public async Task Replace(IReadOnlyList<Level?>? levels, CancellationToken ct)
    {
        access.Require(Permission.ManageSettings);
        Check(levels);
        await using var change = await changes.Begin(ct);
        await db.Lock("service levels", ct);
        var stored = await db.Set<TicketPromise>().ToListAsync(ct);
        foreach (var level in levels!.OfType<Level>())
        {
            var promise = stored.FirstOrDefault(p => p.Priority == level.Priority);
            if (promise is null)
                db.Add(promise = new TicketPromise { Priority = level.Priority });
            (promise.AnswerMinutes, promise.SolutionMinutes) = (Minutes(level.FirstResponseHours), Minutes(level.ResolutionHours));
        }
        changes.Raise(new ServiceLevelsChanged(db.TenantId, [.. levels!.OfType<Level>()]));
        await change.Save(ct);
    }

    private static void Check(IReadOnlyList<Level?>? levels)
    {
        var errors = new Errors();
        if (
            levels is not { Count: > 0 }
            || levels.Any(l => l is null || !Enum.IsDefined(l.Priority))
            || levels.DistinctBy(l => l!.Priority).Count() < levels.Count
        )
            errors.Add("levels", "Give each priority once, with its hours.");
        else
            foreach (var level in levels.OfType<Level>())
            {
                var of = Words.Of(level.Priority);
                if (level.FirstResponseHours is <= 0 or > MostHours || Minutes(level.FirstResponseHours) < 1)
                    errors.Add($"{of}_first_response_hours", $"It must be more than 0 and at most {MostHours:0} hours.");
                if (level.ResolutionHours is <= 0 or > MostHours || Minutes(level.ResolutionHours) < 1)
                    errors.Add($"{of}_resolution_hours", $"It must be more than 0 and at most {MostHours:0} hours.");
                else if (level.ResolutionHours < level.FirstResponseHours)
                    errors.Add($"{of}_resolution_hours", "It cannot be solved before it is answered.");
            }
        errors.ThrowInvalid();
    }

    private static int Minutes(decimal hours) => (int)Math.Round(hours * 60, MidpointRounding.AwayFromZero);

    private static decimal Hours(TimeSpan span) => Math.Round((decimal)span.TotalMinutes / 60, 4) / 1.0000m;
}

internal static class ServiceLevelRoutes
{
    public sealed record Promises(IReadOnlyList<KeepServiceLevels.Level?>? Levels);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/tickets/service-levels", async (KeepServiceLevels keep, CancellationToken ct) => new Promises(await keep.All(ct)))
            .Named("listServiceLevels", "List the service levels of tickets")
            .WithTags("Tickets")
            .Needs(Permission.ReadSupport);
        app.MapPut("/api/tickets/service-levels", Replace)
            .Named("replaceServiceLevels", "Replace the service levels of tickets")
            .WithTags("Tickets")
            .Needs(Permission.ManageSettings);
    }

    private static async Task<Promises> Replace(Promises body, KeepServiceLevels keep, CancellationToken ct)
    {
        await keep.Replace(body.Levels, ct);
        return new Promises(await keep.All(ct));
    }
}
