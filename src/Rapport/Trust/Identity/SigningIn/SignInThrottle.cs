using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Trust.Identity.SigningIn;

/// <summary>How often something failed since its window began. What it is stands there as a keyed hash.</summary>
public sealed class SignInFailure
{
    [NotPersonalData]
    public byte[] Place { get; init; } = [];
    public int Failures { get; init; }
    public DateTimeOffset Until { get; init; }
}

internal sealed class SignInFailureTable : IEntityTypeConfiguration<SignInFailure>
{
    public void Configure(EntityTypeBuilder<SignInFailure> failure)
    {
        failure.ToTable("sign_in_failures");
        failure.HasKey(f => f.Place);
        failure.Property(f => f.Place).HasMaxLength(32);
        failure.HasIndex(f => f.Until);
    }
}

/// <summary>
/// Slows down guessing, on all nodes together: by pair of person and address, by address, and over all. A name that does not exist is
/// treated like one that does, so that the answer does not tell. Successes cost nothing.
/// </summary>
public sealed class SignInThrottle(Database database, MasterKey master, TimeProvider clock)
{
    public const int MaxFailures = 5;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1),
        Patience = TimeSpan.FromSeconds(1);
    private const int MaxPerAddress = 30,
        MaxPerName = 50,
        MaxPerCode = 10,
        MaxOverall = 1000,
        AtOnce = 4,
        AtOncePerAddress = 8,
        Crowd = 20_000;

    private readonly byte[] key = master.For("sign-in-failures");
    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue> queues = [];

    /// <param name="What">What is tried, such as password or code.</param>
    /// <param name="Name">Whom for: an e-mail address or a login; null where the credential itself says it.</param>
    public sealed record Attempt(string What, string? Name, IPAddress? Address)
    {
        /// <summary>The proof that this person has signed in with this browser before: then only the failures of this browser
        /// count.</summary>
        public string? Device { get; init; }

        /// <summary>Whether this person has signed in from this address before.</summary>
        public bool IsFromKnownAddress { get; init; }
    }

    private sealed record Limit(byte[] Place, int Most, TimeSpan Window);

    private sealed class Queue(int atOnce)
    {
        // A burst of guesses sent at once passes a few at a time, so that it meets the count of those before it.
        public readonly SemaphoreSlim Gate = new(atOnce, atOnce);
        public int Present;
    }

    /// <summary>A turn to try; refused with 429 while too many tries have failed.</summary>
    public async Task<Turn> Enter(Attempt attempt, CancellationToken ct)
    {
        var limits = LimitsOf(attempt);
        var turn = new Turn(this, limits, Arrive(OwnOf(attempt), AtOnce), Arrive($"address {attempt.Address}", AtOncePerAddress));
        try
        {
            await turn.TakePlace(Patience, ct);
            var failures = await Failures(limits, ct);
            if (Left(limits, failures, turn.Beside) is { } left)
                throw new TooMany(left);
            turn.HadFailures = failures.Any(f => f.Place.AsSpan().SequenceEqual(limits[0].Place));
            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    private static string OwnOf(Attempt attempt) =>
        attempt.Device is { } device ? $"device {device}" : $"pair {attempt.What} {attempt.Name} {attempt.Address}";

    /// <summary>The first is the pair's or the device's own.</summary>
    private List<Limit> LimitsOf(Attempt attempt)
    {
        var limits = new List<Limit> { new(PlaceOf(OwnOf(attempt)), MaxFailures, Window) };
        if (attempt.Device is not null || attempt.Address is null)
            return limits;
        limits.Add(new(PlaceOf($"address {attempt.Address}"), MaxPerAddress, Minute));
        if (attempt.IsFromKnownAddress)
            return limits;
        if (attempt.Name is not null)
            limits.Add(new(PlaceOf($"name {attempt.What} {attempt.Name}"), attempt.What == "code" ? MaxPerCode : MaxPerName, Window));
        limits.Add(new(PlaceOf("all"), MaxOverall, Minute));
        return limits;
    }

    private byte[] PlaceOf(string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private async Task<List<SignInFailure>> Failures(List<Limit> limits, CancellationToken ct)
    {
        await using var connection = await database.OpenSystem(ct);
        return await connection.Rows(
            $"""
            select place, failures, until from sign_in_failures
            where place in ({Sql.Join(", ", limits.Select(limit => Sql.Of($"{limit.Place}")))}) and until > {clock.Now()}
            """,
            row => new SignInFailure
            {
                Place = row.Bytes(0),
                Failures = row.Int(1),
                Until = row.Time(2),
            },
            ct
        );
    }

    private TimeSpan? Left(List<Limit> limits, List<SignInFailure> failures, int beside)
    {
        var full =
            from limit in limits
            from failure in failures
            where failure.Place.AsSpan().SequenceEqual(limit.Place)
            // Those who are trying at this moment may fail, too.
            where failure.Failures + (limit.Most == MaxPerAddress ? beside : 0) >= limit.Most
            select (TimeSpan?)(failure.Until - clock.Now());
        return full.Max();
    }

    /// <summary>How many have failed at the pair or device now.</summary>
    private async Task<int> Count(List<Limit> limits, CancellationToken ct)
    {
        var now = clock.Now();
        // In one order, so that two at once cannot wait for each other.
        var rows = limits
            .OrderBy(limit => Convert.ToHexString(limit.Place), StringComparer.Ordinal)
            .Select(limit => Sql.Of($"({limit.Place}, 1, {now + limit.Window})"));
        var counted = await database.Write(
            connection =>
                connection.Rows(
                    $"""
                    insert into sign_in_failures (place, failures, until) values {Sql.Join(", ", rows)}
                    on conflict (place) do update set
                      failures = case when sign_in_failures.until <= {now} then 1 else sign_in_failures.failures + 1 end,
                      until = case when sign_in_failures.until <= {now} then excluded.until else sign_in_failures.until end
                    returning place, failures
                    """,
                    row => (Place: row.Bytes(0), Failures: row.Int(1)),
                    ct
                ),
            ct
        );
        return counted.Single(c => c.Place.AsSpan().SequenceEqual(limits[0].Place)).Failures;
    }

    private Task Forget(Limit own, CancellationToken ct) =>
        database.Write(connection => connection.Execute($"delete from sign_in_failures where place = {own.Place}", ct), ct);

    private Queue Arrive(string name, int atOnce)
    {
        lock (gate)
        {
            if (queues.Count > Crowd)
                foreach (var (empty, _) in queues.Where(q => q.Value.Present == 0).ToList())
                    queues.Remove(empty);
            if (!queues.TryGetValue(name, out var queue))
                queues[name] = queue = new Queue(atOnce);
            queue.Present++;
            return queue;
        }
    }

    private void Leave(Queue queue)
    {
        lock (gate)
            queue.Present--;
    }

    public sealed class Turn : IDisposable
    {
        private readonly SignInThrottle throttle;
        private readonly List<Limit> limits;
        private readonly Queue[] queues;
        private int taken;

        internal Turn(SignInThrottle throttle, object limits, params object[] queues) =>
            (this.throttle, this.limits, this.queues) = (throttle, (List<Limit>)limits, [.. queues.Cast<Queue>()]);

        internal bool HadFailures { get; set; }

        /// <summary>Others at the same address who are past the queue.</summary>
        internal int Beside => AtOncePerAddress - queues[1].Gate.CurrentCount - 1;

        internal async Task TakePlace(TimeSpan patience, CancellationToken ct)
        {
            foreach (var queue in queues)
            {
                if (!await queue.Gate.WaitAsync(patience, ct))
                    throw new TooMany(patience);
                taken++;
            }
        }

        /// <summary>Counts a failure; true when it was the one after which this pair of person and address must wait.</summary>
        public async Task<bool> Failed(CancellationToken ct) => await throttle.Count(limits, ct) == MaxFailures;

        public Task Succeeded(CancellationToken ct) => HadFailures ? throttle.Forget(limits[0], ct) : Task.CompletedTask;

        public void Dispose()
        {
            for (; taken > 0; taken--)
                queues[taken - 1].Gate.Release();
            foreach (var queue in queues)
                throttle.Leave(queue);
        }
    }
}
