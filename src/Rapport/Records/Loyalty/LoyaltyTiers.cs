using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Loyalty;

[EventName("loyalty_tiers.changed")]
public sealed record LoyaltyTiersChanged(Guid OrganizationId, IReadOnlyList<LoyaltyTiers.Level> Levels) : DomainEvent
{
    public override string SubjectType => "organization";
    public override Guid SubjectId => OrganizationId;
    public override IEnumerable<string> Touches => ["loyalty_tiers", "customers"];
}

/// <summary>The levels of the loyalty programme. Whoever changes them changes everybody's level at once.</summary>
public sealed class LoyaltyTiers(RapportDb db, Changes changes, FactSummaries summaries)
{
    public sealed record Level(string Name, int Points);

    /// <summary>Sees to it that there are levels before the first points are given.</summary>
    public async Task Begin(CancellationToken ct)
    {
        if ((await db.Rows($"select 1 from loyalty_tiers where organization_id = {db.TenantId} limit 1", row => row.Int(0), ct)).Count > 0) return;
        foreach (var (name, points) in LoyaltyTier.AtFirst)
            await db.Execute($"insert into loyalty_tiers (organization_id, id, version, name, points) values ({db.TenantId}, {Ids.Next()}, 1, {name}, {points}) on conflict do nothing", ct);
    }

    public async Task<IReadOnlyList<Level>> All(CancellationToken ct)
    {
        var levels = await db.Rows($"select name, points from loyalty_tiers where organization_id = {db.TenantId} order by points", row => new Level(row.Text(0), row.Int(1)), ct);
        return levels.Count > 0 ? levels : [.. LoyaltyTier.AtFirst.Select(t => new Level(t.Name, t.Points))];
    }

    public async Task Replace(IReadOnlyList<Level>? levels, CancellationToken ct)
    {
        var errors = new Errors();
        if (levels is not { Count: > 0 and <= 20 }) errors.Add("levels", "Give 1 to 20 levels.");
        else if (levels.Any(l => l is null || string.IsNullOrWhiteSpace(l.Name) || l.Name.Length > 60)) errors.Add("levels", "Each level has a name of up to 60 characters.");
        else if (levels.Min(l => l.Points) != 0 || levels.Select(l => l.Points).Distinct().Count() < levels.Count) errors.Add("levels", "The first level begins at 0 points, and no two begin at the same.");
        errors.ThrowInvalid();
        await using var change = await changes.Begin(ct);
        db.RemoveRange(await db.Set<LoyaltyTier>().ToListAsync(ct));
        await db.SaveChangesAsync(ct);
        db.AddRange(levels!.Select(l => new LoyaltyTier { Name = l.Name.Trim(), Points = l.Points }));
        await db.SaveChangesAsync(ct);
        await db.Execute(summaries.Update(SummaryPart.Points, $"customer_id in (select l.customer_id from loyalty_transactions l where l.organization_id = {db.TenantId})"), ct);
        changes.Raise(new LoyaltyTiersChanged(db.TenantId, levels!));
        await change.Save(ct);
    }
}

internal static class LoyaltyRoutes
{
    public sealed record Tiers(IReadOnlyList<LoyaltyTiers.Level>? Levels);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/loyalty/tiers", async (LoyaltyTiers tiers, CancellationToken ct) => new Tiers(await tiers.All(ct))).WithTags("Loyalty").Needs(Permission.ReadLoyalty);
        app.MapPut("/api/loyalty/tiers", Replace).WithTags("Loyalty").Needs(Permission.ManageSettings);
    }

    private static async Task<Tiers> Replace(Tiers body, LoyaltyTiers tiers, CancellationToken ct)
    {
        await tiers.Replace(body.Levels, ct);
        return new Tiers(await tiers.All(ct));
    }
}
