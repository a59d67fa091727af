using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Records.Sales.OnlineRetail;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Facts;

public abstract class OnlineRetailTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : OnlineRetailTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : OnlineRetailTests(server), IClassFixture<PostgresServer>;

    private Task<RetailReconciliation> Import(string path, Guid? organization = null) =>
        In(
            async services =>
            {
                services.GetRequiredService<Access>().Admit(Caller.Program(organization ?? Organization));
                await using var file = File.OpenRead(path);
                return await services
                    .GetRequiredService<ImportOnlineRetail>()
                    .Run(file, "online_retail.csv.gz", null, CancellationToken.None);
            },
            organization
        );

    [Fact, Trait("Spec", "FCT-8")]
    public async Task Two_days_of_sales_and_a_customer_of_a_year_go_in_to_the_last_line_and_again_change_nothing()
    {
        var (id, _) = await OtherOrganization();
        var path = PublicData.Extract("online-retail.csv.gz");

        var first = await Import(path, id);
        Assert.Equal(
            (9_857, 466, 43, 206, 1_205, 0),
            (first.Lines, first.Orders, first.Returns, first.Customers, first.AnonymousLines, first.Rejected)
        );
        Assert.True(first.IsComplete);
        Assert.Equal(133_905.74m, Math.Round(first.OrdersValue + first.ReturnsValue + first.AnonymousValue, 2));
        var stored = await Plain(c =>
            c.Rows(
                $"""
                select external_id, order_count, gross_minor from customer_summary
                where organization_id = {id} and external_id in ('12748', '13777', '15061', '17850') order by external_id
                """,
                row => (row.Text(0), row.Int(1), row.Long(2)),
                default
            )
        );
        Assert.Equal([("12748", 210, 3_371_973), ("13777", 7, 658_516), ("15061", 6, 940_734), ("17850", 34, 539_121)], stored);

        var again = await Import(path, id);
        Assert.Equal((0, 0, first.Created), (again.Created, again.Updated, again.Unchanged));
    }

    [Fact, Trait("Spec", "FCT-8")]
    public async Task The_public_file_goes_in_to_the_last_line_and_again_changes_nothing()
    {
        var path = PublicData.File("online-retail", "online_retail_541909.csv.gz");
        var first = await Import(path);
        Assert.Equal(
            (541_909, 18_536, 3_654, 4_372, 135_080, 0),
            (first.Lines, first.Orders, first.Returns, first.Customers, first.AnonymousLines, first.Rejected)
        );
        Assert.True(first.IsComplete);
        Assert.Equal(0, first.Refused);
        Assert.Equal(9_747_747.93m, Math.Round(first.OrdersValue + first.ReturnsValue + first.AnonymousValue, 2));
        await EqualsThePublishedTable();

        Sql written = $"select count(*) from events where organization_id = {Organization}";
        await Eventually(EveryReaderHasReadTheLog, "scores, stages and milestones are worked out");
        var before = await Count(written);
        var again = await Import(path);
        Assert.Equal((0, 0, first.Created), (again.Created, again.Updated, again.Unchanged));
        // The account of the second run is all that was written.
        Assert.Equal(1, await Count(written) - before);
    }

    private async Task<bool> EveryReaderHasReadTheLog()
    {
        await LogIsSealed();
        return await Count(
                $"""
                select count(*) from event_heads h join reader_marks m on m.organization_id = h.organization_id and m.position < h.position
                where h.organization_id = {Organization}
                """
            ) == 0;
    }

    /// <summary>Orders and money of 4,338 customers, reckoned with other tools; there an order at no price is none.</summary>
    private async Task EqualsThePublishedTable()
    {
        var free = (
            await Plain(c =>
                c.Rows(
                    $"""
                    select c.external_id from orders o join customer_summary c on c.organization_id = o.organization_id
                      and c.customer_id = o.customer_id where o.organization_id = {Organization} and o.total_minor = 0
                    """,
                    row => row.Text(0),
                    default
                )
            )
        ).ToHashSet();
        var stored = (
            await Plain(c =>
                c.Rows(
                    $"""
                    select external_id, order_count, gross_minor from customer_summary
                    where organization_id = {Organization} and external_id is not null
                    """,
                    row => (row.Text(0), row.Int(1), row.Long(2)),
                    default
                )
            )
        ).ToDictionary(r => r.Item1);
        var lines = await File.ReadAllLinesAsync(PublicData.File("online-retail", "rfm_expected_4338.csv"));
        Assert.Equal(4_339, lines.Length);
        foreach (var fields in lines.Skip(1).Select(line => line.Split(',')))
        {
            var (_, orders, gross) = stored[fields[0]];
            Assert.True(
                free.Contains(fields[0]) || orders == int.Parse(fields[2], CultureInfo.InvariantCulture),
                $"{fields[0]} has {orders} orders instead of {fields[2]}"
            );
            Assert.InRange(gross / 100m - decimal.Parse(fields[3], CultureInfo.InvariantCulture), -0.06m, 0.06m);
        }
    }
}
