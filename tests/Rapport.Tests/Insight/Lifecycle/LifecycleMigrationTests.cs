using Rapport.Platform.Data;

namespace Rapport.Tests.Insight.Lifecycle;

/// <summary>A database from before stages, with an organization in it.</summary>
[Trait("Spec", "LIF-1")]
public abstract class LifecycleMigrationTests(Engine engine)
{
    private const string Migration = "0007_lifecycle.sql",
        Grants = """{"customers.write":"branch"}""";

    private static readonly string[] Tables =
    [
        "milestones",
        "stage_reports",
        "lifecycle_settings",
        "stage_suggestions",
        "stage_rules",
        "stage_move_requests",
        "stage_changes",
        "customer_lifecycles",
        "stage_moves",
        "lifecycle_stages",
    ];

    public sealed class OnSqlite() : LifecycleMigrationTests(Engine.Sqlite);

    public sealed class OnPostgres() : LifecycleMigrationTests(Engine.Postgres);

    [Fact]
    public async Task An_organization_from_before_gets_stages_moves_rules_permissions_and_the_job()
    {
        await using var test = await TestDatabase.Migrated(engine);
        await using var database = test.Open();
        var organization = Ids.Next();
        await using (var connection = await test.OpenPlain())
        {
            foreach (var table in Tables)
                await connection.Execute(Sql.Raw($"drop table {table}"), default);
            if (engine == Engine.Postgres)
                await connection.Execute($"drop function keep_stage_changes()", default);
            await connection.Execute($"delete from schema_migrations where name = {Migration}", default);
            await connection.Execute(
                $"""
                insert into organizations (id, name, name_key, time_zone, currency, created_at)
                values ({organization}, {"Before"}, {"before"}, {"UTC"}, {"EUR"}, {TimeProvider.System.GetUtcNow()})
                """,
                default
            );
            await connection.Execute(
                $"""
                insert into roles (organization_id, id, version, key, name, is_built_in, grants_json, masks_json)
                values ({organization}, {Ids.Next()}, 1, {"sales"}, {"Sales"}, {true}, {Grants}, {"[]"})
                """,
                default
            );
        }

        await new Schema(database, TimeProvider.System).Migrate(default);

        await using var after = await test.OpenPlain();
        async Task<long> Count(Sql sql) => (await after.Rows(sql, row => row.Long(0), default))[0];
        Assert.Equal(7, await Count($"select count(*) from lifecycle_stages where organization_id = {organization}"));
        Assert.Equal(15, await Count($"select count(*) from stage_moves where organization_id = {organization}"));
        Assert.Equal(9, await Count($"select count(*) from stage_rules where organization_id = {organization}"));
        Assert.Equal(1, await Count($"select count(*) from lifecycle_settings where organization_id = {organization}"));
        Assert.Equal(1, await Count($"select count(*) from jobs where organization_id = {organization} and kind = 'give_first_stages'"));
        var grants = (
            await after.Rows($"select grants_json from roles where organization_id = {organization}", row => row.Text(0), default)
        )[0]
            .Replace(" ", "", StringComparison.Ordinal);
        Assert.Contains("\"lifecycle.move\":\"branch\"", grants, StringComparison.Ordinal);
        Assert.DoesNotContain("lifecycle.override", grants, StringComparison.Ordinal);
    }
}
