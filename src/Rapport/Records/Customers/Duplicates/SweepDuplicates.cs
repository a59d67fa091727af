using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Jobs;
using Rapport.Platform.Observability;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Duplicates;

/// <summary>
/// Searches all customers for duplicates: who shares a blocking key is compared, a thousand pairs to a change, so that others write in
/// between.
/// </summary>
public sealed class SweepDuplicates(RapportDb db, Changes changes, ComparePairs compare, TimeProvider clock)
    : IJob<SweepDuplicates.Arguments>
{
    private const int Chunk = 1000;
    private static readonly Histogram<double> Duration = RapportMeter.Duration(
        "rapport.duplicates.sweep.duration",
        "How long a search of all customers for duplicates took"
    );
    private static readonly Counter<long> Compared = RapportMeter.Counter(
        "rapport.duplicates.pairs",
        "Pairs that searches of all customers compared"
    );

    public sealed record Arguments(Guid SweepId);

    public sealed record Answer(long Customers, int Pairs, int AboveThreshold, double Seconds);

    public static string Kind => "sweep_duplicates";

    public Task Run(Arguments arguments, CancellationToken ct) => Run(arguments.SweepId, ct);

    public async Task<Answer> Run(Guid sweep, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var settings = await DuplicateSettings.Of(db, ct);
        var customers = (
            await db.Rows(
                $"select count(*) from customers where organization_id = {db.TenantId} and archived_at is null and merged_into_id is null",
                row => row.Long(0),
                ct
            )
        )[0];
        var pairs = await KeyMates.All(db, ct);
        // Those that wait already are looked at again: one of them may have been corrected since.
        foreach (
            var pair in await db.Rows(
                $"select low_id, high_id from duplicate_pairs where organization_id = {db.TenantId} and status = {PairStatus.Open}",
                row => (row.Id(0), row.Id(1)),
                ct
            )
        )
            pairs.Add(pair);

        var (above, gone) = (0, 0);
        // Neighbours in the table are loaded together.
        foreach (var chunk in pairs.OrderBy(p => p.Low, Ids.Order).Chunk(Chunk))
        {
            await using var change = await changes.Begin(ct);
            var found = await compare.Run(chunk, settings, ct);
            await change.Save(ct);
            (above, gone) = (above + found.Above, gone + found.Gone);
            Compared.Add(chunk.Length);
        }
        await using var last = await changes.Begin(ct);
        changes.Raise(new DuplicatesSwept(sweep, (int)Math.Min(int.MaxValue, customers), above, gone));
        await last.Save(ct);
        Duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
        return new Answer(customers, pairs.Count, above, Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 3));
    }

    /// <summary>Puts a search of all customers in the queue of jobs, unless one waits already.</summary>
    public async Task Ask(Access access, CancellationToken ct)
    {
        if (access.Require(Permission.MergeCustomers) != Scope.All)
            throw new Forbidden(Words.Of(Permission.MergeCustomers), Words.Of(Scope.All));
        await using var change = await changes.Begin(ct);
        await db.Lock("sweep", ct);
        if (await db.Set<Job>().AnyAsync(j => j.OrganizationId == db.TenantId && j.Kind == Kind && j.State == JobState.Waiting, ct))
            throw new Refusal("sweep_running", "A search runs already.");
        db.Add(Job.Of<SweepDuplicates, Arguments>(db.TenantId, new(Ids.Next()), clock.Now()));
        await change.Save(ct);
    }
}
