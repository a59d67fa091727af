using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Rapport.Tests.Harness;

/// <summary>Keeps what the server logged from warnings upwards, so that a test can tell why an answer was 500.</summary>
public sealed class TestLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> lines = new();

    public IEnumerable<string> Errors => lines.Where(l => l.Level >= LogLevel.Error).Select(l => l.Text);

    public IEnumerable<string> Lines => lines.Select(l => l.Text);

    public ILogger CreateLogger(string category) => this;

    public bool IsEnabled(LogLevel level) => level >= LogLevel.Warning;

    public void Log<TState>(LogLevel level, EventId id, TState state, Exception? error, Func<TState, Exception?, string> format)
    {
        if (IsEnabled(level))
            lines.Enqueue((level, $"{format(state, error)} {error}".Trim()));
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose() { }
}
