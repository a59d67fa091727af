using System.Collections.Concurrent;
using System.Security.Claims;
using Rapport.Platform;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.SigningIn;

/// <summary>A caller as a request finds them: no query is needed while this is fresh.</summary>
public sealed record Admitted(Caller Caller, ActorKind Kind, ClaimsPrincipal Principal)
{
    public static Admitted As(Caller caller)
    {
        var kind = caller.ApiKeyId is null ? ActorKind.User : ActorKind.ApiKey;
        // Antiforgery tokens are bound to this name: one made before signing in, or by another user, does not pass.
        var identity = new ClaimsIdentity(
            [
                new(ClaimTypes.NameIdentifier, caller.UserId!.Value.ToString()),
                new(ClaimTypes.Name, caller.Name),
                new(Idempotency.Rights, $"{caller.Grants.Stored()} {caller.BranchId} {caller.ApiKeyId}"),
            ],
            "rapport"
        );
        return new Admitted(caller, kind, new ClaimsPrincipal(identity));
    }
}

/// <summary>
/// Callers of the last seconds by the hash of their token. What changes who may do what empties its organization's share.
/// </summary>
public sealed class CallerCache(TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private const int Crowd = 20_000;

    private readonly ConcurrentDictionary<string, (Admitted Admitted, DateTimeOffset Until)> known = new();
    private readonly ConcurrentDictionary<Guid, long> changed = new();

    /// <summary>Taken before a caller is read, handed back with what was read.</summary>
    public long Mark(Guid organization) => changed.GetValueOrDefault(organization);

    public Admitted? Find(Token token)
    {
        if (!known.TryGetValue(Key(token), out var found))
            return null;
        if (found.Until > clock.GetUtcNow())
            return found.Admitted;
        known.TryRemove(Key(token), out _);
        return null;
    }

    /// <summary>Not kept when something changed while it was read.</summary>
    public void Keep(Token token, Admitted admitted, long mark)
    {
        if (Mark(token.OrganizationId) != mark)
            return;
        if (known.Count > Crowd)
            known.Clear();
        known[Key(token)] = (admitted, clock.GetUtcNow() + Fresh);
        if (Mark(token.OrganizationId) != mark)
            known.TryRemove(Key(token), out _);
    }

    public void Forget(Guid organization)
    {
        changed.AddOrUpdate(organization, 1, (_, count) => count + 1);
        foreach (var (key, kept) in known)
            if (kept.Admitted.Caller.OrganizationId == organization)
                known.TryRemove(key, out _);
    }

    public void ForgetAll()
    {
        foreach (var organization in known.Values.Select(k => k.Admitted.Caller.OrganizationId).Distinct().ToList())
            Forget(organization);
    }

    public bool Holds(Guid organization) => known.Values.Any(k => k.Admitted.Caller.OrganizationId == organization);

    private static string Key(Token token) => Convert.ToBase64String(token.Hash);
}

/// <summary>Watches the log for changes of users, roles, keys and sessions that another process wrote.</summary>
internal sealed class ForgetCallers(SealedSignal log, CallerCache callers, Database database, ILogger<ForgetCallers> logger)
    : BackgroundLoop(logger, TimeProvider.System)
{
    private static readonly string[] Subjects = ["user", "role", "api_key", "branch", "organization"];
    private readonly Dictionary<Guid, long> seen = [];

    protected override async Task Run(CancellationToken ct)
    {
        using var following = log.Follow();
        while (!ct.IsCancellationRequested)
        {
            var named = await following.Next(TimeSpan.FromMinutes(1), ct);
            try
            {
                if (named.Contains(SealedSignal.Anyone))
                    callers.ForgetAll();
                foreach (var organization in named.Where(callers.Holds))
                    await Look(organization, ct);
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                logger.LogWarning(error, "Could not look who changed; forgetting all callers.");
                callers.ForgetAll();
            }
            // Under load many changes are looked through at once.
            await Task.Delay(TimeSpan.FromMilliseconds(250), ct);
        }
    }

    private async Task Look(Guid organization, CancellationToken ct)
    {
        await using var connection = await database.OpenSystem(ct);
        var head = (
            await connection.Rows($"select position from event_heads where organization_id = {organization}", row => row.Long(0), ct)
        ).SingleOrDefault();
        if (seen.TryGetValue(organization, out var last) && last < head)
        {
            var touched = await connection.Rows(
                $"""
                select 1 from event_positions p join events e on e.organization_id = p.organization_id and e.id = p.event_id
                where p.organization_id = {organization} and p.position > {last} and p.position <= {head} and {Sql.In(
                    "e.subject_type",
                    Subjects
                )} limit 1
                """,
                row => row.Int(0),
                ct
            );
            if (touched.Count > 0)
                callers.Forget(organization);
        }
        else if (!seen.ContainsKey(organization))
            callers.Forget(organization);
        seen[organization] = head;
    }
}
