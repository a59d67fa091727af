using System.Data.Common;
using Npgsql;

namespace Rapport.Platform.Data;

/// <summary>
/// Statements that travel to the database together, inside the running change: one round trip on PostgreSQL, one after the other on SQLite.
/// </summary>
public sealed class Batch(RapportDb db)
{
    private readonly List<Step> steps = [];

    private sealed record Step(
        Func<NpgsqlConnection, NpgsqlBatchCommand> OnPostgres,
        Func<DbConnection, DbTransaction?, CancellationToken, Task> OnSqlite,
        Statement? Reads
    );

    public bool IsEmpty => steps.Count == 0;

    public Batch Read<T>(List<T> rows, Sql sql, Func<Row, T> map) => Read(Statement.Into(rows, sql, map));

    public Batch Read(Statement statement)
    {
        steps.Add(
            new Step(
                connection => statement.Sql.BatchCommand(connection, statement.Planning),
                async (connection, transaction, ct) =>
                {
                    await using var command = statement.Sql.Command(connection, transaction);
                    await command.Read(reader => statement.ReadAll(reader, Engine.Sqlite, ct), ct);
                },
                statement
            )
        );
        return this;
    }

    public Batch Write(Sql sql)
    {
        steps.Add(new Step(sql.BatchCommand, (connection, transaction, ct) => connection.Execute(sql, ct, transaction), null));
        return this;
    }

    public Batch Insert<T>(TableInsert<T> table, IReadOnlyList<T> rows)
    {
        if (rows.Count > 0)
            steps.Add(
                new Step(_ => table.Command(rows), (connection, transaction, ct) => table.Insert(connection, transaction, rows, ct), null)
            );
        return this;
    }

    public async Task Run(CancellationToken ct)
    {
        if (steps.Count == 0)
            return;
        var connection = await db.OpenedConnection(ct);
        if (connection is NpgsqlConnection postgres)
            await RunOnPostgres(postgres, ct);
        else
            foreach (var step in steps)
                await step.OnSqlite(connection, db.CurrentTransaction, ct);
        steps.Clear();
    }

    private async Task RunOnPostgres(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection, (NpgsqlTransaction?)db.CurrentTransaction);
        foreach (var step in steps)
            if (step.Reads?.Planning == Planning.InOrder)
            {
                batch.BatchCommands.Add(PlannerSettings.Of(Planning.InOrder).BatchCommand(connection));
                batch.BatchCommands.Add(step.OnPostgres(connection));
                batch.BatchCommands.Add(PlannerSettings.Of(Planning.Free).BatchCommand(connection));
            }
            else
                batch.BatchCommands.Add(step.OnPostgres(connection));
        await using var reader = await batch.Read(ct);
        // Statements without rows have no result set of their own.
        foreach (var reads in steps.Select(s => s.Reads).OfType<Statement>())
        {
            // A setting answers with a row as well, which nobody reads.
            if (reads.Planning == Planning.InOrder)
                await reader.NextResultAsync(ct);
            await reads.ReadAll(reader, Engine.Postgres, ct);
            await reader.NextResultAsync(ct);
            if (reads.Planning == Planning.InOrder)
                await reader.NextResultAsync(ct);
        }
    }
}
