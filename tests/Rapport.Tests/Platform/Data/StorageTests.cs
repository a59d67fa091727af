using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Rapport.Platform.Data;
using Rapport.Trust.Identity;

namespace Rapport.Tests.Platform.Data;

[Trait("Spec", "PLT-2")]
public abstract class StorageTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : StorageTests(server), IClassFixture<SqliteServer>
    {
        [Fact]
        public async Task Every_connection_keeps_foreign_keys_and_runs_triggers()
        {
            foreach (var connection in new[] { Server.Node.Database.Connection(), await Server.Node.Database.OpenSystem(default) })
            {
                await using (connection)
                {
                    if (connection.State != System.Data.ConnectionState.Open)
                        await connection.OpenAsync();
                    Assert.Equal("1", await Pragma(connection, "foreign_keys"));
                    Assert.Equal("1", await Pragma(connection, "recursive_triggers"));
                    Assert.Equal("wal", await Pragma(connection, "journal_mode"));
                }
            }
        }

        [Fact]
        public async Task A_change_leaves_its_flush_to_the_one_it_shares_and_all_else_flushes_by_itself()
        {
            Assert.Equal("1", await Db(async db => await Pragma(await db.OpenedConnection(default), "synchronous")));

            await using var system = await Server.Node.Database.OpenSystem(default);
            Assert.Equal("2", await Pragma(system, "synchronous"));
        }

        private static async Task<string> Pragma(System.Data.Common.DbConnection connection, string name) =>
            (await connection.Rows(Sql.Raw($"pragma {name}"), row => row.Text(0), default))[0];
    }

    public sealed class OnPostgres(PostgresServer server) : StorageTests(server), IClassFixture<PostgresServer>
    {
        [Fact]
        public async Task The_application_steps_down_to_a_role_that_owns_nothing()
        {
            await using var connection = await Server.Node.Database.OpenPostgres(default);

            var role = await connection.Rows(
                $"select current_user::text, (select rolsuper from pg_roles where rolname = current_user)",
                row => (row.Text(0), row.Truth(1)),
                default
            );
            Assert.Equal([(Database.AppRole, false)], role);
            Assert.Equal(
                0,
                (
                    await connection.Rows(
                        $"select count(*) from pg_class where pg_get_userbyid(relowner) = current_user",
                        row => row.Long(0),
                        default
                    )
                )[0]
            );
        }
    }

    [Fact]
    public async Task A_row_cannot_point_into_another_organization()
    {
        var branch = await Change((db, _) => db.Add(new Branch { Name = "Harbour" }).Entity.Id);
        var other = await Server.AddOrganization("Elsewhere");

        var refusal = await Assert.ThrowsAsync<DbUpdateException>(() =>
            Change(
                (db, _) =>
                    db.Add(
                        new User
                        {
                            Name = "Eve",
                            Email = "eve@elsewhere.test",
                            BranchId = branch,
                        }
                    ),
                other
            )
        );

        Assert.True(
            refusal.InnerException
                is SqliteException { SqliteErrorCode: 19 }
                    or PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation },
            refusal.ToString()
        );
    }

    [Fact]
    public async Task An_identifier_read_back_is_the_one_written_and_sorts_by_its_bytes()
    {
        var ids = new[]
        {
            "00000000-0000-7000-8000-0000000000ff",
            "ff000000-0000-7000-8000-000000000000",
            "0a000000-0000-7000-8000-000000000000",
        }
            .Select(Guid.Parse)
            .ToList();
        foreach (var id in ids)
            await Change((db, _) => db.Add(new Branch { Id = id, Name = id.ToString() }));

        var read = await Db(db =>
            db.Rows(
                $"select id from branches where organization_id = {Organization} and {Sql.In("id", ids)} order by id",
                row => row.Id(0),
                default
            )
        );

        Assert.Equal([ids[0], ids[2], ids[1]], read);
    }
}
