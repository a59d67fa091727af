using System.Net;
using Rapport.Platform.Http;

namespace Rapport.Trust.Identity.SigningIn;

/// <summary>
/// Slows down guessing in this process: five failures close a name for ten minutes, whether or not a login of that name exists, so that the
/// answer does not tell.
/// Successes cost nothing. The login's own lockout, in the database, holds across nodes and restarts.
/// </summary>
public sealed class SignInThrottle(TimeProvider clock)
{
    public const int MaxFailures = 5;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private const int MaxFailuresPerAddress = 300,
        AtOnce = 4,
        Crowd = 20_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Place> places = [];

    private sealed class Place
    {
        // A burst of guesses sent at once passes in fours, so that it meets the count of those before it.
        public readonly SemaphoreSlim Queue = new(AtOnce, AtOnce);
        public int Present,
            Failures;
        public DateTimeOffset Until;
    }

    /// <summary>A turn to try <paramref name="name"/>; refused with 429 while too many tries have failed.</summary>
    public async Task<Turn> Enter(string name, IPAddress? address, CancellationToken ct)
    {
        var (own, shared) = (Arrive($"name {name}"), Arrive($"address {address}"));
        try
        {
            await own.Queue.WaitAsync(ct);
        }
        catch
        {
            Leave(own, shared);
            throw;
        }
        var turn = new Turn(this, own, shared);
        if ((Wait(own, MaxFailures) ?? Wait(shared, MaxFailuresPerAddress)) is { } left)
        {
            turn.Dispose();
            throw new TooMany(left);
        }
        return turn;
    }

    private Place Arrive(string key)
    {
        lock (gate)
        {
            if (places.Count > Crowd)
                Sweep();
            if (!places.TryGetValue(key, out var place))
                places[key] = place = new Place();
            place.Present++;
            return place;
        }
    }

    private TimeSpan? Wait(Place place, int limit)
    {
        lock (gate)
        {
            var left = place.Until - clock.GetUtcNow();
            if (left <= TimeSpan.Zero)
                place.Failures = 0;
            return place.Failures >= limit ? left : null;
        }
    }

    private void Count(params ReadOnlySpan<Place> failed)
    {
        lock (gate)
            foreach (var place in failed)
                (place.Failures, place.Until) = (place.Failures + 1, clock.GetUtcNow() + Window);
    }

    private void Forget(Place place)
    {
        lock (gate)
            place.Failures = 0;
    }

    private void Leave(params ReadOnlySpan<Place> left)
    {
        lock (gate)
            foreach (var place in left)
                place.Present--;
    }

    private void Sweep()
    {
        var now = clock.GetUtcNow();
        foreach (var (key, place) in places.ToList())
            if (place.Present == 0 && (place.Failures == 0 || place.Until < now))
                places.Remove(key);
    }

    public sealed class Turn : IDisposable
    {
        private readonly SignInThrottle throttle;
        private readonly Place own,
            shared;

        internal Turn(SignInThrottle throttle, object own, object shared) =>
            (this.throttle, this.own, this.shared) = (throttle, (Place)own, (Place)shared);

        public void Failed() => throttle.Count(own, shared);

        public void Succeeded() => throttle.Forget(own);

        public void Dispose()
        {
            own.Queue.Release();
            throttle.Leave(own, shared);
        }
    }
}
