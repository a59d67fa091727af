using System.Data.Common;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Service;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts.Intake;

public enum OnUnknownCustomer
{
    Park,
    Reject,
    Create,
}

/// <param name="IsOne">A single fact of a person who waits for the answer: what cannot be done now is refused instead of waiting.</param>
/// <param name="SeenVersion">Of a single fact, the version that the caller has seen.</param>
public sealed record FactOptions(OnUnknownCustomer OnUnknown = OnUnknownCustomer.Park, bool IsOne = false, int? SeenVersion = null);

/// <summary>
/// Takes facts in, many at once, in one transaction: new ones are added, known ones replaced, equal ones left alone, and timeline,
/// summaries and log follow.
/// The API, bulk, files, samples and readers all come through here. A bad row never loses a good one.
/// </summary>
public sealed class TakeFacts(
    RapportDb db,
    Changes changes,
    Access access,
    FactCustomers customers,
    FactReferences references,
    FactRules rules,
    WaitingFacts waiting,
    MakeFactCustomers make,
    Statistics statistics,
    TimeProvider clock
)
{
    private const int Tries = 3,
        Few = 200;

    public async Task<IReadOnlyList<FactOutcome>> Run(IReadOnlyList<FactDraft> drafts, FactOptions options, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var change = await changes.Begin(ct);
                if (drafts.Count > Few)
                    await db.ExpectMany(ct);
                var outcomes = await Take(drafts, options, ct);
                await change.Save(ct);
                if (drafts.Count > Few)
                    statistics.Refresh();
                return outcomes;
            }
            // Two that bring one fact at the same moment: the second finds the first's.
            catch (DbException clash) when (attempt < Tries && clash.SqlState == "23505" && db.CurrentTransaction is null) { }
        }
    }

    private async Task<IReadOnlyList<FactOutcome>> Take(IReadOnlyList<FactDraft> drafts, FactOptions options, CancellationToken ct)
    {
        var outcomes = new FactOutcome?[drafts.Count];
        var good = new List<(int At, FactDraft Draft)>();
        for (var i = 0; i < drafts.Count; i++)
        {
            var draft = drafts[i];
            if (draft.Kind is { } kind && !access.Has(kind.Write))
                draft.Errors.Add("type", $"This needs the permission {Words.Of(kind.Write)}.");
            else if (draft.Kind is { } masked && access.Hides(masked))
                draft.Errors.Add("type", "Payment data is hidden from you, so you write none.");
            if (draft.Errors.Any || draft.Kind is null)
                outcomes[i] = new FactOutcome(draft, FactResult.Rejected, null);
            else
                good.Add((i, draft));
        }
        await references.Resolve([.. good.Select(g => g.Draft)], ct);
        await NameCustomersOfRemoved(good.Select(g => g.Draft), ct);
        var owners = await Owners([.. good.Select(g => g.Draft)], options, ct);

        foreach (var group in good.GroupBy(g => g.Draft.Kind!).OrderBy(g => rules.Rank(g.Key)))
        {
            var work = new FactWork(
                db,
                group.Key,
                await KnownFact.Load(
                    db,
                    group.Key,
                    group.Select(g => g.Draft.ExternalId).OfType<string>(),
                    ct,
                    held: options.SeenVersion is not null
                ),
                access.Caller,
                clock.Now()
            );
            await rules.Prepare(group.Key, [.. group.Select(g => g.Draft)], owners, ct);
            foreach (var (at, draft) in rules.InOrder([.. group]))
                outcomes[at] = Judged(work, draft, owners, options);
            if (await work.Write(ct) is not { } happened)
                continue;
            changes.Raise(happened);
            foreach (var (fact, from) in happened.Moved)
                if (fact is Vehicle vehicle)
                    changes.Raise(
                        new VehicleChangedHands(
                            vehicle.Id,
                            vehicle.Plate ?? vehicle.Vin ?? $"{vehicle.Make} {vehicle.Model}",
                            from,
                            vehicle.CustomerId
                        )
                    );
        }
        await waiting.Settle(outcomes.OfType<FactOutcome>(), clock.Now(), ct);
        if (await waiting.Woken(rules.Earners, ct) is { Count: > 0 } woken)
            await waiting.Refuse(await Take(woken, options with { IsOne = false, SeenVersion = null }, ct), ct);
        return outcomes!;
    }

    private FactOutcome Judged(FactWork work, FactDraft draft, Dictionary<string, FactCustomer> owners, FactOptions options)
    {
        rules.Lift(draft);
        var outcome = One(work, draft, owners, options);
        if (outcome.Result is FactResult.Rejected or FactResult.Waiting)
            rules.Stay(draft);
        else
            rules.Count(draft);
        return outcome;
    }

    private FactOutcome One(FactWork work, FactDraft draft, Dictionary<string, FactCustomer> owners, FactOptions options)
    {
        var owner = draft.Customer is { } name ? owners.GetValueOrDefault(FactCustomers.Key(name)) : null;
        if (draft.Customer is not null && owner is null && !draft.IsRemoval)
            return Unowned(draft, options);
        if (owner is not null && !access.Reaches(access.Require(work.Kind.Write), owner.OwnerId, owner.BranchId, owner.InTeam))
        {
            if (options.IsOne)
                throw new Forbidden(Words.Of(work.Kind.Write), Words.Of(access.Require(work.Kind.Write)));
            draft.Errors.Add("customer", $"Your permission {Words.Of(work.Kind.Write)} does not reach this customer.");
            return new FactOutcome(draft, FactResult.Rejected, null);
        }
        if (work.Kind.Area == Area.Interactions && work.IsAnothers(draft.ExternalId) && !access.Has(Permission.ManageInteractions))
        {
            draft.Errors.Add("external_id", "Somebody else wrote it; only they, or who manages interactions, may change it.");
            return new FactOutcome(draft, FactResult.Rejected, null);
        }
        if (draft.IsRemoval && options.SeenVersion is { } expected && work.VersionOf(draft.ExternalId!) != expected)
            throw new Stale();
        if (draft.IsRemoval && options.IsOne && rules.Overdraws(draft))
            throw Spent();
        if (draft.IsRemoval)
            return new FactOutcome(
                draft,
                work.Remove(draft.ExternalId!, out var removed) ? FactResult.Updated : FactResult.Unchanged,
                removed
            );

        work.Prepare(draft, owner?.Id);
        if (options.SeenVersion is { } seen && draft.Fact!.Version - 1 != seen)
            throw new Stale();
        draft.Fact!.Check(draft.Errors);
        if (!draft.Errors.Any)
            rules.Check(draft);
        if (draft.Errors.Any)
            return new FactOutcome(draft, FactResult.Rejected, null);
        if (options.IsOne && rules.HasPoints(draft) && rules.Overdraws(draft))
            throw Spent();
        if (!rules.HasPoints(draft))
            return Uncovered(draft, options);
        return new FactOutcome(draft, work.Put(draft), draft.Fact.Id);
    }

    private static FactOutcome Unowned(FactDraft draft, FactOptions options)
    {
        if (draft.Customer!.Awaited is null && options.IsOne)
            throw new Missing("customer");
        if (options.OnUnknown == OnUnknownCustomer.Park && draft.Customer.Awaited is not null)
            return new FactOutcome(draft, FactResult.Waiting, null);
        draft.Errors.Add("customer", $"Nobody here is known as {FactValue.Cut(draft.Customer.ToString())}.");
        return new FactOutcome(draft, FactResult.Rejected, null);
    }

    private static Refusal Spent() => new("points_spent", "Points of it are spent already. Take them off with a movement of their own.");

    private static FactOutcome Uncovered(FactDraft draft, FactOptions options)
    {
        if (options.IsOne)
            throw new Refusal("not_enough_points", "There are fewer points than this takes.");
        draft.WaitsFor = WaitingFacts.ForPoints(((CustomerFact)draft.Fact!).CustomerId);
        return new FactOutcome(draft, FactResult.Waiting, null);
    }

    /// <summary>A removal names no customer; whoever takes a fact away must reach the one it belongs to.</summary>
    private async Task NameCustomersOfRemoved(IEnumerable<FactDraft> drafts, CancellationToken ct)
    {
        foreach (var group in drafts.Where(d => d.IsRemoval && d.Kind!.IsOfCustomer).GroupBy(d => d.Kind!))
        {
            var known = await KnownFact.Load(db, group.Key, group.Select(d => d.ExternalId!), ct);
            foreach (var draft in group)
                if (known.GetValueOrDefault(draft.ExternalId!)?.CustomerId is { } customer)
                    draft.Customer = new CustomerName(customer, null, null);
        }
    }

    private async Task<Dictionary<string, FactCustomer>> Owners(List<FactDraft> drafts, FactOptions options, CancellationToken ct)
    {
        var names = drafts.Select(d => d.Customer).OfType<CustomerName>().ToList();
        var owners = await customers.Of(names, ct);
        if (options.OnUnknown != OnUnknownCustomer.Create)
            return owners;
        var unknown = names.Where(n => n.Id is null && !owners.ContainsKey(FactCustomers.Key(n))).DistinctBy(FactCustomers.Key).ToList();
        if (unknown.Count == 0)
            return owners;
        await make.Run(unknown, ct);
        return await customers.Of(names, ct);
    }
}
