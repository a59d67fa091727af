using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Records.Import.Runs;

namespace Rapport.Tests.Records.Customers.Import;

/// <summary>A batch is judged while the one before it is written: where batches end must not matter to what comes of the file.</summary>
[Trait("Spec", "CUS-9")]
public abstract class ImportBatchTests(TestServer server) : ImportTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : ImportBatchTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ImportBatchTests(server), IClassFixture<PostgresServer>;

    /// <summary>
    /// Forty people, most of them on several rows: some named by the ID they had, some known again by what they are alone.
    /// </summary>
    private static string People(Random random)
    {
        var file = new StringBuilder("external_id,name,email,birth_date,phone,tags\n");
        for (var row = 0; row < 120; row++)
        {
            var person = random.Next(40);
            var id = random.Next(3) switch
            {
                0 => $"A-{person}",
                1 => $"B-{person}",
                _ => "",
            };
            var phone = random.Next(2) == 0 ? $"+44 20 7946 0{person:000}" : "";
            file.Append(
                $"{id},Quentin{person} Abernathy{person},q{person}@abernathy{person}.example,19{10 + person}-03-04,{phone},seen-{row % 7}\n"
            );
        }
        return file.ToString();
    }

    [Theory]
    [InlineData("merge")]
    [InlineData("skip")]
    [InlineData("review")]
    public async Task Many_small_batches_come_to_what_one_large_one_does(string onDuplicate)
    {
        foreach (var seed in Enumerable.Range(1, 2))
        {
            var file = People(new Random(seed));
            var whole = await Run(file, onDuplicate, ReadFile.MaxBatch);
            foreach (var size in new[] { 1, 3, 11 })
            {
                var parts = await Run(file, onDuplicate, size);
                Assert.Equal(whole.Counts, parts.Counts);
                Assert.Equal(whole.Customers, parts.Customers);
            }
        }
    }

    private async Task<(string Counts, string[] Customers)> Run(string file, string onDuplicate, int maxBatch)
    {
        var at = await Fresh();
        var import = (await Upload(at.Api, file, ("on_duplicate", onDuplicate))).Expect(201).Id;
        await using var node = await Server.StartNode();
        var run = node.Services.GetRequiredService<RunImport>();
        run.MaxBatch = maxBatch;
        await run.Run(at.Id, import, null, CancellationToken.None);
        await AssertDerived(at.Id);
        var told = await at.Api.Get($"/api/imports/{import}");
        var customers = await Plain(connection =>
            connection.Rows(
                $"""
                select c.display_name, c.email, c.phone_e164,
                  (select count(*) from customer_tags t where t.organization_id = c.organization_id and t.customer_id = c.id),
                  (select count(*) from external_ids e where e.organization_id = c.organization_id and e.customer_id = c.id),
                    coalesce((select min(e.value) from external_ids e where e.organization_id = c.organization_id
                      and e.customer_id = c.id), '')
                from customers c where c.organization_id = {at.Id}
                """,
                row => $"{row.Text(0)} {row.TextOrNull(1)} {row.TextOrNull(2)} {row.Long(3)} tags {row.Long(4)} IDs {row.Text(5)}",
                CancellationToken.None
            )
        );
        return (
            string.Join(
                ' ',
                new[] { "created", "updated", "skipped", "duplicates", "rejected" }.Select(name => $"{told[name].GetInt64()} {name}")
            ),
            [.. customers.Order(StringComparer.Ordinal)]
        );
    }
}
