using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Rapport.Platform.Observability;

namespace Rapport.Platform.Data;

/// <summary>Runs statements and measures how long the database takes to answer: until the first row where there are rows.</summary>
internal static class Statements
{
    private static readonly Histogram<double> Duration = RapportMeter.Duration(
        "rapport.statement.duration",
        "How long statements, or batches that travel together, take until their first row"
    );

    private static readonly Counter<long> Ran = RapportMeter.Counter("rapport.statements", "Statements sent to the database");

    public static async Task<DbDataReader> Read(this DbCommand command, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            return await command.ExecuteReaderAsync(ct);
        }
        finally
        {
            Measure(command is NpgsqlCommand ? Engine.Postgres : Engine.Sqlite, Stopwatch.GetElapsedTime(began));
        }
    }

    public static async Task<NpgsqlDataReader> Read(this NpgsqlBatch batch, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            return await batch.ExecuteReaderAsync(ct);
        }
        finally
        {
            Measure(Engine.Postgres, Stopwatch.GetElapsedTime(began), batch.BatchCommands.Count);
        }
    }

    public static async Task<int> Write(this DbCommand command, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            return await command.ExecuteNonQueryAsync(ct);
        }
        finally
        {
            Measure(command is NpgsqlCommand ? Engine.Postgres : Engine.Sqlite, Stopwatch.GetElapsedTime(began));
        }
    }

    public static void Measure(Engine engine, TimeSpan took, int statements = 1)
    {
        var database = new KeyValuePair<string, object?>("database", engine == Engine.Postgres ? "postgres" : "sqlite");
        Ran.Add(statements, database);
        Duration.Record(took.TotalSeconds, database);
    }
}

/// <summary>Measures the statements that EF writes.</summary>
internal sealed class MeasureStatements(Engine engine) : DbCommandInterceptor
{
    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData data,
        DbDataReader result,
        CancellationToken ct = default
    )
    {
        Statements.Measure(engine, data.Duration);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command,
        CommandExecutedEventData data,
        int result,
        CancellationToken ct = default
    )
    {
        Statements.Measure(engine, data.Duration);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<object?> ScalarExecutedAsync(
        DbCommand command,
        CommandExecutedEventData data,
        object? result,
        CancellationToken ct = default
    )
    {
        Statements.Measure(engine, data.Duration);
        return ValueTask.FromResult(result);
    }
}
