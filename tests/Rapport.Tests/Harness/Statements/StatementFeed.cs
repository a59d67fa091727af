using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Rapport.Platform.Data;

namespace Rapport.Tests.Harness.Statements;

/// <summary>A statement of the program that ran in a test.</summary>
/// <param name="Origin">The source file and member that wrote it, or that Entity Framework did.</param>
/// <param name="AsSystem">On PostgreSQL: outside row-level security.</param>
/// <param name="Planning">On PostgreSQL: what the planner had to choose from.</param>
internal sealed record RunStatement(
    string Text,
    IReadOnlyList<DbParameter> Parameters,
    string Origin,
    bool AsSystem = false,
    Planning Planning = Planning.Free
)
{
    public override string ToString() => $"{Origin}\n{Text}";
}

/// <summary>
/// Every statement that the program runs while the tests run, by database: those written by hand and those of Entity Framework.
/// Statements of the tests themselves are left out.
/// </summary>
internal static class StatementFeed
{
    internal const string EntityFramework = "Entity Framework";

    private const string Sources = "/src/Rapport/";
    private static readonly ConcurrentDictionary<string, DatabaseFeed> Feeds = new();

    internal sealed class DatabaseFeed
    {
        private readonly ConcurrentDictionary<string, byte> texts = new();
        private readonly ConcurrentQueue<RunStatement> fresh = new();

        public event Action<RunStatement>? Ran;

        internal void Add(string text, Func<IReadOnlyList<DbParameter>> parameters, string origin, bool asSystem, Planning planning)
        {
            var isNew = texts.TryAdd(text, 0);
            if (isNew)
                fresh.Enqueue(new(text, [], origin));
            if (Ran is { } listen)
                listen(new(text, parameters(), origin, asSystem, planning));
        }

        /// <summary>Texts that were not seen on this database before, each once.</summary>
        public IEnumerable<RunStatement> Fresh()
        {
            while (fresh.TryDequeue(out var statement))
                yield return statement;
        }
    }

    public static DatabaseFeed Of(TestDatabase database) => Feeds.GetOrAdd(database.Key, _ => new());

    public static void Forget(TestDatabase database) => Feeds.TryRemove(database.Key, out _);

    [ModuleInitializer]
    internal static void Listen()
    {
        StatementWatch.Starting += statement =>
        {
            var at = statement.File.LastIndexOf(Sources, StringComparison.Ordinal);
            if (at < 0)
                return;
            var origin = $"{statement.File[(at + Sources.Length)..]} {statement.Member}";
            Add(statement.Connection, statement.Text, statement.Parameters, origin, statement.Planning);
        };
        DiagnosticListener.AllListeners.Subscribe(new Listeners());
    }

    private static void Add(DbConnection connection, string text, DbParameterCollection parameters, string origin, Planning planning)
    {
        if (Feeds.TryGetValue(KeyOf(connection), out var feed))
            feed.Add(text, () => [.. parameters.Cast<DbParameter>().Select(Copy)], origin, !IsApplication(connection), planning);
    }

    private static bool IsApplication(DbConnection connection) =>
        connection.ConnectionString.Contains("role=" + Database.AppRole, StringComparison.Ordinal);

    private static DbParameter Copy(DbParameter parameter) =>
        parameter is ICloneable cloneable ? (DbParameter)cloneable.Clone() : new SqliteParameter(parameter.ParameterName, parameter.Value);

    private static string KeyOf(DbConnection connection) =>
        connection is SqliteConnection ? Path.GetDirectoryName(connection.DataSource)! : connection.Database;

    private sealed class Listeners : IObserver<DiagnosticListener>
    {
        public void OnNext(DiagnosticListener listener)
        {
            if (listener.Name == DbLoggerCategory.Name)
                listener.Subscribe(new Commands(), name => name == RelationalEventId.CommandExecuting.Name);
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }

    private sealed class Commands : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> happened)
        {
            if (happened.Value is CommandEventData { Command: { Connection: { } connection } command })
                Add(connection, command.CommandText, command.Parameters, EntityFramework, Planning.Free);
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }
}
