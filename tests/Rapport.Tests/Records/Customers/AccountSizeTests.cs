using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Customers;

/// <summary>The size of an account is one of five words; what was stored before there was a list keeps its words elsewhere.</summary>
[Trait("Spec", "CUS-1")]
public abstract class AccountSizeTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : AccountSizeTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : AccountSizeTests(server), IClassFixture<PostgresServer>;

    private const string Allowed = "It must be one of startup, small, medium, large, enterprise.";

    [Fact]
    public async Task A_word_that_is_none_of_the_list_is_refused_with_the_list()
    {
        var made = (await Api.Post("/api/customers", Firm("banana"))).Json.GetProperty("errors");
        Assert.Equal(Allowed, made.GetProperty("account.size")[0].GetString());

        var id = (await Api.Post("/api/customers", Firm("small"))).Expect(201).Id;
        var edited = await Api.Patch($"/api/customers/{id}", new { account = new { size = "banana" } });
        Refused(400, edited, field: "account.size");
        Assert.Equal("small", (await Api.Get($"/api/customers/{id}"))["account"].GetProperty("size").GetString());

        var bulk = await Api.Post(
            "/api/customers/bulk",
            new StringContent(
                """{"display_name":"Row Ltd","type":"organization","account":{"size":"banana"}}""",
                null,
                "application/x-ndjson"
            )
        );
        Assert.Contains(Allowed, bulk.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stored_words_of_ones_own_move_to_a_custom_field_once_and_verify_lists_them()
    {
        var (own, known, none) = (await Stored("42 vehicles"), await Stored(" Medium "), await Stored(""));
        await Plainly($"delete from schema_migrations where name = {"0003_account_sizes.sql"}");

        await using (var database = Server.Database.Open())
        {
            await new Schema(database, TimeProvider.System).Migrate(default);
            await new Schema(database, TimeProvider.System).Migrate(default);
        }

        var moved = await Api.Get($"/api/customers/{own}");
        Assert.Equal("42 vehicles", moved["custom_fields"].GetProperty("size_as_written").GetString());
        Assert.Equal((null, "medium", null), (await SizeOf(own), await SizeOf(known), await SizeOf(none)));
        Assert.Equal([own], (await Rows("/api/customers?custom.size_as_written=42%20vehicles")).Select(c => c.GetProperty("id").GetGuid()));
        var verified = await In(services =>
        {
            services.GetRequiredService<Access>().Admit(Caller.Program(Organization));
            return services.GetRequiredService<VerifyCustomers>().Run(default);
        });
        Assert.Equal((0L, 2), (verified.Differences, verified.Notes.Count));
        Assert.Contains($"customer {own}: 42 vehicles", verified.Notes);
    }

    private static object Firm(string size) =>
        new
        {
            display_name = $"Firm {Ids.Next():N}",
            type = "organization",
            account = new { size },
        };

    private async Task<string?> SizeOf(Guid customer) =>
        (await Api.Get($"/api/customers/{customer}"))["account"].GetProperty("size").GetString();

    /// <summary>An account as a version without the list may have left it.</summary>
    private async Task<Guid> Stored(string size)
    {
        var id = (await Api.Post("/api/customers", Firm("small"))).Expect(201).Id;
        await Plain(async connection =>
        {
            await connection.Execute(
                Engine == Engine.Sqlite
                    ? (Sql)$"pragma ignore_check_constraints = on"
                    : $"alter table accounts drop constraint if exists ck_accounts_size",
                default
            );
            return await connection.Execute($"update accounts set size = {size} where id = {id}", default);
        });
        return id;
    }
}
