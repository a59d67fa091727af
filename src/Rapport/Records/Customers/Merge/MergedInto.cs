using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Merge;

/// <summary>Reads through merges: up to who answers for a record, down to all whose history a customer shows.</summary>
public static class MergedInto
{
    /// <summary>
    /// Who answers for a customer in the end; a survivor may have been merged in its turn. The customer itself when it was not merged.
    /// </summary>
    public static Sql SurvivorOf(Guid organization, Guid customer) =>
        $"""
            with recursive on_to (id, next) as (
              select id, merged_into_id from customers where organization_id = {organization} and id = {customer}
              union
              select c.id, c.merged_into_id from on_to
              {Sql.LookUp("customers", "c", $"c.organization_id = {organization} and c.id = on_to.next")})
            select id from on_to where next is null
            """;

    /// <summary>
    /// The customer and all that were merged into it, also by way of others; for the beginning of a statement, as the table <c>history</c>.
    /// </summary>
    public static Sql HistoryOf(Guid organization, Guid customer) =>
        $"""
            with recursive history (id) as (
              select id from customers where organization_id = {organization} and id = {customer}
              union
              select c.id from history
              {Sql.LookUp("customers", "c", $"c.organization_id = {organization} and c.merged_into_id = history.id")}
              where {FewMerged})
            """;

    // Who was merged has few before them. SQLite takes a recursive table for a long one, and reads all customers into a filter before it
    // looks up the first.
    private static readonly Sql FewMerged = Sql.Rarely(Sql.Raw("history.id is not null"));
}
