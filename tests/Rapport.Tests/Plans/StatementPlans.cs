using System.Data.Common;
using Rapport.Platform.Data;
using Rapport.Tests.Harness.Statements;

namespace Rapport.Tests.Plans;

/// <summary>Reads how a database goes about a statement, and says what will not do among many customers.</summary>
internal abstract class StatementPlans : IAsyncDisposable
{
    public static async Task<StatementPlans> For(TestServer server) =>
        server.Engine == Engine.Sqlite ? await SqlitePlans.Open(server) : await PostgresPlans.Open(server);

    /// <summary>Nothing when the statement finds its rows by an index and no more of them than a page needs.</summary>
    public async Task<IReadOnlyList<string>> Faults(RunStatement statement)
    {
        if (!HasPlan(statement.Text))
            return [];
        try
        {
            return await Read(statement);
        }
        catch (DbException error)
        {
            return [$"its plan cannot be read: {error.Message}"];
        }
    }

    protected abstract Task<IReadOnlyList<string>> Read(RunStatement statement);

    public abstract ValueTask DisposeAsync();

    protected static bool Grows(string table) => TenantGuard.Tables.Contains(table) && !SmallTables.Names.Contains(table);

    protected static bool OnlyReads(string text) =>
        Begins(text, "select") || (Begins(text, "with") && !ContainsWord(text, "insert into", "update ", "delete from"));

    private static bool HasPlan(string text) =>
        Begins(text, "select") || Begins(text, "with") || Begins(text, "update") || Begins(text, "delete") || Begins(text, "insert");

    private static bool Begins(string text, string word) => text.TrimStart().StartsWith(word, StringComparison.OrdinalIgnoreCase);

    private static bool ContainsWord(string text, params string[] words) =>
        words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
