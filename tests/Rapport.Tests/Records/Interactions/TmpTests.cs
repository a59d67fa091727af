using Rapport.Tests.Records.Customers;
namespace Rapport.Tests.Records.Interactions;
public sealed class TmpTests(SqliteServer server) : PartsTest(server), IClassFixture<SqliteServer>
{
    [Fact]
    public async Task T()
    {
        var c = await Api.Post("/api/customers", new { display_name = "Ada L", type = "individual" });
        var a = "";
        Assert.Fail(c + "\n" + a + "\n" + string.Join("\n", Server.Node.Log.Errors.Take(2)));
    }
}
