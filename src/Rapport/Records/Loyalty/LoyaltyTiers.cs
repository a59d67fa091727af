using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Platform.Jobs;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Loyalty;

[EventName("loyalty_tiers.changed")]
public sealed record LoyaltyTiersChanged(Guid OrganizationId, IReadOnlyList<LoyaltyTiers.Level> Levels) : DomainEvent
{
    public override string SubjectType => "organization";
    public override Guid SubjectId => OrganizationId;
    public override IEnumerable<string> Touches => ["loyalty_tiers", "customers"];
}

/// <summary>
/// The levels of the loyalty programme. Whoever changes them changes everybody's level: that of a thousand members at once, of more right
/// after.
/// </summary>
public sealed class LoyaltyTiers(RapportDb db, Changes changes, Access access, MoveMembers members, JobSignal jobs, TimeProvider clock)
{
    internal const int Most = 20,
        MaxName = 60,
        MaxPoints = 1_000_000_000;

    /// <param name="Points">Ever earned, spent or not, from which on somebody is at this level.</param>
    public sealed record Level(string Name, int Points);

    /// <summary>Sees to it that there are levels before the first points are given.</summary>
    public async Task Begin(CancellationToken ct)
    {
        if ((await db.Rows($"select 1 from loyalty_tiers where organization_id = {db.TenantId} limit 1", row => row.Int(0), ct)).Count > 0)
            return;
        foreach (var (name, points) in LoyaltyTier.AtFirst)
            await db.Execute(
                $"""
                insert into loyalty_tiers (organization_id, id, version, name, points)
                values ({db.TenantId}, {Ids.Next()}, 1, {name}, {points}) on conflict do nothing
                """,
                ct
            );
    }

    public async Task<IReadOnlyList<Level>> All(CancellationToken ct)
    {
        var levels = await db.Rows(
            $"select name, points from loyalty_tiers where organization_id = {db.TenantId} order by points",
            row => new Level(row.Text(0), row.Int(1)),
            ct
        );
        return levels.Count > 0 ? levels : [.. LoyaltyTier.AtFirst.Select(t => new Level(t.Name, t.Points))];
    }

    public async Task Replace(IReadOnlyList<Level?>? sent, CancellationToken ct)
    {
        access.Require(Permission.ManageSettings);
        var levels = Checked(sent);
        await using var change = await changes.Begin(ct);
        await db.Lock("loyalty tiers", ct);
        db.RemoveRange(await db.Set<LoyaltyTier>().ToListAsync(ct));
        await db.SaveChangesAsync(ct);
        db.AddRange(levels.Select(l => new LoyaltyTier { Name = l.Name, Points = l.Points }));
        await db.SaveChangesAsync(ct);
        var next = await members.Some(Guid.Empty, ct);
        if (next is { } from)
            db.Add(Job.Of<MoveMembers, MoveMembers.Arguments>(db.TenantId, new(from), clock.Now()));
        changes.Raise(new LoyaltyTiersChanged(db.TenantId, levels));
        await change.Save(ct);
        if (next is not null)
            jobs.Wake();
    }

    private static List<Level> Checked(IReadOnlyList<Level?>? sent)
    {
        if (sent is not { Count: > 0 and <= Most } || sent.Any(l => l is null))
            throw new Invalid("levels", $"Give 1 to {Most} levels.");
        var levels = sent.Select(l => new Level(l!.Name?.Trim() ?? "", l.Points)).ToList();
        var errors = new Errors();
        for (var i = 0; i < levels.Count; i++)
        {
            var ((name, points), before) = ((levels[i].Name, levels[i].Points), levels.Take(i).ToList());
            void Wrong(string field, string why) => errors.Add($"level_{i + 1}_{field}", why);
            if (name.Length is 0 or > MaxName)
                Wrong("name", $"It takes a name of up to {MaxName} characters.");
            else if (StorableText.Fault(name) is { } fault)
                Wrong("name", fault);
            else if (before.Exists(l => string.Equals(l.Name, name, StringComparison.OrdinalIgnoreCase)))
                Wrong("name", "No two levels have the same name.");
            if (points is < 0 or > MaxPoints)
                Wrong("points", "It must be a whole number from 0 to a billion.");
            else if (before.Exists(l => l.Points == points))
                Wrong("points", "No two levels begin at the same points.");
        }
        if (!errors.Any && levels.Min(l => l.Points) != 0)
            errors.Add(
                $"level_{levels.IndexOf(levels.MinBy(l => l.Points)!) + 1}_points",
                "The lowest level begins at 0, so that every member has one."
            );
        errors.ThrowInvalid();
        return levels;
    }
}

internal static class LoyaltyRoutes
{
    public sealed record Tiers(IReadOnlyList<LoyaltyTiers.Level?>? Levels);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/loyalty/tiers", async (LoyaltyTiers tiers, CancellationToken ct) => new Tiers(await tiers.All(ct)))
            .Named("listLoyaltyTiers", "List loyalty tiers")
            .Tagged("Loyalty", "Tiers of the loyalty programme")
            .Needs(Permission.ReadLoyalty);
        app.MapPut("/api/loyalty/tiers", Replace)
            .Named("replaceLoyaltyTiers", "Replace loyalty tiers")
            .WithTags("Loyalty")
            .Needs(Permission.ManageSettings);
    }

    private static async Task<Tiers> Replace(Tiers body, LoyaltyTiers tiers, CancellationToken ct)
    {
        await tiers.Replace(body.Levels, ct);
        return new Tiers(await tiers.All(ct));
    }
}
