using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Duplicates;
using Rapport.Records.Customers.Intake.Rows;

namespace Rapport.Records.Customers.Intake;

/// <summary>
/// What a row will do: make a customer, change one that an earlier batch or somebody else made, or nothing more than was done to the record
/// that a row before it makes.
/// </summary>
internal sealed record Decision(RowOutcome Outcome)
{
    public CustomerRecord? New { get; init; }
    public Guid? Changes { get; init; }
    public bool OnlyBlanks { get; init; }
    public DuplicatePair? Pair { get; init; }
}

/// <summary>Decides row by row, in the order of the file, so that a row knows what those before it did.</summary>
internal sealed class DecideRows(
    IntakeRun intake,
    Dictionary<string, KnownCustomer> known,
    Dictionary<long, List<FindCandidates.Candidate>> shared
)
{
    private readonly DuplicateSettings settings = intake.Catalog.Duplicates;

    /// <param name="IsSeen">False of whom the sender must not hear: the pair waits for those who see both.</param>
    /// <param name="Made">Its record, where a row of this batch made it.</param>
    private sealed record Resembled(KnownCustomer Customer, LinkageRecord Linkage, bool IsSeen, double Probability, CustomerRecord? Made)
    {
        public Guid Id => Customer.Id;
    }

    public Decision On(CustomerDraft draft)
    {
        if (draft.IsRejected)
            return Reject(draft);
        if (draft.ExternalId is { } id)
        {
            if (known.TryGetValue(id, out var customer))
                return Update(draft, customer, null);
            if (intake.Seen.Named(id) is { } earlier)
                return Update(draft, earlier.Customer, earlier.Record);
        }
        return draft.Fresh is { } fresh ? Take(draft, fresh) : Reject(draft, "display_name", "It is required.");
    }

    private Decision Update(CustomerDraft draft, KnownCustomer customer, CustomerRecord? made)
    {
        if (customer.IsArchived)
            return Reject(draft, "external_id", "Its customer is archived. Restore it first.");
        if (!intake.Rights.Reach(customer.OwnerId, customer.BranchId))
            return Reject(draft, "external_id", intake.Rights.Refusal);
        // Who may write just their own must not give a customer away, nor take one out of sight.
        if (!intake.Rights.Reach(draft.OwnerId ?? customer.OwnerId, draft.BranchId ?? customer.BranchId))
            return Reject(draft, "owner", intake.Rights.Refusal);
        return Change(new RowOutcome(draft, RowResult.Updated, customer.Id), made, false);
    }

    private Decision Take(CustomerDraft draft, CustomerRecord fresh)
    {
        if (intake.Catalog.CustomFields.FirstOrDefault(f => f.IsRequired && !fresh.Custom.ContainsKey(f.Key)) is { } missing)
            return Reject(draft, $"custom_fields.{missing.Key}", "It is required.");
        if (!intake.Rights.Reach(fresh.Customer.OwnerId, fresh.Customer.BranchId))
            return Reject(draft, "owner", intake.Rights.Refusal);
        var alike = intake.OnDuplicate == OnDuplicate.Create ? [] : Resembling(fresh);
        var (twin, hidden) = (Likeliest(alike, isSeen: true), Likeliest(alike, isSeen: false));
        var way = twin is null ? OnDuplicate.Create : intake.OnDuplicate;
        if (way == OnDuplicate.Skip)
            return new Decision(Outcome(draft, RowResult.Skipped, twin!.Id, twin));
        // What may not be written cannot be merged into: a person with more rights decides.
        if (way == OnDuplicate.Merge && intake.Rights.Reach(twin!.Customer.OwnerId, twin.Customer.BranchId))
        {
            if (draft.ExternalId is { } id)
                intake.Seen.Name(id, new SeenRow(twin.Customer, twin.Linkage, twin.Made));
            return Change(Outcome(draft, RowResult.Duplicate, twin.Id, twin), twin.Made, true);
        }

        intake.Seen.Add(fresh);
        return twin is null
            ? new Decision(new RowOutcome(draft, RowResult.Created, fresh.Customer.Id))
            {
                New = fresh,
                Pair = hidden is null ? null : Pair(fresh, hidden),
            }
            : new Decision(Outcome(draft, RowResult.Duplicate, fresh.Customer.Id, twin)) { New = fresh, Pair = Pair(fresh, twin) };
    }

    private static Resembled? Likeliest(IEnumerable<Resembled> alike, bool isSeen) =>
        alike.Where(r => r.IsSeen == isSeen).OrderByDescending(r => r.Probability).FirstOrDefault();

    private List<Resembled> Resembling(CustomerRecord fresh)
    {
        var alike = new List<Resembled>();
        var stored = fresh
            .Keys.SelectMany(key => shared.GetValueOrDefault(key) ?? [])
            .DistinctBy(c => c.Customer.Id)
            .Select(c => new Resembled(c.Customer, c.Linkage, intake.Rights.Sees(c.Customer.OwnerId, c.Customer.BranchId), 0, null));
        foreach (
            var other in intake
                .Seen.Sharing(fresh)
                .Select(s => new Resembled(s.Customer, s.Linkage!, true, 0, s.Record))
                .Concat(stored)
                .DistinctBy(r => r.Id)
        )
        {
            var probability = settings.Probability(fresh.Linkage, other.Linkage);
            if (settings.IsLikely(probability))
                alike.Add(other with { Probability = probability });
        }
        return alike;
    }

    private DuplicatePair Pair(CustomerRecord fresh, Resembled twin) =>
        PairOf.Match(fresh.Customer.Id, twin.Id, settings.Compare(fresh.Linkage, twin.Linkage), intake.Catalog.Now);

    private Decision Change(RowOutcome outcome, CustomerRecord? made, bool onlyBlanks)
    {
        if (made is null)
            return new Decision(outcome) { Changes = outcome.CustomerId, OnlyBlanks = onlyBlanks };
        intake.Make.Put(made, outcome.Draft, onlyBlanks);
        made.Draw(made.Account is null ? null : intake.TaxIds.Open(made.Account.TaxIdSealed));
        return new Decision(outcome);
    }

    private static RowOutcome Outcome(CustomerDraft draft, RowResult result, Guid customer, Resembled twin) =>
        new(draft, result, customer) { DuplicateOf = twin.Id, Probability = twin.Probability };

    private static Decision Reject(CustomerDraft draft, string? field = null, string? error = null)
    {
        if (field is not null)
            draft.Errors.Add(field, error!);
        return new Decision(new RowOutcome(draft, RowResult.Rejected));
    }
}
