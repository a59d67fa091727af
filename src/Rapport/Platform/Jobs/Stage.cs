using System.Threading.Channels;

namespace Rapport.Platform.Jobs;

/// <summary>
/// A part of a long run on a thread of its own, a few steps ahead of who reads it. Memory stays flat: the channel holds it back.
/// </summary>
internal sealed class Stage<T> : IAsyncDisposable
{
    private readonly Channel<T> channel;
    private readonly CancellationTokenSource stop;
    private readonly Task running;

    /// <param name="ahead">How many results may wait to be read.</param>
    public Stage(int ahead, Func<CancellationToken, IAsyncEnumerable<T>> make, CancellationToken ct)
    {
        channel = Channel.CreateBounded<T>(new BoundedChannelOptions(ahead) { SingleReader = true, SingleWriter = true });
        stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        running = Task.Run(() => Run(make), CancellationToken.None);
    }

    /// <summary>The results in their order; a fault of the stage is thrown after those before it.</summary>
    public IAsyncEnumerable<T> Results(CancellationToken ct) => channel.Reader.ReadAllAsync(ct);

    private async Task Run(Func<CancellationToken, IAsyncEnumerable<T>> make)
    {
        try
        {
            await foreach (var result in make(stop.Token))
                await channel.Writer.WriteAsync(result, stop.Token);
            channel.Writer.Complete();
        }
        catch (Exception fault)
        {
            channel.Writer.Complete(fault);
        }
    }

    /// <summary>Stops the stage and waits until it has let go of what it reads.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }
}
