using System.Globalization;
using System.Text.RegularExpressions;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Merge;

namespace Rapport.Tests.Records.Customers.Merge;

/// <summary>What holds for any customers with anything on them. RAPPORT_TEST_WORLDS asks for more of them.</summary>
[Trait("Spec", "CUS-8")]
public abstract partial class MergeProperties(TestServer server) : MergeTest(server)
{
    public sealed class OnSqlite(QuietSqliteServer server) : MergeProperties(server), IClassFixture<QuietSqliteServer>;

    public sealed class OnPostgres(QuietPostgresServer server) : MergeProperties(server), IClassFixture<QuietPostgresServer>;

    private static readonly string[] Choosable =
    [
        "display_name",
        "email",
        "phone",
        "birth_date",
        "owner_id",
        "branch_id",
        "industry",
        "custom_fields.text",
        "custom_fields.multi_choice",
    ];

    private static IEnumerable<int> Seeds(int count) =>
        Enumerable.Range(
            1,
            int.Parse(
                Environment.GetEnvironmentVariable("RAPPORT_TEST_WORLDS") ?? count.ToString(CultureInfo.InvariantCulture),
                CultureInfo.InvariantCulture
            )
        );

    [Fact]
    public async Task A_merge_undone_leaves_no_trace()
    {
        foreach (var seed in Seeds(12))
        {
            var (organization, world) = await Found(seed, 5, "undone");
            var before = await Dump(organization);
            var group = world.Customers.Select(c => c.Id).OrderBy(_ => world.Below(1000)).Take(2 + world.Below(3)).ToList();

            var merge = await Merge(organization, group[0], group.Skip(1), Values(world, group));
            await NothingPointsAt(organization, group.Skip(1));
            var answer = await Undo(merge, organization);

            Assert.Empty(answer.Kept);
            Same(before, await Dump(organization), $"seed {seed}");
        }
    }

    [Fact]
    public async Task Merges_on_top_of_each_other_come_apart_newest_first()
    {
        foreach (var seed in Seeds(8))
        {
            var (organization, world) = await Found(seed, 6, "stacked");
            var dumps = new Stack<(Guid Merge, List<string> Before)>();
            var live = world.Customers.Select(c => c.Id).ToList();
            while (live.Count > 2)
            {
                var group = live.OrderBy(_ => world.Below(1000)).Take(2 + world.Below(2)).ToList();
                var before = await Dump(organization);
                dumps.Push((await Merge(organization, group[0], group.Skip(1), Values(world, group)), before));
                live.RemoveAll(group.Skip(1).Contains);
            }
            while (dumps.TryPop(out var last))
            {
                await Undo(last.Merge, organization);
                Same(last.Before, await Dump(organization), $"seed {seed}");
            }
        }
    }

    [Fact]
    public async Task Merges_come_apart_in_any_order_that_is_not_refused()
    {
        foreach (var seed in Seeds(8))
        {
            var (organization, world) = await Found(seed, 7, "shuffled");
            var before = await Dump(organization);
            var live = world.Customers.Select(c => c.Id).ToList();
            var (merges, story) = (new List<Guid>(), new List<string>());
            while (live.Count > 2)
            {
                var group = live.OrderBy(_ => world.Below(1000)).Take(2).ToList();
                merges.Add(await Merge(organization, group[0], group.Skip(1)));
                live.RemoveAll(group.Skip(1).Contains);
            }
            while (merges.Count > 0)
            {
                var next = merges[world.Below(merges.Count)];
                try
                {
                    story.AddRange((await Undo(next, organization)).Kept.Select(k => $"{next}: {k}"));
                    merges.Remove(next);
                }
                catch (Refusal refusal)
                {
                    Assert.Equal("later_merge", refusal.Code);
                    Assert.Contains((Guid)refusal.Details["later_merge_id"]!, merges);
                }
            }
            Same(before, await Dump(organization), $"seed {seed}\n{string.Join("\n", story)}");
        }
    }

    [Fact]
    public async Task Three_become_one_and_the_same_in_any_order()
    {
        foreach (var seed in Seeds(8))
        {
            var ends = new List<List<string>>();
            foreach (
                var order in new Func<Guid[], Guid[][]>[]
                {
                    d => [d],
                    d =>
                        [
                            [d[0]],
                            [d[1]],
                        ],
                    d =>
                        [
                            [d[1]],
                            [d[0]],
                        ],
                }
            )
            {
                var (organization, world) = await Found(seed, 6, $"order {ends.Count}");
                var group = world.Customers.Select(c => c.Id).OrderBy(_ => world.Below(1000)).Take(3).ToArray();
                foreach (var duplicates in order(group[1..]))
                    await Merge(organization, group[0], duplicates);
                // Retired records and closed pairs tell the way it went; what lives must not.
                ends.Add(
                    Halved(
                        await Dump(
                            organization,
                            (table, row) =>
                                table == "customers" && row["merged_into_id"] is not null
                                || table == "customer_summary" && group[1..].Contains(row.Id("customer_id")!.Value)
                                || row.GetValueOrDefault("status") == "merged"
                        )
                    )
                );
            }
            Same(ends[0], ends[1], $"seed {seed}: at once, then first and second");
            Same(ends[0], ends[2], $"seed {seed}: at once, then second and first");
        }
    }

    private static List<string> Halved(IEnumerable<string> lines) =>
        lines.Select(line => Id().Replace(line, "$1")).Order(StringComparer.Ordinal).ToList();

    [GeneratedRegex("([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4})-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();

    private static Dictionary<string, Guid>? Values(MergeWorld world, IReadOnlyList<Guid> group)
    {
        var chosen = Choosable.Where(_ => world.Chance(0.2)).ToDictionary(field => field, _ => group[world.Below(group.Count)]);
        return chosen.Count == 0 ? null : chosen;
    }

    private async Task<(Guid Organization, MergeWorld World)> Found(int seed, int customers, string name)
    {
        var organization = await Server.AddOrganization($"World {seed} {name}");
        var world = new MergeWorld(seed, customers);
        await Write(organization, world.Rows);
        return (organization, world);
    }

    private async Task NothingPointsAt(Guid organization, IEnumerable<Guid> merged)
    {
        var tables = await Db(db => Task.FromResult(CustomerReferences.Of(db)), organization);
        foreach (var table in tables.Children.Append(tables.Accounts))
        foreach (var column in table.References)
        {
            var closed = table.Type == typeof(DuplicatePair) ? Sql.Raw(" and status <> 'merged'") : Sql.Empty;
            Assert.Equal(
                0,
                await Count(
                    $"""
                    select count(*) from {Sql.Raw(table.Name)} where organization_id = {organization}
                      and {Sql.In(column, merged.ToList())}{closed}
                    """
                )
            );
        }
        Assert.Equal(
            0,
            await Count(
                $"""
                select count(*) from customers where organization_id = {organization} and merged_into_id is null
                  and {Sql.In("parent_id", merged.ToList())}
                """
            )
        );
    }
}
