using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Tests.Harness.Statements;
using Rapport.Trust.Identity;

namespace Rapport.Tests.Platform.Data;

/// <summary>
/// The second wall: what PostgreSQL alone refuses when the application forgets whose rows it may see. The connection string of these tests
/// is a superuser's.
/// </summary>
[Trait("Spec", "PLT-2")]
public abstract class RowLevelSecurityTests(TestServer server) : ServerTest(server)
{
    public sealed class OnPostgres(PostgresServer server) : RowLevelSecurityTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task A_query_without_the_applications_filter_sees_its_own_organization_alone()
    {
        var other = await TwoOrganizationsWithABranchEach();

        var unfiltered = await Db(db => db.Rows($"select distinct organization_id from branches", row => row.Id(0), default));
        var withoutFilters = await Db(db => db.Branches.IgnoreQueryFilters().Select(b => b.OrganizationId).Distinct().ToListAsync(), other);
        // That it names no organization is the point of it.
        Assert.NotEmpty(StatementFeed.Of(Server.Database).Fresh().ToList());
        var read = await In(
            services =>
                services.GetRequiredService<Reads>().Rows($"select organization_id from branches group by 1", row => row.Id(0), default),
            other
        );

        Assert.Equal([Organization], unfiltered);
        Assert.Equal([other], withoutFilters);
        Assert.Equal([other], read);
        Assert.Equal([Organization], await Db(db => db.Rows($"select id from organizations", row => row.Id(0), default)));
        Assert.True(await Count($"select count(*) from branches") >= 2);
    }

    [Fact]
    public async Task Without_an_organization_there_are_no_rows()
    {
        await TwoOrganizationsWithABranchEach();
        await using var connection = await Server.Node.Database.OpenPostgres(default);

        foreach (var table in await GuardedTables())
            Assert.Equal(0, (await connection.Rows(Sql.Raw($"select count(*) from {table}"), row => row.Long(0), default))[0]);
    }

    [Fact]
    public async Task A_connection_that_goes_back_to_the_pool_forgets_its_organization()
    {
        await TwoOrganizationsWithABranchEach();
        for (var i = 0; i < 20; i++)
            await Db(db => db.Branches.CountAsync());

        await using var connection = await Server.Node.Database.OpenPostgres(default);
        Assert.Equal("", (await connection.Rows($"select coalesce(current_setting('app.org', true), '')", row => row.Text(0), default))[0]);
        Assert.Equal(0, (await connection.Rows($"select count(*) from branches", row => row.Long(0), default))[0]);
    }

    [Fact]
    public async Task A_row_for_another_organization_is_refused()
    {
        var other = await TwoOrganizationsWithABranchEach();

        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            Db(db =>
                db.Execute(
                    $"""
                    insert into branches (organization_id, id, name, created_at, version)
                    values ({other}, {Ids.Next()}, 'Smuggled', {Clock.Now()}, 1)
                    """,
                    default
                )
            )
        );
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);

        var moved = await Assert.ThrowsAsync<PostgresException>(() =>
            Db(db => db.Execute($"update branches set organization_id = {other}", default))
        );
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, moved.SqlState);
        Assert.Equal(0, await Db(db => db.Execute($"update branches set name = 'Taken' where organization_id = {other}", default)));
        Assert.Equal(0, await Db(db => db.Execute($"delete from branches where organization_id = {other}", default)));
    }

    [Fact]
    public async Task The_application_cannot_lift_the_guard_by_itself()
    {
        await using var connection = await Server.Node.Database.OpenPostgres(default);
        foreach (
            var attempt in new[]
            {
                "alter table branches disable row level security",
                "drop policy tenant on branches",
                "alter table events disable trigger all",
                "select * from schema_migrations",
                "drop table branches",
            }
        )
            Assert.Equal(
                PostgresErrorCodes.InsufficientPrivilege,
                (await Assert.ThrowsAsync<PostgresException>(() => connection.Execute(Sql.Raw(attempt), default))).SqlState
            );
    }

    [Fact]
    public async Task Logins_and_what_hangs_on_them_are_read_within_their_organization()
    {
        var other = await Server.AddOrganization("Elsewhere");

        foreach (var table in new[] { "login_claims", "login_passkeys", "login_providers", "login_tokens" })
        {
            await using var nobody = await Server.Node.Database.OpenPostgres(default);
            Assert.Equal(0, (await nobody.Rows(Sql.Raw($"select count(*) from {table}"), row => row.Long(0), default))[0]);
        }
        Assert.Equal([Organization], await Db(db => db.Rows($"select distinct organization_id from logins", row => row.Id(0), default)));
        Assert.Equal([other], await Db(db => db.Rows($"select distinct organization_id from logins", row => row.Id(0), default), other));
    }

    [Fact]
    public async Task What_is_nobodys_data_is_not_the_applications_to_read()
    {
        await using var connection = await Server.Node.Database.OpenPostgres(default);
        foreach (var table in new[] { "data_protection_keys", "schedule_marks", "schema_migrations", "sign_in_failures" })
            Assert.Equal(
                PostgresErrorCodes.InsufficientPrivilege,
                (
                    await Assert.ThrowsAsync<PostgresException>(() =>
                        connection.Rows(Sql.Raw($"select 1 from {table}"), row => row.Int(0), default)
                    )
                ).SqlState
            );
    }

    [Fact]
    public async Task Every_table_with_an_organization_is_guarded()
    {
        var unguarded = await Plain(connection =>
            connection.Rows(
                $"""
                select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
                where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
                  and not (c.relrowsecurity and exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polcmd = '*'))
                """,
                row => row.Text(0),
                default
            )
        );

        Assert.Empty(unguarded);
    }

    [Fact]
    public async Task Functions_that_step_around_the_guard_keep_to_the_organization_by_themselves()
    {
        var definers = await Plain(connection =>
            connection.Rows(
                $"select proname::text from pg_proc where prosecdef and pronamespace = 'public'::regnamespace order by 1",
                row => row.Text(0),
                default
            )
        );
        Assert.Equal(["search_texts"], definers);

        await using var connection = await Server.Node.Database.OpenPostgres(default);
        foreach (var table in new[] { "customer_search", "record_texts" })
            Assert.Empty(
                await connection.Rows(
                    $"select search_texts({table}, array[0], array[{(table == "record_texts" ? "text" : "names")}], array['a'], '', 100)",
                    row => row.Id(0),
                    default
                )
            );
    }

    private async Task<Guid> TwoOrganizationsWithABranchEach()
    {
        var other = await Server.AddOrganization($"Elsewhere {Ids.Next()}");
        await Change((db, _) => db.Add(new Branch { Name = $"Here {Ids.Next()}" }));
        await Change((db, _) => db.Add(new Branch { Name = $"There {Ids.Next()}" }), other);
        return other;
    }

    private Task<List<string>> GuardedTables() =>
        Plain(connection =>
            connection.Rows(
                $"""
                select table_name from information_schema.columns
                where table_schema = 'public' and column_name = 'organization_id' and table_name <> 'logins'
                """,
                row => row.Text(0),
                default
            )
        );
}
