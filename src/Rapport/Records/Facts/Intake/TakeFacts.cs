using System.Data.Common;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
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
/// <param name="IsEdit">A single fact is changed here: what its source sends later does not undo it.</param>
public sealed record FactOptions(
    OnUnknownCustomer OnUnknown = OnUnknownCustomer.Park,
    bool IsOne = false,
    int? SeenVersion = null,
    bool IsEdit = false
);

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

        foreach (var group in good.GroupBy(g => g.Draft.Kind!).OrderBy(g => g.Key.Depth))
        {
            var held = options.SeenVersion is not null;
            var named = group.Select(g => g.Draft.ExternalId).OfType<string>();
            var known = await KnownFact.Load(db, group.Key, named, ct, held);
            var work = new FactWork(db, group.Key, known, access.Caller, clock.Now())
            {
                WaitingOfOthers = await waiting.OfOthers(group.Key, named, ct),
            };
            var judging = rules.Of(group.Key);
            await AddFormerOwners(group.Key, known.Values, owners, ct);
            await references.RefuseUnreached(group.Key, [.. group.Select(g => g.Draft)], ct);
            await judging.Prepare([.. group.Select(g => g.Draft)], owners, ct);
            foreach (var (at, draft) in judging.InOrder([.. group]))
                outcomes[at] = Judged(work, judging, draft, owners, options);
            if (await work.Write(ct) is not { } happened)
                continue;
            changes.Raise(happened);
            foreach (var moved in happened.Moved.SelectMany(m => judging.Moved(m.Fact, m.From)))
                changes.Raise(moved);
        }
        await waiting.Settle(outcomes.OfType<FactOutcome>(), clock.Now(), ct);
        if (await waiting.Awaiting(rules.TakeArrived(), ct) is { Count: > 0 } awaited)
            await waiting.Refuse(
                await Waited(awaited, drafts => Take(drafts, options with { IsOne = false, SeenVersion = null, IsEdit = false }, ct)),
                ct
            );
        return outcomes!;
    }

    /// <summary>Takes in facts that have waited, each as far as whoever brought it could write: who happens to be at work does not
    /// count.</summary>
    internal async Task<List<FactOutcome>> Waited(
        IEnumerable<FactDraft> drafts,
        Func<IReadOnlyList<FactDraft>, Task<IReadOnlyList<FactOutcome>>> take
    )
    {
        var (outcomes, atWork) = (new List<FactOutcome>(), access.Caller);
        try
        {
            foreach (var group in drafts.GroupBy(d => d.Rights!))
            {
                access.Admit(group.Key.Caller(db.TenantId));
                outcomes.AddRange(await take([.. group]));
            }
        }
        finally
        {
            access.Admit(atWork);
        }
        return outcomes;
    }

    /// <summary>A fact that is found by its external ID may be another customer's: they, too, must be within the caller's reach.</summary>
    private async Task AddFormerOwners(
        FactKind kind,
        IEnumerable<KnownFact> known,
        Dictionary<string, FactCustomer> owners,
        CancellationToken ct
    )
    {
        if (access.Require(kind.Write) == Scope.All)
            return;
        var names = known.Select(k => k.CustomerId).OfType<Guid>().Distinct().Select(id => new CustomerName(id, null, null)).ToList();
        foreach (var (key, owner) in await customers.Of(names, ct))
            owners[key] = owner;
    }

    private FactOutcome Judged(
        FactWork work,
        IntakeRules judging,
        FactDraft draft,
        Dictionary<string, FactCustomer> owners,
        FactOptions options
    )
    {
        if (draft.ExternalId is { } stored)
            judging.Lift(stored);
        var outcome = One(work, judging, draft, owners, options);
        if (draft.ExternalId is not { } id)
            return outcome;
        if (outcome.Result is FactResult.Rejected or FactResult.Waiting)
            judging.Restore(id);
        else
            judging.Count(id, draft.IsRemoval ? null : draft.Fact);
        return outcome;
    }

    private FactOutcome One(
        FactWork work,
        IntakeRules judging,
        FactDraft draft,
        Dictionary<string, FactCustomer> owners,
        FactOptions options
    )
    {
        var owner = draft.Customer is { } name ? owners.GetValueOrDefault(FactCustomers.Key(name)) : null;
        var isUnowned = draft.Customer is not null && owner is null && !draft.IsRemoval;
        if (Unreachable(work, draft, owner, owners) is { } field)
        {
            if (options.IsOne)
                throw new Forbidden(Words.Of(work.Kind.Write), Words.Of(access.Require(work.Kind.Write)));
            draft.Errors.Add(field, $"Your permission {Words.Of(work.Kind.Write)} does not reach this customer.");
            return new FactOutcome(draft, FactResult.Rejected, null);
        }
        if (draft.Errors.Any)
            return new FactOutcome(draft, FactResult.Rejected, null);
        if (isUnowned)
            return Unowned(draft, options);
        if (work.IsAnothers(draft.ExternalId) && judging.ProtectsAuthor() is { } refusal)
        {
            draft.Errors.Add("external_id", refusal);
            return new FactOutcome(draft, FactResult.Rejected, null);
        }
        return draft.IsRemoval ? Removed(work, judging, draft, options) : Put(work, judging, draft, owner?.Id, options);
    }

    /// <summary>The field that names a customer whom the caller does not reach: whose the fact becomes, or whose it is.</summary>
    private string? Unreachable(FactWork work, FactDraft draft, FactCustomer? owner, Dictionary<string, FactCustomer> owners)
    {
        var scope = access.Require(work.Kind.Write);
        bool Reaches(FactCustomer customer) => access.Reaches(scope, customer.OwnerId, customer.BranchId, customer.InTeam);
        if (owner is not null && !Reaches(owner))
            return "customer";
        if (draft.ExternalId is { } id && work.WaitingOfOthers.Contains(id))
            return "external_id";
        if (scope == Scope.All || work.CustomerOf(draft.ExternalId) is not { } former)
            return null;
        return owners.TryGetValue(FactCustomers.Key(new(former, null, null)), out var stored) && Reaches(stored) ? null : "external_id";
    }

    private static FactOutcome Removed(FactWork work, IntakeRules judging, FactDraft draft, FactOptions options)
    {
        if (options.SeenVersion is { } expected && work.VersionOf(draft.ExternalId!) != expected)
            throw new Stale();
        if (options.IsOne && judging.Blocks(draft.ExternalId!, null) is { } blocked)
            throw blocked;
        var result = work.Remove(draft.ExternalId!, out var removed) ? FactResult.Updated : FactResult.Unchanged;
        return new FactOutcome(draft, result, removed);
    }

    private static FactOutcome Put(FactWork work, IntakeRules judging, FactDraft draft, Guid? owner, FactOptions options)
    {
        work.Prepare(draft, owner, options.IsEdit);
        if (options.SeenVersion is { } seen && draft.Fact!.Version - 1 != seen)
            throw new Stale();
        draft.Fact!.Check(draft.Errors);
        if (!draft.Errors.Any)
            judging.Check(draft.Fact, draft.Errors);
        if (draft.Errors.Any)
            return new FactOutcome(draft, FactResult.Rejected, null);
        if (judging.WaitsFor(draft.Fact) is { } awaited)
        {
            if (options.IsOne)
                throw awaited.Refusal;
            draft.WaitsFor = awaited.Key;
            return new FactOutcome(draft, FactResult.Waiting, null);
        }
        if (options.IsOne && judging.Blocks(draft.ExternalId!, draft.Fact) is { } blocked)
            throw blocked;
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
