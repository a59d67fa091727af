using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Rapport.Platform.Data;
using Rapport.Platform.Events;

namespace Rapport.Tests.Platform.Events;

/// <summary>Somebody with all rights on the database, but without the master key, lifts the guards and changes the past.</summary>
[Trait("Spec", "PLT-5")]
public abstract class VerifyLogTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : VerifyLogTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : VerifyLogTests(server), IClassFixture<PostgresServer>
    {
        [Fact]
        public async Task An_event_that_vanishes_before_it_was_sealed_leaves_a_broken_line()
        {
            var organization = await Server.AddOrganization("Hasty");
            await using var holdsTheSeal = (NpgsqlConnection)await Server.Database.OpenPlain();
            await holdsTheSeal.Rows($"select pg_advisory_lock(hashtextextended({"seal:" + organization}, 0))::text", row => 0, default);
            await Change((_, changes) => Raise(changes, "never happened"), organization);
            var pending = (
                await Plain(c =>
                    c.Rows(
                        $"select event_id from unsealed_events where organization_id = {organization} order by event_id desc limit 1",
                        row => row.Id(0),
                        default
                    )
                )
            )[0];

            await Tamper($"delete from events where id = {pending}");
            await holdsTheSeal.CloseAsync();

            await Eventually(
                async () => (await Fault(organization))?.Contains($"lost its event {pending}", StringComparison.Ordinal) == true,
                "the lost event was named"
            );
        }
    }

    [Fact]
    public async Task An_untouched_log_is_whole()
    {
        var (organization, _) = await LogOfFive();

        var result = await Server.Node.Services.GetRequiredService<VerifyLog>().One(organization, default);

        Assert.True(result.IsWhole, result.Fault);
        Assert.Equal(await Last(organization), result.Lines);
        Assert.All(
            await Server.Node.Services.GetRequiredService<VerifyLog>().All(default),
            r => Assert.True(r.IsWhole || r.Organization != organization, r.Fault)
        );
    }

    [Theory]
    [
        InlineData("name"),
        InlineData("subject_type"),
        InlineData("subject_id"),
        InlineData("actor_kind"),
        InlineData("actor_id"),
        InlineData("occurred_at"),
        InlineData("person_id"),
        InlineData("payload"),
        InlineData("touches")
    ]
    public async Task A_changed_column_of_an_event_is_named_by_its_line(string column)
    {
        var (organization, third) = await LogOfFive();

        await Tamper(
            $"""
            update events set {Sql.Raw(column)} = {await Forged(column, third.Event)}
            where organization_id = {organization} and id = {third.Event}
            """
        );

        Assert.StartsWith($"line {third.Position} (event {third.Event}) was changed", await Fault(organization), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_hash_is_named_by_its_line()
    {
        var (organization, third) = await LogOfFive();

        await Tamper(
            $"""
            update event_positions set hash = {RandomNumberGenerator.GetBytes(32)}
            where organization_id = {organization} and position = {third.Position}
            """
        );

        Assert.StartsWith($"line {third.Position} ", await Fault(organization), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_lines_that_changed_places_are_named_by_the_first()
    {
        var (organization, third) = await LogOfFive();
        var fourth = await At(organization, third.Position + 1);

        await Tamper(
            $"update event_positions set event_id = {Ids.Next()} where organization_id = {organization} and position = {third.Position}"
        );
        await Tamper(
            $"""
            update event_positions set event_id = {third.Event} where organization_id = {organization} and position = {third.Position + 1}
            """
        );
        await Tamper(
            $"update event_positions set event_id = {fourth} where organization_id = {organization} and position = {third.Position}"
        );

        Assert.StartsWith($"line {third.Position} ", await Fault(organization), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_event_is_named_by_its_line()
    {
        var (organization, third) = await LogOfFive();

        await Tamper($"delete from events where organization_id = {organization} and id = {third.Event}");

        Assert.Equal($"line {third.Position} has lost its event {third.Event}", await Fault(organization));
    }

    [Fact]
    public async Task A_log_that_was_taken_away_as_a_whole_is_missed()
    {
        var organization = await Server.AddOrganization("Emptied");
        Assert.Null(await Fault(organization));
        foreach (var table in new[] { "event_heads", "event_positions", "events" })
            await Tamper($"delete from {Sql.Raw(table)} where organization_id = {organization}");

        Assert.Equal("line 1 is missing: the whole log is gone", await Fault(organization));
    }

    [Fact]
    public async Task A_removed_line_is_named()
    {
        var (organization, third) = await LogOfFive();

        await Remove(organization, third.Position);

        Assert.Equal($"line {third.Position} is missing", await Fault(organization));
    }

    [Fact]
    public async Task A_tail_that_was_cut_off_is_named_by_its_first_line()
    {
        var (organization, _) = await LogOfFive();
        var last = await Last(organization);

        await Remove(organization, last);
        Assert.StartsWith($"line {last} is missing: the log was cut off", await Fault(organization), StringComparison.Ordinal);

        // The end is moved back with it, but cannot be signed.
        await Tamper(
            $"""
            update event_heads set position = {last - 1},
              hash = (select hash from event_positions p where p.organization_id = {organization} and p.position = {last - 1})
              where organization_id = {organization}
            """
        );
        Assert.StartsWith($"line {last - 1} ends a chain that was rewritten", await Fault(organization), StringComparison.Ordinal);

        await Tamper($"delete from event_heads where organization_id = {organization}");
        Assert.Equal("the signed end of the log is missing", await Fault(organization));
    }

    [Fact]
    public async Task A_chain_rewritten_from_the_changed_line_on_does_not_fit_its_signed_end()
    {
        var (organization, third) = await LogOfFive();
        await Tamper($"update events set touches = 'customer:forged' where organization_id = {organization} and id = {third.Event}");

        await using (var connection = await Server.Database.OpenPlain())
        {
            var hash =
                third.Position == 1
                    ? EventChain.Start
                    : (
                        await connection.Rows(
                            $"select hash from event_positions where organization_id = {organization} and position = {third.Position - 1}",
                            row => row.Bytes(0),
                            default
                        )
                    )[0];
            for (var position = third.Position; position <= await Last(organization); position++)
            {
                hash = EventChain.Next(
                    hash,
                    organization,
                    position,
                    (await Sealer.ReadLines(connection, null, organization, [await At(organization, position)], default)).Single()
                );
                await Tamper($"update event_positions set hash = {hash} where organization_id = {organization} and position = {position}");
            }
            await Tamper($"update event_heads set hash = {hash} where organization_id = {organization}");
        }

        Assert.Contains("rewritten", await Fault(organization), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_was_slipped_in_without_a_line_is_named()
    {
        var (organization, third) = await LogOfFive();
        var slipped = Ids.Next();

        await Tamper(
            $"""
            insert into events (organization_id, id, name, subject_type, subject_id, actor_kind, occurred_at, payload, touches)
            select organization_id, {slipped}, name, subject_type, subject_id, actor_kind, occurred_at, payload, touches from events
            where organization_id = {organization} and id = {third.Event}
            """
        );

        Assert.Equal($"event {slipped} has no line", await Fault(organization));
    }

    [Fact]
    public async Task A_log_signed_with_another_master_key_does_not_pass()
    {
        var (organization, _) = await LogOfFive();
        var chain = new EventChain(new MasterKey(RandomNumberGenerator.GetBytes(32)));

        var result = await new VerifyLog(Server.Node.Database, new Sealer(Server.Node.Database, chain), chain).One(organization, default);

        Assert.Contains("rewritten", result.Fault, StringComparison.Ordinal);
    }

    private async Task<(Guid Organization, (long Position, Guid Event) Third)> LogOfFive()
    {
        var organization = await Server.AddOrganization("Audited");
        for (var i = 0; i < 5; i++)
            await Change((_, changes) => Raise(changes, $"note {i}"), organization);
        Assert.Null(await Fault(organization));
        var third = await Last(organization) - 2;
        return (organization, (third, await At(organization, third)));
    }

    private static Guid Raise(Changes changes, string text)
    {
        var id = Ids.Next();
        changes.Raise(new Noted(id, text));
        return id;
    }

    private async Task<string?> Fault(Guid organization) =>
        (await Server.Node.Services.GetRequiredService<VerifyLog>().One(organization, default)).Fault;

    private Task<long> Last(Guid organization) =>
        Count($"select max(position) from event_positions where organization_id = {organization}");

    private async Task<Guid> At(Guid organization, long position) =>
        (
            await Plain(c =>
                c.Rows(
                    $"select event_id from event_positions where organization_id = {organization} and position = {position}",
                    row => row.Id(0),
                    default
                )
            )
        )[0];

    private async Task Remove(Guid organization, long position)
    {
        await Tamper($"delete from events where organization_id = {organization} and id = {await At(organization, position)}");
        await Tamper($"delete from event_positions where organization_id = {organization} and position = {position}");
    }

    private async Task<object> Forged(string column, Guid id)
    {
        if (column is "subject_id" or "actor_id" or "person_id")
            return Ids.Next();
        if (column is "actor_kind")
            return ActorKind.Import;
        return (
            await Plain(c =>
                c.Rows<object>(
                    $"select {Sql.Raw(column)} from events where id = {id}",
                    row =>
                        column switch
                        {
                            "occurred_at" => row.Time(0).AddMicroseconds(1),
                            "payload" => Flipped(row.Bytes(0)),
                            _ => row.Text(0) + " ",
                        },
                    default
                )
            )
        )[0];
    }

    private static byte[] Flipped(byte[] bytes)
    {
        bytes[bytes.Length / 2] ^= 1;
        return bytes;
    }

    private Task<int> Tamper(Sql sql) =>
        Plain(async connection =>
        {
            if (Engine == Engine.Postgres)
                await connection.Execute($"set session_replication_role = replica", default);
            else
                foreach (
                    var guard in await connection.Rows(
                        $"select name from sqlite_master where type = 'trigger' and tbl_name in ('events', 'event_positions')",
                        row => row.Text(0),
                        default
                    )
                )
                    await connection.Execute(Sql.Raw($"drop trigger {guard}"), default);
            return await connection.Execute(sql, default);
        });
}
