using System.Net;
using System.Net.Http.Headers;
using Rapport.Platform.Data;

namespace Rapport.Tests.Platform.Web;

/// <summary>Who follows a dead link sees a page that says so.</summary>
[Trait("Spec", "PLT-16")]
public abstract class ErrorPageTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : ErrorPageTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ErrorPageTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task A_dead_link_never_leads_to_an_empty_page()
    {
        for (var i = 0; i < 20; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/customers/{Ids.Next()}")
            {
                Headers = { Accept = { new MediaTypeWithQualityHeaderValue("text/html") } },
            };
            var answer = await Api.SendAsync(request);

            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("There is nothing here", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }
}
