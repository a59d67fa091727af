using Rapport.Platform.Data;

namespace Rapport.Records.Customers;

/// <summary>
/// Takes the live contacts, addresses and relationships of customers along when these are archived, and brings back exactly what was taken.
/// </summary>
public sealed class ArchiveParts(RapportDb db)
{
    private static readonly string[] Owned = ["contacts", "addresses"];

    public async Task TakeAlong(IReadOnlyCollection<Guid> customers, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var part in Owned)
            await db.Execute(
                $"""
                update {Sql.Raw(part)} set archived_at = {now}, archived_with_customer_at = {now}, version = version + 1
                where organization_id = {db.TenantId} and {Sql.In("customer_id", customers)} and archived_at is null
                """,
                ct
            );
        await db.Execute(
            $"""
            update relationships set archived_at = {now}, archived_with_customer_at = {now}, version = version + 1
            where organization_id = {db.TenantId} and ({Sql.In("from_customer_id", customers)} or {Sql.In(
                "to_customer_id",
                customers
            )}) and archived_at is null
            """,
            ct
        );
    }

    /// <summary>To be called while the customers still say when they were archived.</summary>
    public async Task BringBack(IReadOnlyCollection<Guid> customers, CancellationToken ct)
    {
        foreach (var part in Owned)
            await db.Execute(
                $"""
                update {Sql.Raw(part)} set archived_at = null, archived_with_customer_at = null, version = version + 1
                where organization_id = {db.TenantId} and {Sql.In("customer_id", customers)}
                and archived_with_customer_at = (select c.archived_at from customers c
                  where c.organization_id = {db.TenantId} and c.id = {Sql.Raw(
                    part
                )}.customer_id)
                """,
                ct
            );
        await BringBackRelationships(customers, ct);
    }

    private async Task BringBackRelationships(IReadOnlyCollection<Guid> customers, CancellationToken ct)
    {
        var taken = Sql.Of(
            $"""
            organization_id = {db.TenantId} and ({Sql.In("from_customer_id", customers)} or {Sql.In("to_customer_id", customers)})
            and exists (select 1 from customers c
              where c.organization_id = {db.TenantId} and c.id in (relationships.from_customer_id, relationships.to_customer_id)
                        and {Sql.In("c.id", customers)} and c.archived_at = relationships.archived_with_customer_at)
            """
        );
        // Where the other end is archived too, the relation waits for that one.
        var other = Sql.Of(
            $"""
            from customers o where o.organization_id = {db.TenantId} and o.id
              in (relationships.from_customer_id, relationships.to_customer_id)
            and not ({Sql.In("o.id", customers)}) and o.archived_at is not null
            """
        );
        await db.Execute(
            $"""
            update relationships set archived_at = null, archived_with_customer_at = null, version = version + 1
            where {taken} and not exists (select 1 {other})
            """,
            ct
        );
        await db.Execute(
            $"""
            update relationships set archived_with_customer_at = (select o.archived_at {other}) where {taken} and exists (select 1 {other})
            """,
            ct
        );
    }
}
