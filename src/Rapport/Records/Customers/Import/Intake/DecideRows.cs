using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Duplicates;
using Rapport.Records.Customers.Import.Rows;

namespace Rapport.Records.Customers.Import.Intake;

/// <summary>What a row will do: make a customer, change one (that is in the database or made by an earlier row), or nothing.</summary>
internal sealed record Decision(RowOutcome Outcome)
{
    public CustomerRecord? New { get; init; }
    public Guid? Changes { get; init; }
    public CustomerRecord? ChangesNew { get; init; }
    public bool OnlyBlanks { get; init; }
    public DuplicatePair? Pair { get; init; }
}

/// <summary>Decides row by row, in the order of the file, so that a row knows what those before it did.</summary>
internal sealed class DecideRows(Intake intake, Dictionary<string, KnownCustomer> known, Dictionary<long, List<FindCandidates.Candidate>> shared)
{
    private readonly DuplicateSettings settings = intake.Catalog.Duplicates;

    private sealed record Resembled(Guid Id, LinkageRecord Linkage, double Probability, KnownCustomer? Stored, SeenRow? Seen);

    public Decision On(CustomerDraft draft)
    {
        if (draft.IsRejected) return Reject(draft);
        if (draft.ExternalId is { } id)
        {
            if (known.TryGetValue(id, out var customer)) return Update(draft, customer);
            if (intake.Seen.Named(id) is { } earlier) return new Decision(new RowOutcome(draft, RowResult.Updated, earlier.Id)) { ChangesNew = Changed(draft, earlier.Record, false) };
        }
        return draft.Fresh is { } fresh ? Take(draft, fresh) : Reject(draft, "display_name", "It is required.");
    }

    private Decision Update(CustomerDraft draft, KnownCustomer customer)
    {
        if (customer.IsArchived) return Reject(draft, "external_id", "Its customer is archived. Restore it first.");
        if (!intake.Rights.Reach(customer.OwnerId, customer.BranchId)) return Reject(draft, "external_id", intake.Rights.Refusal);
        // Who may write just their own must not give a customer away, nor take one out of sight.
        if (!intake.Rights.Reach(draft.OwnerId ?? customer.OwnerId, draft.BranchId ?? customer.BranchId)) return Reject(draft, "owner", intake.Rights.Refusal);
        return new Decision(new RowOutcome(draft, RowResult.Updated, customer.Id)) { Changes = customer.Id };
    }

    private Decision Take(CustomerDraft draft, CustomerRecord fresh)
    {
        if (intake.Catalog.CustomFields.FirstOrDefault(f => f.IsRequired && !fresh.Custom.ContainsKey(f.Key)) is { } missing) return Reject(draft, $"custom_fields.{missing.Key}", "It is required.");
        if (!intake.Rights.Reach(fresh.Customer.OwnerId, fresh.Customer.BranchId)) return Reject(draft, "owner", intake.Rights.Refusal);
        var twin = intake.OnDuplicate == OnDuplicate.Create ? null : Resembling(fresh);
        var way = twin is null ? OnDuplicate.Create : intake.OnDuplicate;
        if (way == OnDuplicate.Skip) return new Decision(Outcome(draft, RowResult.Skipped, twin!.Id, twin));
        // What may not be written cannot be merged into: a person with more rights decides.
        if (way == OnDuplicate.Merge && (twin!.Stored is null || intake.Rights.Reach(twin.Stored.OwnerId, twin.Stored.BranchId)))
        {
            Remember(draft.ExternalId, twin);
            return new Decision(Outcome(draft, RowResult.Duplicate, twin.Id, twin)) { Changes = twin.Stored?.Id, ChangesNew = Changed(draft, twin.Seen?.Record, true), OnlyBlanks = true };
        }

        intake.Seen.Add(fresh, keeps: intake.IsDryRun);
        return twin is null ? new Decision(new RowOutcome(draft, RowResult.Created, fresh.Customer.Id)) { New = fresh }
            : new Decision(Outcome(draft, RowResult.Duplicate, fresh.Customer.Id, twin)) { New = fresh, Pair = Pair(fresh, twin) };
    }

    // The ID goes to the customer that takes the row in, so that a later row of it finds that one.
    private void Remember(string? externalId, Resembled twin)
    {
        if (externalId is null) return;
        if (twin.Stored is { } stored) known[externalId] = stored;
        else intake.Seen.Name(externalId, twin.Seen!);
    }

    private Resembled? Resembling(CustomerRecord fresh)
    {
        Resembled? best = null;
        var stored = fresh.Keys.SelectMany(key => shared.GetValueOrDefault(key) ?? []).DistinctBy(c => c.Customer.Id).Select(c => new Resembled(c.Customer.Id, c.Linkage, 0, c.Customer, null));
        foreach (var other in stored.Concat(intake.Seen.Sharing(fresh).Select(s => new Resembled(s.Id, s.Linkage, 0, null, s))))
        {
            var probability = settings.Probability(fresh.Linkage, other.Linkage);
            if (settings.IsLikely(probability) && probability > (best?.Probability ?? 0)) best = other with { Probability = probability };
        }
        return best;
    }

    private DuplicatePair Pair(CustomerRecord fresh, Resembled twin) =>
        PairOf.Match(fresh.Customer.Id, twin.Id, settings.Compare(fresh.Linkage, twin.Linkage), intake.Catalog.Now);

    private CustomerRecord? Changed(CustomerDraft draft, CustomerRecord? made, bool onlyBlanks)
    {
        if (made is null) return null;
        intake.Make.Put(made, draft, onlyBlanks);
        made.Draw(made.Account is null ? null : intake.TaxIds.Open(made.Account.TaxIdSealed));
        return made;
    }

    private static RowOutcome Outcome(CustomerDraft draft, RowResult result, Guid customer, Resembled twin) => new(draft, result, customer) { DuplicateOf = twin.Id, Probability = twin.Probability };

    private static Decision Reject(CustomerDraft draft, string? field = null, string? error = null)
    {
        if (field is not null) draft.Errors.Add(field, error!);
        return new Decision(new RowOutcome(draft, RowResult.Rejected));
    }
}
