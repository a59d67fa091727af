using System.Data.Common;
using System.Text.RegularExpressions;
using Rapport.Platform.Data;
using Rapport.Tests.Harness.Statements;

namespace Rapport.Tests.Plans;

/// <summary>Reads how a database goes about a statement, and says what will not do among many customers.</summary>
internal abstract partial class StatementPlans : IAsyncDisposable
{
    public static async Task<StatementPlans> For(TestServer server) =>
        server.Engine == Engine.Sqlite ? await SqlitePlans.Open(server) : await PostgresPlans.Open(server);

    /// <summary>Nothing when the statement finds its rows by an index and no more of them than a page needs.</summary>
    public async Task<IReadOnlyList<string>> Faults(RunStatement statement)
    {
        if (!HasPlan(statement.Text) || FindsNothing().IsMatch(statement.Text))
            return [];
        try
        {
            var faults = new List<string>();
            foreach (var one in Each(statement))
                faults.AddRange(await Read(one));
            return faults;
        }
        catch (DbException error)
        {
            return [$"its plan cannot be read: {error.Message}"];
        }
    }

    /// <summary>Entity Framework sends several at once; rows that are put in as they come have no plan.</summary>
    private static IEnumerable<RunStatement> Each(RunStatement statement) =>
        statement.Origin != StatementFeed.EntityFramework
            ? [statement]
            : statement
                .Text.Split(";\n", StringSplitOptions.RemoveEmptyEntries)
                .Where(text => HasPlan(text) && !Begins(text, "insert"))
                .Select(text =>
                    statement with
                    {
                        Text = text,
                        Parameters = [.. statement.Parameters.Where(p => Regex.IsMatch(text, $@"{Regex.Escape(p.ParameterName)}\b"))],
                    }
                );

    protected abstract Task<IReadOnlyList<string>> Read(RunStatement statement);

    public abstract ValueTask DisposeAsync();

    protected static bool Grows(string table) => TenantGuard.Tables.Contains(table) && !SmallTables.Names.Contains(table);

    protected static bool OnlyReads(string text) =>
        Begins(text, "select") || (Begins(text, "with") && !ContainsWord(text, "insert into", "update ", "delete from"));

    protected static bool IsCount(string text) => text.TrimStart().StartsWith("select count(*) from (select 1 ", StringComparison.Ordinal);

    private static bool HasPlan(string text) =>
        Begins(text, "select") || Begins(text, "with") || Begins(text, "update") || Begins(text, "delete") || Begins(text, "insert");

    private static bool Begins(string text, string word) => text.TrimStart().StartsWith(word, StringComparison.OrdinalIgnoreCase);

    private static bool ContainsWord(string text, params string[] words) =>
        words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>What Entity Framework writes where a list of values is empty.</summary>
    [GeneratedRegex(@"^WHERE (0|FALSE)\b", RegexOptions.Multiline)]
    private static partial Regex FindsNothing();
}
