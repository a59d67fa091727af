using Rapport.Platform.Events;
using Rapport.Platform.Http;

namespace Rapport.Records.Facts.Intake;

/// <summary>
/// The rules between the facts of one kind and what is stored already, such as that no payment exceeds its invoice. A module registers one
/// for each of its kinds that has any. Rows are judged one after another: <see cref="Lift"/>, <see cref="Check"/>, then
/// <see cref="Count"/> or <see cref="Restore"/>.
/// </summary>
public abstract class IntakeRules
{
    public abstract FactKind Kind { get; }

    /// <summary>Reads what the rows of a batch are judged by.</summary>
    public virtual Task Prepare(IReadOnlyList<FactDraft> drafts, IReadOnlyDictionary<string, FactCustomer> owners, CancellationToken ct) =>
        Task.CompletedTask;

    /// <summary>True when the fact is stored and its totals have been set aside to be judged anew.</summary>
    public virtual bool Knows(string externalId) => false;

    /// <summary>True of a fact that takes from others of its kind, so that those of its batch come first.</summary>
    public virtual bool TakesFromOthers(Fact fact) => false;

    /// <summary>What the fact counted for so far is left out while its row is judged.</summary>
    public virtual void Lift(string externalId) { }

    public virtual void Check(Fact fact, Errors errors) { }

    /// <summary>The row was taken; a fact that is null was removed.</summary>
    public virtual void Count(string externalId, Fact? fact) { }

    /// <summary>The row was refused, or waits: what was stored counts again.</summary>
    public virtual void Restore(string externalId) { }

    /// <summary>Why a single row must be refused although a batch would take it: what depends on the fact is used already.</summary>
    public virtual Refusal? Blocks(string externalId, Fact? fact) => null;

    /// <summary>What the fact has to wait for, as a key, with the refusal for somebody who does not want to wait.</summary>
    public virtual (string Key, Refusal Refusal)? WaitsFor(Fact fact) => null;

    /// <summary>Keys of what waiting facts wait for and this batch has brought, since this was last asked.</summary>
    public virtual IReadOnlyCollection<string> TakeArrived() => [];

    /// <summary>Why the caller may not change a fact that another person wrote by hand; null when they may.</summary>
    public virtual string? ProtectsAuthor() => null;

    /// <summary>What to log when a fact belongs to another customer than before.</summary>
    public virtual IEnumerable<DomainEvent> Moved(CustomerFact fact, Guid from) => [];

    /// <summary>
    /// What is stored already is judged before what is new: should its correction be refused, it still counts. The rows of one fact stay
    /// together, in their order: the last counts.
    /// </summary>
    internal IEnumerable<(int At, FactDraft Draft)> InOrder(IReadOnlyCollection<(int At, FactDraft Draft)> rows)
    {
        var later = rows.Where(r => r.Draft.Fact is { } fact && TakesFromOthers(fact)).Select(r => r.Draft.ExternalId).ToHashSet();
        var known = rows.Select(r => r.Draft.ExternalId).OfType<string>().Where(Knows).ToHashSet();
        return later.Count + known.Count == 0
            ? rows
            : rows.OrderBy(r => later.Contains(r.Draft.ExternalId)).ThenBy(r => r.Draft.ExternalId is not { } id || !known.Contains(id));
    }
}

/// <summary>Finds the rules of a kind.</summary>
public sealed class FactRules(IEnumerable<IntakeRules> rules)
{
    private readonly Dictionary<FactKind, IntakeRules> byKind = rules.ToDictionary(r => r.Kind);

    public IntakeRules Of(FactKind kind) => byKind.TryGetValue(kind, out var known) ? known : byKind[kind] = new NoRules(kind);

    /// <summary>What waiting facts may now find, since this was last asked.</summary>
    public IReadOnlyList<string> TakeArrived() => [.. byKind.Values.SelectMany(r => r.TakeArrived())];

    private sealed class NoRules(FactKind kind) : IntakeRules
    {
        public override FactKind Kind => kind;
    }
}
