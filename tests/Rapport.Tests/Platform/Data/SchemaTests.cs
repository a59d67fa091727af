using Rapport.Platform.Data;

namespace Rapport.Tests.Platform.Data;

[Trait("Spec", "PLT-2")]
public abstract class SchemaTests(Engine engine)
{
    public sealed class OnSqlite() : SchemaTests(Engine.Sqlite);

    public sealed class OnPostgres() : SchemaTests(Engine.Postgres);

    /// <summary>
    /// Tables that belong to no organization. A new one here needs a reason: a sign-in names no organization, and nodes share keys and the
    /// migration's record.
    /// </summary>
    private static readonly string[] OutsideTenants =
    [
        "data_protection_keys",
        "login_claims",
        "login_passkeys",
        "login_providers",
        "login_tokens",
        "logins",
        "organizations",
        "schedule_marks",
        "schema_migrations",
        "sign_in_failures",
    ];

    /// <summary>Rows of all organizations in one queue, each naming its own: the workers of all nodes take from it.</summary>
    private static readonly string[] SharedQueues = ["jobs"];

    /// <summary>What the migrations add to the model by hand, since EF has no words for it.</summary>
    private static readonly string[] AddedByHand =
    [
        "schema_migrations",
        "ix_customer_search_names",
        "ix_customer_search_details",
        "ux_customer_search_row_number",
        "ix_record_texts_text",
        "ux_record_texts_row_number",
    ];

    [Fact]
    public async Task Migrations_make_the_database_of_the_model()
    {
        await using var migrated = await TestDatabase.Migrated(engine);
        await using var modelled = await TestDatabase.Empty(engine);
        var (have, want) = (await ShapeOf(migrated), await Make(modelled));

        Assert.Empty(want.Lines.Except(have.Lines));
        Assert.Empty(have.Lines.Except(want.Lines).Where(line => !AddedByHand.Any(line.Contains)));
    }

    [Fact]
    public async Task Migrating_twice_changes_nothing_and_two_processes_may_start_at_once()
    {
        await using var fresh = await TestDatabase.Empty(engine);
        await using var one = fresh.Open();
        await using var two = fresh.Open();
        await Task.WhenAll(new Schema(one, TimeProvider.System).Migrate(default), new Schema(two, TimeProvider.System).Migrate(default));
        await new Schema(one, TimeProvider.System).Migrate(default);

        await using var template = await TestDatabase.Migrated(engine);
        Assert.Equal((await ShapeOf(template)).Lines.Order(), (await ShapeOf(fresh)).Lines.Order());
        Assert.True(await new Schema(one, TimeProvider.System).IsCurrent(default));
    }

    [Fact]
    public async Task Every_key_begins_with_the_organization()
    {
        var shape = await ShapeOfMigrated();

        Assert.Empty(
            shape.Keys.Where(key =>
                !key.BeginsWithOrganization && !OutsideTenants.Concat(SharedQueues).Contains(key.Table) && !AddedByHand.Contains(key.Name)
            )
        );
    }

    [Fact]
    public async Task Every_reference_carries_the_organization()
    {
        var shape = await ShapeOfMigrated();
        var tenantTables = shape.Tables.Except(OutsideTenants).ToHashSet();

        Assert.NotEmpty(shape.References);
        Assert.Empty(
            shape.References.Where(r =>
                tenantTables.Contains(r.Table)
                && r.Target != "organizations"
                && !(
                    r.Columns.StartsWith("organization_id,", StringComparison.Ordinal)
                    && r.TargetColumns.StartsWith("organization_id,", StringComparison.Ordinal)
                )
            )
        );
        Assert.Empty(shape.References.Where(r => OutsideTenants.Contains(r.Table) && tenantTables.Contains(r.Target)));
    }

    [Fact]
    public async Task Few_tables_stand_outside_the_organizations()
    {
        var shape = await ShapeOfMigrated();
        var keyed = shape.Keys.Where(key => key.BeginsWithOrganization).Select(key => key.Table).ToHashSet();

        Assert.Equal(OutsideTenants, shape.Tables.Except(keyed).Except(SharedQueues).Order());
    }

    private async Task<DatabaseShape> ShapeOfMigrated()
    {
        await using var migrated = await TestDatabase.Migrated(engine);
        return await ShapeOf(migrated);
    }

    private static async Task<DatabaseShape> Make(TestDatabase empty)
    {
        await using var database = empty.Open();
        await using var connection = await empty.OpenPlain();
        await connection.Execute(Sql.Raw(ModelScript.Of(database)), default);
        return await DatabaseShape.Of(connection);
    }

    private static async Task<DatabaseShape> ShapeOf(TestDatabase database)
    {
        await using var connection = await database.OpenPlain();
        return await DatabaseShape.Of(connection);
    }
}
