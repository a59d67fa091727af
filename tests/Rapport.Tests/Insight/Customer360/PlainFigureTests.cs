using Rapport.Platform.Data;
using Rapport.Records.Facts;

namespace Rapport.Tests.Insight.Customer360;

/// <summary>Pages speak to people: no sum without its currency, no score in percent that is none, no ID of our own.</summary>
public abstract class PlainFigureTests(TestServer server) : PageTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : PlainFigureTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : PlainFigureTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task Of_whom_nothing_is_known_the_figures_say_so_in_the_houses_currency()
    {
        var (id, _) = await Customer("Nina Nothing");
        var page = await Read($"/customers/{id}");

        SeesAll(page, $"Lifetime value {await Nought()}", "Nothing bought yet", "No data yet");
        Assert.DoesNotContain("% C", page);
    }

    [Fact]
    public async Task A_group_adds_up_in_the_houses_currency()
    {
        var (id, _) = await Customer("Group Head");

        SeesAll(await Read($"/customers/{id}/hierarchy"), $"Revenue {await Nought()}", "None is known", "Nothing known yet");
    }

    [Fact]
    public async Task A_fact_entered_by_hand_shows_no_reference_and_one_of_another_system_does()
    {
        var (id, number) = await Customer("Rita Reader");
        var own = (await Api.Post("/api/tickets", new { customer_id = id, subject = "By hand" })).Expect(201).Id;
        var theirs = (
            await Api.Post(
                "/api/tickets",
                new
                {
                    customer_id = id,
                    subject = "Theirs",
                    external_id = $"{number}-t",
                }
            )
        ).Expect(201).Id;

        Assert.DoesNotContain("Reference", await Read($"/tickets/{own}"));
        SeesAll(await Read($"/tickets/{theirs}"), $"Reference {number}-t");
    }

    private async Task<string> Nought() =>
        MinorUnits.Shown(
            0m,
            (
                await Plain(connection =>
                    connection.Rows(
                        $"select currency from organizations where id = {Organization}",
                        row => row.Text(0),
                        CancellationToken.None
                    )
                )
            )[0]
        );
}
