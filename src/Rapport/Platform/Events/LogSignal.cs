using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Rapport.Platform.Events;

/// <summary>
/// Says "this organization's log has grown" to whoever follows it in this process: the sealer, the readers, open pages. A hint only; each
/// follower also looks by itself.
/// </summary>
public sealed class LogSignal
{
    private readonly ConcurrentDictionary<Channel<Guid>, byte> followers = new();
    private readonly ConcurrentDictionary<Guid, long> woken = new();

    /// <summary>Grows with every wake: what was remembered under an older stamp may no longer hold.</summary>
    public long Stamp(Guid organization) => woken.GetValueOrDefault(organization) + woken.GetValueOrDefault(SealedSignal.Anyone);

    public void Wake(Guid organization)
    {
        woken.AddOrUpdate(organization, 1, (_, times) => times + 1);
        foreach (var follower in followers.Keys)
            follower.Writer.TryWrite(organization);
    }

    public Following Follow()
    {
        // A full channel drops the newest hint: whoever is that far behind looks at everything anyway.
        var channel = Channel.CreateBounded<Guid>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite });
        followers[channel] = 0;
        return new Following(channel, () => followers.TryRemove(channel, out _));
    }

    public sealed class Following(Channel<Guid> channel, Action stop) : IDisposable
    {
        /// <summary>
        /// The organizations that were named since the last call; empty after <paramref name="patience"/> without a hint.
        /// </summary>
        public async Task<IReadOnlySet<Guid>> Next(TimeSpan patience, CancellationToken ct)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
            waiting.CancelAfter(patience);
            var named = new HashSet<Guid>();
            try
            {
                if (await channel.Reader.WaitToReadAsync(waiting.Token))
                    while (channel.Reader.TryRead(out var organization))
                        named.Add(organization);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested) { }
            return named;
        }

        public void Dispose() => stop();
    }
}
