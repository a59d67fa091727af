using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Rapport.Platform.Data;
using Rapport.Platform.Events;

namespace Rapport.Platform.Web.Live;

/// <summary>
/// Tells open pages which records changed. It reads each organization's log once, however many pages are open, from wherever it was written:
/// a page, the API, a job, another node, a command line.
/// </summary>
public sealed class LiveFeed(Database database, SealedSignal log, ILogger<LiveFeed> logger) : BackgroundService
{
    private const int MaxWaiting = 200;
    private readonly ConcurrentDictionary<Guid, Audience> audiences = new();

    private sealed class Audience
    {
        public readonly ConcurrentDictionary<Channel<string>, IReadOnlySet<string>> Pages = new();
        public long Position = -1;
    }

    /// <summary>The names among these that change from now on, until the caller stops reading.</summary>
    public async IAsyncEnumerable<IReadOnlySet<string>> Changes(Guid organization, IReadOnlySet<string> names, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var audience = audiences.GetOrAdd(organization, _ => new Audience());
        if (audience.Position < 0) audience.Position = await End(organization, ct);
        // A page that is slow to read misses names beyond these; it will have refreshed by then.
        var page = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        audience.Pages[page] = names;
        try
        {
            while (await page.Reader.WaitToReadAsync(ct))
            {
                var changed = new HashSet<string>();
                while (page.Reader.TryRead(out var name)) changed.Add(name);
                yield return changed;
            }
        }
        finally
        {
            audience.Pages.TryRemove(page, out _);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken ct)
    {
        using var following = log.Follow();
        while (!ct.IsCancellationRequested)
        {
            var named = await following.Next(TimeSpan.FromSeconds(30), ct);
            foreach (var organization in named.Contains(SealedSignal.Anyone) || named.Count == 0 ? audiences.Keys : (IEnumerable<Guid>)named)
                if (audiences.TryGetValue(organization, out var audience)) await Tell(organization, audience, ct);
        }
    }

    private async Task Tell(Guid organization, Audience audience, CancellationToken ct)
    {
        if (audience.Pages.IsEmpty)
        {
            // Nobody looks: the next page begins at the end of the log.
            audience.Position = -1;
            return;
        }
        try
        {
            var touched = await Touched(organization, audience, ct);
            foreach (var (page, names) in audience.Pages)
                foreach (var name in touched.Where(names.Contains)) page.Writer.TryWrite(name);
        }
        catch (DbException error)
        {
            logger.LogWarning(error, "Open pages wait: the database did not answer.");
        }
    }

    private async Task<HashSet<string>> Touched(Guid organization, Audience audience, CancellationToken ct)
    {
        await using var connection = await database.OpenSystem(ct);
        var lines = await connection.Rows($"""
            select p.position, e.touches from event_positions p join events e on e.organization_id = p.organization_id and e.id = p.event_id
            where p.organization_id = {organization} and p.position > {audience.Position} order by p.position
            """, row => (Position: row.Long(0), Touches: row.Text(1)), ct);
        if (lines.Count > 0) audience.Position = lines[^1].Position;
        return [.. lines.SelectMany(l => l.Touches.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
    }

    private async Task<long> End(Guid organization, CancellationToken ct)
    {
        await using var connection = await database.OpenSystem(ct);
        return (await connection.Rows($"select position from event_heads where organization_id = {organization}", row => row.Long(0), ct)).SingleOrDefault();
    }
}
