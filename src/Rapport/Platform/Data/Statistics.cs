using System.Data.Common;

namespace Rapport.Platform.Data;

/// <summary>
/// Lets PostgreSQL know its tables while a bulk fills them. Plans made when a table was empty stay in use until it is analyzed, which
/// PostgreSQL does by itself once a minute at best:
/// a minute in which every list of a freshly imported organization reads its tables whole.
/// </summary>
public sealed class Statistics(Database database, ILogger<Statistics> logger)
{
    private const int Enough = 2_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly Lock gate = new();
    private Task running = Task.CompletedTask;
    private long last = -(long)Pause.TotalMilliseconds;

    /// <summary>
    /// After a batch of a bulk: analyzes the tables that have grown by half since they were last looked at, while the next batch goes on.
    /// </summary>
    public void Refresh()
    {
        if (database.Engine != Engine.Postgres)
            return;
        lock (gate)
        {
            if (!running.IsCompleted || Environment.TickCount64 - last < Pause.TotalMilliseconds)
                return;
            last = Environment.TickCount64;
            running = Task.Run(Analyze);
        }
    }

    private async Task Analyze()
    {
        try
        {
            await using var connection = await database.OpenSystem(default);
            var grown = await connection.Rows(
                $"""
                select quote_ident(relname) from pg_stat_user_tables
                where schemaname = current_schema() and n_mod_since_analyze >= {Enough}
                  and n_mod_since_analyze >= (n_live_tup - n_mod_since_analyze) / 2
                """,
                row => row.Text(0),
                default
            );
            foreach (var table in grown)
                await connection.Execute(Sql.Raw($"analyze (skip_locked) {table}"), default);
        }
        catch (Exception error) when (error is DbException or ObjectDisposedException or InvalidOperationException)
        {
            // It is only slower without.
            logger.LogDebug(error, "Tables could not be analyzed.");
        }
    }
}
