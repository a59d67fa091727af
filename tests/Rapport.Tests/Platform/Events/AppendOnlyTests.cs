using System.Data.Common;
using Rapport.Platform.Data;

namespace Rapport.Tests.Platform.Events;

/// <summary>
/// The database itself refuses to change the log, whoever asks: a superuser on PostgreSQL, any program with SQLite's default pragmas.
/// </summary>
[Trait("Spec", "PLT-5")]
public abstract class AppendOnlyTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : AppendOnlyTests(server), IClassFixture<SqliteServer>
    {
        [Theory]
        [InlineData("events")]
        [InlineData("event_positions")]
        public async Task A_line_cannot_be_replaced(string table)
        {
            await Note();
            foreach (var columns in new[] { "", "rowid, " })
            {
                var named =
                    columns
                    + string.Join(
                        ", ",
                        await Plain(c => c.Rows($"select name from pragma_table_info({table})", row => row.Text(0), default))
                    );
                await Refused($"insert or replace into {table} ({named}) select {named} from {table} limit 1");
            }
            await Refused(
                $"replace into {table} (rowid, organization_id{(table == "events" ? ", id, name, subject_type, subject_id, actor_kind, "
                    + "occurred_at, payload, touches" : ", position, event_id, hash")}) "
                    + (
                        table == "events"
                            ? """
                            select rowid, organization_id, randomblob(16), name, subject_type, subject_id, actor_kind, occurred_at,
                              payload, touches from events limit 1
                            """
                            : "select rowid, organization_id, 999, randomblob(16), hash from event_positions limit 1"
                    )
            );
        }
    }

    public sealed class OnPostgres(PostgresServer server) : AppendOnlyTests(server), IClassFixture<PostgresServer>
    {
        [Theory]
        [InlineData("events")]
        [InlineData("event_positions")]
        public async Task The_log_cannot_be_truncated(string table)
        {
            await Note();
            await Refused($"truncate {table}");
            await Refused($"truncate {table} cascade");
        }

        [Fact]
        public async Task The_application_has_no_right_to_positions_and_their_signed_end()
        {
            await Note();
            foreach (
                var attempt in new[]
                {
                    "update event_heads set position = 0",
                    "delete from event_heads",
                    "insert into event_heads select * from event_heads",
                    "update events set name = 'x'",
                    "delete from events",
                    "insert into event_positions select * from event_positions",
                }
            )
                await Assert.ThrowsAnyAsync<DbException>(() => Db(db => db.Execute(Sql.Raw(attempt), default)));
        }
    }

    [Theory]
    [InlineData("events", "name = 'x'")]
    [InlineData("event_positions", "hash = null")]
    public async Task A_line_cannot_be_changed_or_removed(string table, string change)
    {
        await Note();

        await Refused($"update {table} set {change}");
        await Refused($"delete from {table}");
        await Refused($"delete from {table} where organization_id is null or organization_id is not null");
    }

    [Fact]
    public async Task An_event_that_is_there_cannot_be_inserted_over()
    {
        await Note();

        await Assert.ThrowsAnyAsync<DbException>(() =>
            Plainly(Sql.Raw("insert into events select * from events limit 1 on conflict (organization_id, id) do update set name = 'x'"))
        );
        Assert.Equal(0, await Count($"select count(*) from events where name = 'x'"));
    }

    private Task<Guid> Note() =>
        Change(
            (_, changes) =>
            {
                var id = Ids.Next();
                changes.Raise(new Noted(id, "kept"));
                return id;
            }
        );

    /// <summary>Refused by our own guard, and not by chance by something else.</summary>
    private async Task Refused(string attempt)
    {
        var lines = await Count($"select count(*) from events");
        var refusal = await Assert.ThrowsAnyAsync<DbException>(() => Plainly(Sql.Raw(attempt)));
        Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(lines, await Count($"select count(*) from events"));
    }
}
