using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Merge;

namespace Rapport.Records.Facts;

/// <summary>Brings timelines and summaries to what the facts now say, in the transaction that wrote them.</summary>
public sealed class KeepFactsInStep(RapportDb db, FactSummaries summaries) : IFollowChanges
{
    public async Task Follow(IReadOnlyList<DomainEvent> events, Batch batch, CancellationToken ct)
    {
        var written = events.OfType<FactsWritten>().ToList();
        foreach (var gone in written.Select(w => w.RemovedIds).Where(ids => ids.Count > 0))
            batch.Write($"delete from timeline_entries where organization_id = {db.TenantId} and {Sql.In("id", gone)}");
        Tell(batch, [.. written.SelectMany(w => w.Written).OfType<CustomerFact>()]);
        await Sum(batch, written, ct);
        foreach (var undone in events.OfType<CustomersUnmerged>())
            GoBack(batch, undone);
        foreach (var merge in events.OfType<MergeEvent>())
        foreach (var part in summaries.Parts)
            summaries.Write(batch, part, [.. merge.Customers]);
    }

    /// <summary>A fact that was written while its customer was merged is shown under the survivor: it goes back with the fact.</summary>
    private void GoBack(Batch batch, CustomersUnmerged undone)
    {
        foreach (var kind in FactKind.All.Where(k => k.IsOfCustomer))
            batch.Write(
                $"""
                update timeline_entries as e set customer_id = f.customer_id from {Sql.Raw(kind.Table)} f
                where f.organization_id = {db.TenantId} and {Sql.In(
                    "f.customer_id",
                    undone.DuplicateIds
                )} and e.organization_id = f.organization_id and e.id = f.id and e.customer_id = {undone.SurvivorId}
                """
            );
    }

    /// <summary>
    /// What is new is added to the summaries; a part is worked out anew for customers of whom something was changed or removed, or whose
    /// new facts depend on what else there is.
    /// </summary>
    private async Task Sum(Batch batch, List<FactsWritten> written, CancellationToken ct)
    {
        var anew = summaries.Parts.ToDictionary(part => part, _ => new HashSet<Guid>());
        var added = new List<(SummaryPart Part, CustomerFact Fact)>();
        foreach (var facts in written)
        foreach (var part in summaries.PartsOf(facts.Type))
        {
            if (!facts.OnlyAdds)
            {
                anew[part].UnionWith(facts.CustomerIds);
                continue;
            }
            foreach (var fact in facts.Written.OfType<CustomerFact>())
            {
                if (part.IsAddition(fact))
                    added.Add((part, fact));
                else
                    anew[part].Add(fact.CustomerId);
            }
        }
        foreach (var group in added.GroupBy(a => a.Part, a => a.Fact))
            anew[group.Key].UnionWith(await group.Key.Recount(db, [.. group], ct));
        batch.Insert(summaries.Additions, Sums(added.Where(a => !anew[a.Part].Contains(a.Fact.CustomerId))));
        foreach (var (part, customers) in anew)
            summaries.Write(batch, part, [.. customers]);
    }

    /// <summary>One row for each customer of whom anything grows, in the order in which rows are locked.</summary>
    private List<CustomerSummary> Sums(IEnumerable<(SummaryPart Part, CustomerFact Fact)> additions)
    {
        var sums = new SortedDictionary<Guid, CustomerSummary>(Ids.Order);
        var growing = new HashSet<Guid>();
        foreach (var (part, fact) in additions)
        {
            if (!sums.TryGetValue(fact.CustomerId, out var sum))
                sums[fact.CustomerId] = sum = new() { OrganizationId = db.TenantId, CustomerId = fact.CustomerId };
            if (part.Add(sum, fact))
                growing.Add(fact.CustomerId);
        }
        return [.. sums.Where(s => growing.Contains(s.Key)).Select(s => s.Value)];
    }

    /// <summary>The entry has the ID of its fact: written again, it is the same entry.</summary>
    private void Tell(Batch batch, List<CustomerFact> facts)
    {
        var entries = new List<TimelineEntry>(facts.Count);
        var silent = new List<Guid>();
        foreach (var fact in facts)
        {
            if (fact.OnTimeline() is { } text)
                entries.Add(Entry(fact, text));
            else if (fact.Version > 1)
                silent.Add(fact.Id);
        }
        batch.Insert(facts.All(f => f.Version == 1) ? KeepCustomersInStep.Timeline : Upsert, entries);
        if (silent.Count > 0)
            batch.Write($"delete from timeline_entries where organization_id = {db.TenantId} and {Sql.In("id", silent)}");
    }

    private TimelineEntry Entry(CustomerFact fact, TimelineText text) =>
        new(fact.Id)
        {
            OrganizationId = db.TenantId,
            CustomerId = fact.CustomerId,
            OccurredAt = fact.HappenedAt,
            Type = text.Type,
            ActorId = fact.CreatedById,
            Details = text.Details(),
            Pinned = text.IsPinned,
            SourceType = FactKind.Of(fact).Type,
            SourceId = fact.Id,
            OnlyUserId = text.OnlyUserId,
            OnlyBranchId = text.OnlyBranchId,
        };

    private static readonly TableInsert<TimelineEntry> Upsert = KeepCustomersInStep.Entries(
        """
        on conflict (organization_id, id) do update set
          customer_id = excluded.customer_id, occurred_at = excluded.occurred_at, type = excluded.type,
          details = excluded.details, pinned = excluded.pinned,
          only_user_id = excluded.only_user_id, only_branch_id = excluded.only_branch_id
        """
    );
}
