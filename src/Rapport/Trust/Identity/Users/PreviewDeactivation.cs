using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;

namespace Rapport.Trust.Identity.Users;

/// <summary>What becomes of something when its user leaves.</summary>
public enum HoldingFate
{
    HandedOver,
    Ends,
}

/// <param name="Kind">What it is, in the plural, such as "team_memberships".</param>
public sealed record Holding(string Kind, long Count, HoldingFate Fate)
{
    /// <summary>In words, such as "1 team membership".</summary>
    public string Said =>
        $"{Count.ToString("N0", CultureInfo.CurrentCulture)} {Kind.Replace("api_", "API ").Replace('_', ' ')[..(Count == 1 ? ^1 : ^0)]}";
}

/// <summary>Tells what a user has that does not stay theirs; each module tells of its own.</summary>
public interface IHeldByUser
{
    Task<IReadOnlyList<Holding>> Of(Guid user, CancellationToken ct);
}

/// <summary>Says before somebody is shut out who takes over what, and what ends.</summary>
public sealed class PreviewDeactivation(RapportDb db, UserRules rules, IEnumerable<IHeldByUser> holders, TimeProvider clock)
{
    public sealed record Named(Guid Id, string Name);

    /// <param name="Successor">The nearest active manager; without one, customers go to the pool.</param>
    /// <param name="Branch">Whose pool takes customers that have no branch of their own.</param>
    public sealed record Response(Named? Successor, Named? Branch, IReadOnlyList<Holding> Holdings)
    {
        /// <summary>The same in sentences.</summary>
        public string Said =>
            string.Join(
                ' ',
                new[]
                {
                    Sentence(
                        HoldingFate.HandedOver,
                        Successor is not null ? $"to {Successor.Name}"
                            : Branch is not null ? $"to the pool of {Branch.Name}"
                            : "to nobody: they become unassigned"
                    ),
                    Sentence(HoldingFate.Ends, null),
                }.OfType<string>()
            );

        private string? Sentence(HoldingFate fate, string? whom)
        {
            var held = Holdings.Where(h => h.Fate == fate && h.Count > 0).ToList();
            if (held.Count == 0)
                return null;
            var goes = held is [{ Count: 1 }];
            var fated =
                whom is not null ? $"{(goes ? "goes" : "go")} {whom}"
                : goes ? "ends"
                : "end";
            return $"{string.Join(", ", held.Select(h => h.Said))} {fated}.";
        }
    }

    public async Task<Response> Run(Guid id, CancellationToken ct)
    {
        var user = await rules.Target(id, ct);
        var successor = await rules.Successor(user, ct) is { } next
            ? await db.Users.Where(u => u.Id == next).Select(u => new Named(u.Id, u.Name)).SingleAsync(ct)
            : null;
        var branch = user.BranchId is { } home
            ? await db.Branches.Where(b => b.Id == home).Select(b => new Named(b.Id, b.Name)).SingleAsync(ct)
            : null;
        var holdings = new List<Holding>();
        foreach (var holder in holders)
            holdings.AddRange(await holder.Of(id, ct));
        return new(successor, branch, [.. holdings, .. await Doors(id, ct)]);
    }

    private async Task<IEnumerable<Holding>> Doors(Guid id, CancellationToken ct)
    {
        var (sessions, keys) = (
            await db.Rows(
                $"""
                select (select count(*) from sessions where organization_id = {db.TenantId} and user_id = {id} and revoked_at is null
                  and expires_at > {clock.Now()}),
                  (select count(*) from api_keys where organization_id = {db.TenantId} and user_id = {id} and revoked_at is null)
                """,
                row => (row.Long(0), row.Long(1)),
                ct
            )
        )[0];
        return [new("sessions", sessions, HoldingFate.Ends), new("api_keys", keys, HoldingFate.Ends)];
    }
}
