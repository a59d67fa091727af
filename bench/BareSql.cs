using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Rapport.Platform.Data;

namespace Rapport.Bench;

/// <summary>
/// The same statements sent by themselves: prepared, one connection a client, no sign-in, no validation, no JSON. On PostgreSQL as the
/// application's role, under row-level security.
/// </summary>
internal sealed class BareSql(string folder, NpgsqlDataSource? postgres, Guid organization) : IAsyncDisposable
{
    public static Task<BareSql> Open(string folder, string? postgres, Guid organization)
    {
        if (postgres is null)
            return Task.FromResult(new BareSql(folder, null, organization));
        var text = new NpgsqlConnectionStringBuilder(postgres)
        {
            Options = $"-c role={Database.AppRole} -c app.org={organization}",
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 1,
        };
        return Task.FromResult(new BareSql(folder, NpgsqlDataSource.Create(text), organization));
    }

    public async Task<DbConnection> Connect()
    {
        DbConnection connection = postgres is null
            ? new SqliteConnection($"Data Source={Path.Combine(folder, "rapport.db")}")
            : postgres.CreateConnection();
        await connection.OpenAsync();
        return connection;
    }

    public Task<Figures> Measure(Func<Guid, int, Sql> statement, int clients, double seconds) =>
        Load.Run(
            clients,
            seconds,
            async _ =>
            {
                var connection = await Connect();
                return async turn =>
                {
                    await using var command = statement(organization, turn).Command(connection);
                    await using var reader = await command.ExecuteReaderAsync();
                    do while (await reader.ReadAsync()) { }
                    while (await reader.NextResultAsync());
                    return true;
                };
            }
        );

    public async ValueTask DisposeAsync()
    {
        if (postgres is not null)
            await postgres.DisposeAsync();
    }
}
