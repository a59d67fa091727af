using Rapport.Platform.Data;

namespace Rapport.Tests.Platform.Data;

/// <summary>Commits that share a flush.</summary>
[Trait("Spec", "PLT-2")]
public sealed class SharedSyncTests
{
    [Fact]
    public async Task Many_waits_share_few_flushes_and_none_ends_before_a_flush_that_began_after_it()
    {
        var (began, ended) = (0, 0);
        var sync = new SharedSync(() =>
        {
            Interlocked.Increment(ref began);
            Thread.Sleep(5);
            Interlocked.Increment(ref ended);
        });

        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < 50; i++)
                        {
                            var before = Volatile.Read(ref began);
                            await sync.Wait();
                            Assert.True(Volatile.Read(ref ended) > before, "A flush that began after the wait has ended.");
                        }
                    })
                )
        );

        Assert.InRange(ended, 50, 250);
    }

    [Fact]
    public async Task A_failed_flush_is_told_to_those_who_wait_for_it_and_to_nobody_else()
    {
        var fails = true;
        var sync = new SharedSync(() =>
        {
            if (fails)
                throw new IOException("The disk is gone.");
        });

        await Assert.ThrowsAsync<IOException>(sync.Wait);
        fails = false;
        await sync.Wait();
    }
}
