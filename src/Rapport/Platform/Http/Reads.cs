using Npgsql;
using Rapport.Platform.Data;

namespace Rapport.Platform.Http;

/// <summary>Hot reads: plain SQL, all statements of a page in one round trip, the tenant set in the same batch.</summary>
public sealed class Reads(Database database, Tenant tenant)
{
    public Guid Tenant => tenant.OrganizationId;
    public Engine Engine => database.Engine;

    public async Task<List<T>> Rows<T>(Sql sql, Func<Row, T> map, CancellationToken ct)
    {
        var rows = new List<T>();
        await Run(ct, Statement.Into(rows, sql, map));
        return rows;
    }

    public Task Run(CancellationToken ct, params Statement[] statements) =>
        database.Engine == Engine.Postgres ? OnPostgres(statements, ct) : OnSqlite(statements, ct);

    /// <summary>Rows one by one, for exports that must not be held in memory.</summary>
    public async IAsyncEnumerable<T> Stream<T>(
        Sql sql,
        Func<Row, T> map,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        await using var connection = database.Connection();
        await connection.OpenAsync(ct);
        await using var transaction = database.Engine == Engine.Postgres ? await connection.BeginTransactionAsync(ct) : null;
        if (transaction is not null)
            await connection.Rows($"select set_config('app.org', {tenant.OrganizationId.ToString()}, true)", _ => 0, ct, transaction);
        await using var command = sql.Command(connection, transaction);
        await foreach (var row in command.Rows(reader => map(new Row(reader, database.Engine)), ct))
            yield return row;
    }

    private async Task OnPostgres(Statement[] statements, CancellationToken ct)
    {
        await using var connection = await database.OpenPostgres(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(((Sql)$"select set_config('app.org', {tenant.OrganizationId.ToString()}, true)").BatchCommand(connection));
        // A setting answers with a row as well, which nobody reads.
        var answers = new List<Statement?>();
        var planning = Planning.Free;
        foreach (var statement in statements)
        {
            if (statement.Planning != planning)
            {
                planning = statement.Planning;
                batch.BatchCommands.Add(PlannerSettings.Of(planning).BatchCommand(connection));
                answers.Add(null);
            }
            batch.BatchCommands.Add(statement.Sql.BatchCommand(connection, planning));
            answers.Add(statement);
        }
        await using var reader = await batch.Read(ct);
        foreach (var answer in answers)
        {
            await reader.NextResultAsync(ct);
            if (answer is not null)
                await answer.ReadAll(reader, Engine.Postgres, ct);
        }
    }

    private async Task OnSqlite(Statement[] statements, CancellationToken ct)
    {
        await using var connection = database.Connection();
        await connection.OpenAsync(ct);
        foreach (var statement in statements)
        {
            await using var command = statement.Sql.Command(connection);
            await command.Read(reader => statement.ReadAll(reader, Engine.Sqlite, ct), ct);
        }
    }
}
