using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Find;

namespace Rapport.Tests.Platform.Http;

/// <summary>A list is narrowed to a segment whose members are never counted to their end.</summary>
public abstract class StoppedReadTests(TestServer server) : ServerTest(server)
{
    private static readonly TimeSpan Guard = TimeSpan.FromMinutes(2);

    public sealed class OnSqlite(SqliteServer server) : StoppedReadTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : StoppedReadTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task A_read_that_takes_too_long_is_stopped_and_answered_with_a_problem()
    {
        await using var node = await Endless(TimeSpan.FromSeconds(1));
        var api = await Server.SignIn(Server.Organization, Server.OwnerOf(Server.Organization).Id, node);

        var answer = await api.Get("/api/customers?segment=endless");

        Assert.Equal(503, answer.Status);
        Assert.Equal(("/problems/too_slow", "application/problem+json"), (answer["type"].GetString(), answer.ContentType));
        (await api.Get("/api/customers")).Expect(200);
    }

    [Fact]
    public async Task A_page_that_takes_too_long_is_replaced_by_the_error_page()
    {
        await using var node = await Endless(TimeSpan.FromSeconds(1));
        var browser = await Server.SignIn(Server.Organization, Server.OwnerOf(Server.Organization).Id, node);

        using var answer = await browser.GetAsync("/customers?segment=endless");

        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Contains("This took too long", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_read_whose_caller_has_gone_ends()
    {
        var calls = new Calls();
        await using var node = await Endless(Timeout.InfiniteTimeSpan, calls);
        var api = await Server.SignIn(Server.Organization, Server.OwnerOf(Server.Organization).Id, node);
        using var caller = new CancellationTokenSource();

        var asked = api.GetAsync("/api/customers?segment=endless", caller.Token);
        await calls.Reading.Task.WaitAsync(Guard);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Equal(499, await calls.Ended.Task.WaitAsync(Guard));
        (await api.Get("/api/customers")).Expect(200);
    }

    [Fact]
    public async Task An_export_has_no_limit()
    {
        await using var node = await Endless(TimeSpan.Zero);
        var api = await Server.SignIn(Server.Organization, Server.OwnerOf(Server.Organization).Id, node);

        Assert.Equal(503, (await api.Get("/api/customers?segment=endless")).Status);
        using var export = await api.GetAsync("/api/customers/export");
        Assert.Equal(200, (int)export.StatusCode);
    }

    private sealed class Calls : IStartupFilter
    {
        public TaskCompletionSource Reading { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskCompletionSource<int> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    async (http, rest) =>
                    {
                        await rest(http);
                        if (http.Request.QueryString.Value?.Contains("endless") == true)
                            Ended.TrySetResult(http.Response.StatusCode);
                    }
                );
                next(app);
            };
    }

    private async Task<TestNode> Endless(TimeSpan limit, Calls? calls = null)
    {
        (await Api.Post("/api/customers", new { type = "individual", display_name = "Anybody" })).Expect(201);
        return await Server.StartNode(services =>
        {
            services.AddSingleton(new ReadLimit(limit));
            services.RemoveAll<SegmentDoor>();
            services.AddSingleton(
                new SegmentDoor(
                    (organization, _) =>
                    {
                        calls?.Reading.TrySetResult();
                        return $"""
                            select id from customers where organization_id = {organization} and
                            (with recursive n(i) as (select 0 union all select (i + 1) % 1000 from n) select i from n where i < 0) > 0
                            """;
                    },
                    organization => $"select id, display_name, type from customers where organization_id = {organization} and 1 = 0"
                )
            );
            if (calls is not null)
                services.AddSingleton<IStartupFilter>(calls);
        });
    }
}
