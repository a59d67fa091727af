using Rapport.Platform.Data;

namespace Rapport.Insight.Lifecycle;

/// <summary>How the list of customers is narrowed to a stage, and shows it.</summary>
internal static class StagesOfList
{
    public static Sql In(Guid organization, string named) =>
        $"""
            select l.customer_id from customer_lifecycles l
            where l.organization_id = {organization} and l.current_stage_id = ({Id(organization, named)})
            """;

    /// <summary>A question of its own for each row, so that a large stage is not read as a whole.</summary>
    public static Sql Holds(Guid organization, string named) =>
        $"""
            (select l.current_stage_id from customer_lifecycles l where l.organization_id = {organization} and l.customer_id = c.id)
              = ({Id(organization, named)})
            """;

    private static Sql Id(Guid organization, string named) =>
        Guid.TryParseExact(named, "D", out var id)
            ? (Sql)$"{id}"
            : $"""
                select s.id from lifecycle_stages s where s.organization_id = {organization} and s.deleted_at is null
                  and (s.name_key = {StageMap.KeyOf(named)} or s.system_key = {named}) order by s.display_order limit 1
                """;

    public static Sql Names(Guid organization) =>
        $"""
            select id, name from lifecycle_stages where organization_id = {organization} and deleted_at is null order by display_order, id
            """;

    public static Sql OfCustomers(Guid organization, IReadOnlyCollection<Guid> customers) =>
        $"""
            select l.customer_id, s.name, coalesce(s.system_key, case s.category when 'pre_customer' then 'prospect'
                when 'customer' then 'customer' else 'churned' end)
            from {Sql.Picked("customer_lifecycles", "l", organization, customers, "customer_id")}
            {Sql.LookUp("lifecycle_stages", "s", $"s.organization_id = {organization} and s.id = l.current_stage_id")}
            """;
}
