using System.Collections.Concurrent;
using Rapport.Tests.Harness.Statements;

namespace Rapport.Tests.Platform.Data;

public sealed class TenantConditionTests
{
    private static readonly HashSet<string> Tables = ["customers", "orders", "tags", "customer_search"];

    [Theory]
    [InlineData("select id from customers where organization_id = $1")]
    [InlineData("select 1 from customers c join orders o on o.organization_id = c.organization_id where c.organization_id = $1")]
    [InlineData(
        "select 1 from customers as c join orders o on (o.organization_id, o.a) = (c.organization_id, c.b) where $1 = c.organization_id"
    )]
    [InlineData("select 1 from customers c where c.organization_id = $1 and exists (select 1 from orders o where o.organization_id = $1)")]
    [InlineData("with found as (select id from customers where organization_id = $1) select * from found f order by f.id")]
    [InlineData(
        "with found as (select * from customers where organization_id = $1) select 1 from found f join orders o using (organization_id)"
    )]
    [InlineData("select 1 from customers a where a.organization_id = $1 union all select 1 from orders where organization_id = $1")]
    [InlineData("update customers set name = $2 where organization_id = $1 and (id = $3 or id = $4)")]
    [InlineData("update customers as c set n = o.n from orders o where o.organization_id = c.organization_id and c.organization_id = $1")]
    [InlineData("delete from orders where organization_id = $1 and id in (select id from customers where organization_id = $1)")]
    [InlineData("insert into tags (organization_id, id) select organization_id, id from customers where organization_id = $1")]
    [InlineData("select 1 from customer_search_text f cross join customer_search s on s.row_number = f.rowid and +s.organization_id = $1")]
    [InlineData("""SELECT "c"."id" FROM "customers" AS "c" WHERE "c"."organization_id" = @p0 AND ("c"."a" = 1 OR "c"."b" = 2) LIMIT 1""")]
    [InlineData("select id from customers where false")]
    [InlineData("select 1 from customers where left(name, 2) = 'a' and case when a or b then 1 else 2 end = 1 and organization_id = $1")]
    public void A_table_that_is_tied_to_its_organization_passes(string statement) =>
        Assert.Empty(TenantConditions.Untied(statement, Tables));

    [Theory]
    [InlineData("select id from customers where id = $1", "customers")]
    [InlineData("select c.id from customers c join orders o on o.customer_id = c.id where c.organization_id = $1", "orders o")]
    [InlineData("select c.id from customers c, orders o where c.organization_id = $1", "orders o")]
    [InlineData("select id from customers where organization_id = $1 or id = $2", "customers")]
    [InlineData("select id from customers where not organization_id = $1 or true", "customers")]
    [InlineData(
        "select c.id from customers c where c.organization_id = $1 and exists (select 1 from orders o where o.customer_id = c.id)",
        "orders o"
    )]
    [InlineData("select a.id from customers a join customers b on b.organization_id = a.organization_id", "customers a,customers b")]
    [InlineData("with found as (select id from customers) select * from found", "customers")]
    [InlineData("select 1 from customers where organization_id = $1 union select 1 from orders", "orders")]
    [InlineData("select (select count(*) from orders) from customers where organization_id = $1", "orders")]
    [InlineData("update customers set name = $2 where id = $3", "customers")]
    [InlineData("delete from orders", "orders")]
    [InlineData("insert into tags (id) values ($1)", "insert into tags")]
    [InlineData("insert into tags (organization_id, id) select organization_id, id from customers", "customers")]
    [InlineData("""SELECT "c"."id" FROM "customers" AS "c" WHERE "c"."id" = @p0""", "customers c")]
    [InlineData("select 1 from customers c where c.organization_id = c.id", "customers c")]
    public void A_table_that_is_not_is_named(string statement, string untied) =>
        Assert.Equal(untied, string.Join(',', TenantConditions.Untied(statement, Tables)));
}

public abstract class StatementFeedTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : StatementFeedTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : StatementFeedTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task Statements_written_by_hand_and_those_of_Entity_Framework_are_seen()
    {
        var origins = new ConcurrentBag<string>();
        StatementFeed.Of(Server.Database).Ran += statement => origins.Add(statement.Origin);

        (await Api.Post("/api/customers", new { display_name = "Ada", type = "individual" })).Expect(201);
        (await Api.Get("/api/customers?search=ada")).Expect(200);

        Assert.Contains(StatementFeed.EntityFramework, origins);
        Assert.Contains("Records/Customers/Find/ListQuery.cs Page", origins);
    }
}
