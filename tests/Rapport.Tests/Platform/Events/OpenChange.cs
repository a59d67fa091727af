using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Rapport.Platform.Data;
using Rapport.Platform.Events;

namespace Rapport.Tests.Platform.Events;

/// <summary>A transaction that has written its event and stays open until the test says how it ends.</summary>
internal sealed class OpenChange : IAsyncDisposable
{
    private readonly AsyncServiceScope scope;
    private readonly Change outer;
    private bool isOver;

    private OpenChange(AsyncServiceScope scope, Change outer) => (this.scope, this.outer) = (scope, outer);

    public static async Task<OpenChange> Of(TestNode node, Guid organization, DomainEvent happened)
    {
        var scope = node.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organization);
        var changes = scope.ServiceProvider.GetRequiredService<Changes>();
        var outer = await changes.Begin(default);
        await using (var inner = await changes.Begin(default))
        {
            changes.Raise(happened);
            await inner.Save(default);
        }
        return new OpenChange(scope, outer);
    }

    public async Task Commit()
    {
        await outer.Save(default);
        await DisposeAsync();
    }

    /// <summary>Ends it from outside, as a crash would: the server kills the session, or the file's lock falls with its owner.</summary>
    public async Task Kill(Engine engine)
    {
        var db = scope.ServiceProvider.GetRequiredService<RapportDb>();
        if (engine == Engine.Sqlite)
            await db.Database.GetDbConnection().CloseAsync();
        else
        {
            var session = ((NpgsqlConnection)db.Database.GetDbConnection()).ProcessID;
            await using var system = await scope.ServiceProvider.GetRequiredService<Database>().OpenSystem(default);
            await system.Rows($"select pg_terminate_backend({session})", row => row.Truth(0), default);
        }
        try
        {
            await DisposeAsync();
        }
        catch (Exception error) when (error is System.Data.Common.DbException or InvalidOperationException) { }
    }

    public async ValueTask DisposeAsync()
    {
        if (isOver)
            return;
        isOver = true;
        try
        {
            await outer.DisposeAsync();
        }
        finally
        {
            await scope.DisposeAsync();
        }
    }
}
