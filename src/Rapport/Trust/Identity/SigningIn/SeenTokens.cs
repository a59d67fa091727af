using System.Collections.Concurrent;
using Rapport.Platform;
using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.SigningIn;

/// <summary>
/// When sessions and keys were last used. Gathered here and written once a minute, so that reading a page writes nothing.
/// </summary>
public sealed class SeenTokens(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(Guid Organization, Guid Id, bool IsKey), DateTimeOffset> seen = new();

    public void Note(Caller caller)
    {
        if ((caller.ApiKeyId ?? caller.SessionId) is { } id)
            seen[(caller.OrganizationId, id, caller.ApiKeyId is not null)] = clock.Now();
    }

    internal List<(Guid Organization, Guid Id, bool IsKey, DateTimeOffset At)> Take()
    {
        var taken = new List<(Guid, Guid, bool, DateTimeOffset)>();
        foreach (var key in seen.Keys)
            if (seen.TryRemove(key, out var at))
                taken.Add((key.Organization, key.Id, key.IsKey, at));
        return taken;
    }

    /// <summary>What could not be written waits for the next time, unless it was seen again since.</summary>
    internal void GiveBack(IEnumerable<(Guid Organization, Guid Id, bool IsKey, DateTimeOffset At)> taken)
    {
        foreach (var (organization, id, isKey, at) in taken)
            seen.TryAdd((organization, id, isKey), at);
    }
}

internal sealed class WriteSeenTokens(SeenTokens seen, IServiceScopeFactory scopes, TimeProvider clock, ILogger<WriteSeenTokens> logger)
    : BackgroundLoop(logger, TimeProvider.System)
{
    protected override async Task Run(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
        while (await timer.WaitForNextTickAsync(ct))
        {
            var taken = new Queue<IGrouping<Guid, (Guid Organization, Guid Id, bool IsKey, DateTimeOffset At)>>(
                seen.Take().GroupBy(s => s.Organization)
            );
            try
            {
                for (; taken.TryPeek(out var organization); taken.Dequeue())
                    await Write(organization.Key, [.. organization], ct);
            }
            finally
            {
                seen.GiveBack(taken.SelectMany(t => t));
            }
        }
    }

    private async Task Write(
        Guid organization,
        List<(Guid Organization, Guid Id, bool IsKey, DateTimeOffset At)> used,
        CancellationToken ct
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organization);
        var db = scope.ServiceProvider.GetRequiredService<RapportDb>();
        await using var change = await scope.ServiceProvider.GetRequiredService<Changes>().Begin(ct);
        foreach (var (_, id, isKey, at) in used)
            await db.Execute(
                isKey
                    ? $"update api_keys set last_used_at = {at} where organization_id = {organization} and id = {id}"
                    : (Sql)$"update sessions set last_seen_at = {at} where organization_id = {organization} and id = {id}",
                ct
            );
        await change.Save(ct);
    }
}
