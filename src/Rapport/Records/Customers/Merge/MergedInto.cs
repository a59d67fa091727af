using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Merge;

/// <summary>Who answers for a merged customer. A survivor may have been merged in its turn, so the way is followed to its end.</summary>
public sealed class MergedInto(RapportDb db)
{
    /// <summary>Sends the caller on when this customer was merged.</summary>
    public async Task RequireUnmerged(Customer customer, CancellationToken ct)
    {
        if (customer.IsMerged) throw new Moved(customer.Id, await SurvivorOf(customer, ct));
    }

    public async Task<Guid> SurvivorOf(Customer customer, CancellationToken ct) => customer.IsMerged ? await SurvivorOf(customer.Id, ct) : customer.Id;

    /// <summary>The same by ID; a customer that was not merged answers for itself.</summary>
    public async Task<Guid> SurvivorOf(Guid id, CancellationToken ct)
    {
        var ends = await db.Rows($"{Chain(db.TenantId, id)} select id from chain where merged_into_id is null", row => row.Id(0), ct);
        return ends.Count == 0 ? id : ends[0];
    }

    /// <summary>Every customer whose history this one shows: itself and all that were merged into it, also by way of others. For <c>customer_id in (…)</c>.</summary>
    public static Sql HistoryOf(Guid organization, Guid customer) => $"""
        with recursive history (id) as (
          select {customer}
          union
          select c.id from customers c join history on c.merged_into_id = history.id where c.organization_id = {organization})
        select id from history
        """;

    private static Sql Chain(Guid organization, Guid id) => $"""
        with recursive chain (id, merged_into_id) as (
          select id, merged_into_id from customers where organization_id = {organization} and id = {id}
          union
          select c.id, c.merged_into_id from customers c join chain on c.id = chain.merged_into_id where c.organization_id = {organization})
        """;
}
