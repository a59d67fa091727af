using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Rapport.Platform.Data;
using Rapport.Platform.Events;

namespace Rapport.Platform.Web.Live;

/// <summary>
/// Tells open pages which records changed. It reads each organization's log once, however many pages are open, from wherever it was
/// written:
/// a page, the API, a job, another node, a command line.
/// </summary>
public sealed class LiveFeed(Database database, SealedSignal log, ILogger<LiveFeed> logger) : BackgroundLoop(logger, TimeProvider.System)
{
    private const int MaxWaiting = 200,
        MaxMissed = 2_000;
    private readonly ConcurrentDictionary<Guid, Audience> audiences = new();

    private sealed class Audience
    {
        public readonly SemaphoreSlim Turn = new(1, 1);
        public readonly Dictionary<Channel<Seen>, IReadOnlyDictionary<string, string>> Pages = [];
        public long Position = -1;
    }

    private readonly record struct Seen(string Name, long Position);

    /// <summary>Records of a page that changed, and how far in the log it is current once it has fetched them anew.</summary>
    public sealed record News(IReadOnlySet<string> Records, long Position);

    /// <summary>How far the log goes: what a page that is read from now on holds already.</summary>
    public async Task<long> Position(Guid organization, CancellationToken ct)
    {
        await using var connection = await database.OpenSystem(ct);
        return (
            await connection.Rows($"select position from event_heads where organization_id = {organization}", row => row.Long(0), ct)
        ).SingleOrDefault();
    }

    /// <summary>
    /// The names among these that changed after a position, and those that change from now on, until the caller stops reading.
    /// </summary>
    /// <param name="names">What to listen for, and what the page calls it.</param>
    public async IAsyncEnumerable<News> Changes(
        Guid organization,
        IReadOnlyDictionary<string, string> names,
        long since,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var audience = audiences.GetOrAdd(organization, _ => new Audience());
        // A page that is slow to read misses names beyond these; it will have refreshed by then.
        var page = Channel.CreateBounded<Seen>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        var from = await Join(organization, audience, page, names, ct);
        try
        {
            if (since < from && await Missed(organization, names, since, from, ct) is { Count: > 0 } missed)
                yield return new News(missed, from);
            while (await page.Reader.WaitToReadAsync(ct))
            {
                var (changed, position) = (new HashSet<string>(), from);
                while (page.Reader.TryRead(out var seen))
                {
                    changed.Add(seen.Name);
                    position = seen.Position;
                }
                yield return new News(changed, position);
            }
        }
        finally
        {
            await audience.Turn.WaitAsync(CancellationToken.None);
            audience.Pages.Remove(page);
            audience.Turn.Release();
        }
    }

    /// <summary>From the position answered on, the page hears of everything.</summary>
    private async Task<long> Join(
        Guid organization,
        Audience audience,
        Channel<Seen> page,
        IReadOnlyDictionary<string, string> names,
        CancellationToken ct
    )
    {
        await audience.Turn.WaitAsync(ct);
        try
        {
            if (audience.Pages.Count == 0)
                audience.Position = await Position(organization, ct);
            audience.Pages[page] = names;
            return audience.Position;
        }
        finally
        {
            audience.Turn.Release();
        }
    }

    /// <summary>After a long absence all names count as changed: that is cheaper than reading what happened meanwhile.</summary>
    private async Task<IReadOnlySet<string>> Missed(
        Guid organization,
        IReadOnlyDictionary<string, string> names,
        long since,
        long until,
        CancellationToken ct
    )
    {
        if (until - since > MaxMissed)
            return names.Values.ToHashSet();
        await using var connection = await database.OpenSystem(ct);
        return (await Touched(connection, organization, since, ct))
            .Select(seen => names.GetValueOrDefault(seen.Name))
            .OfType<string>()
            .ToHashSet();
    }

    protected override async Task Run(CancellationToken ct)
    {
        using var following = log.Follow();
        // What changed while the database did not answer.
        foreach (var (organization, audience) in audiences)
            await Tell(organization, audience, ct);
        while (!ct.IsCancellationRequested)
        {
            var named = await following.Next(TimeSpan.FromSeconds(30), ct);
            foreach (
                var organization in named.Contains(SealedSignal.Anyone) || named.Count == 0 ? audiences.Keys : (IEnumerable<Guid>)named
            )
                if (audiences.TryGetValue(organization, out var audience))
                    await Tell(organization, audience, ct);
        }
    }

    private async Task Tell(Guid organization, Audience audience, CancellationToken ct)
    {
        await audience.Turn.WaitAsync(ct);
        try
        {
            if (audience.Pages.Count == 0)
                return;
            await using var connection = await database.OpenSystem(ct);
            var touched = await Touched(connection, organization, audience.Position, ct);
            if (touched.Count > 0)
                audience.Position = touched[^1].Position;
            foreach (var (page, names) in audience.Pages)
            foreach (var seen in touched)
                if (names.TryGetValue(seen.Name, out var called))
                    page.Writer.TryWrite(seen with { Name = called });
        }
        finally
        {
            audience.Turn.Release();
        }
    }

    /// <summary>Every name of every line; a line that touches nothing has the empty name, so that the last position is known.</summary>
    private static async Task<List<Seen>> Touched(DbConnection connection, Guid organization, long since, CancellationToken ct)
    {
        var lines = await connection.Rows(
            $"""
            select p.position, e.touches from event_positions p join events e on e.organization_id = p.organization_id and e.id = p.event_id
            where p.organization_id = {organization} and p.position > {since} order by p.position
            """,
            row => (Position: row.Long(0), Touches: row.Text(1)),
            ct
        );
        return [.. lines.SelectMany(line => line.Touches.Split(' ').Select(name => new Seen(name, line.Position)))];
    }
}
