using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Rapport.Platform.Data;

/// <summary>What <see cref="Stoppable"/> does, for the questions that EF asks on SQLite.</summary>
internal sealed class StopReads : DbCommandInterceptor
{
    private readonly ConditionalWeakTable<DbCommand, IDisposable> stops = [];

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData data,
        InterceptionResult<DbDataReader> result,
        CancellationToken ct = default
    )
    {
        // A save that is interrupted would end its whole transaction beneath EF.
        if (data.CommandSource != CommandSource.SaveChanges && Stoppable.StopWith(command.Connection!, ct) is { } stop)
            stops.AddOrUpdate(command, stop);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult> DataReaderClosingAsync(
        DbCommand command,
        DataReaderClosingEventData data,
        InterceptionResult result
    )
    {
        End(command);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult DataReaderDisposing(DbCommand command, DataReaderDisposingEventData data, InterceptionResult result)
    {
        End(command);
        return result;
    }

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData data, CancellationToken ct = default)
    {
        End(command);
        return Task.CompletedTask;
    }

    public override Task CommandCanceledAsync(DbCommand command, CommandEndEventData data, CancellationToken ct = default)
    {
        End(command);
        return Task.CompletedTask;
    }

    private void End(DbCommand command)
    {
        if (!stops.TryGetValue(command, out var stop))
            return;
        stop.Dispose();
        stops.Remove(command);
    }
}
