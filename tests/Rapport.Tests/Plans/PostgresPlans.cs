using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using Rapport.Platform.Data;
using Rapport.Tests.Harness.Statements;

namespace Rapport.Tests.Plans;

/// <summary>
/// Plans of PostgreSQL as the application's role, under row-level security, on tables that were never analysed. Reads are run to count the
/// rows they come by.
/// </summary>
internal sealed partial class PostgresPlans(
    NpgsqlConnection application,
    NpgsqlConnection system,
    IReadOnlyDictionary<string, string> tableOfIndex,
    IReadOnlyDictionary<string, long> rows
) : StatementPlans
{
    /// <summary>Below it reading a table whole may be the best that can be done.</summary>
    private const int Large = 1_000;

    /// <summary>
    /// A table that a later migration gave indexes while it was empty counts as empty for PostgreSQL until it is analysed, which the
    /// program does as it grows; how its statements go before that says nothing.
    /// </summary>
    private const string TakenForEmpty = "tickets";

    private const int MostSorted = 5_000;
    private const int MostRows = 20_000;

    /// <summary>A list counts what it shows to 10,000, with all that is joined to it.</summary>
    private const int MostRowsOfCount = 60_000;

    public static async Task<PostgresPlans> Open(TestServer server)
    {
        var system = (NpgsqlConnection)await server.Database.OpenPlain();
        var indexes = await system.Rows(
            $"select indexname::text, tablename::text from pg_indexes where schemaname = 'public'",
            row => (row.Text(0), row.Text(1)),
            default
        );
        var rows = new Dictionary<string, long>();
        foreach (var table in TenantGuard.Tables)
            rows[table] = (await system.Rows($"select count(*) from {Sql.Raw(table)}", row => row.Long(0), default))[0];
        var application = await server.Node.Database.OpenPostgres(default);
        await application.Rows($"select set_config('app.org', {server.Organization.ToString()}, false)", _ => 0, default);
        return new(application, system, indexes.ToDictionary(), rows);
    }

    protected override async Task<IReadOnlyList<string>> Read(RunStatement statement)
    {
        var reads = OnlyReads(statement.Text) && !statement.Text.Contains("for update", StringComparison.OrdinalIgnoreCase);
        var plan = await Explain(statement, reads ? "explain (analyze, timing off, format json) " : "explain (format json) ", whole: true);
        var faults = new List<string>();
        var visited = 0.0;
        Walk(plan, false, faults, ref visited, isLarge: table => rows.GetValueOrDefault(table) >= Large);
        if (visited > (IsCount(statement.Text) ? MostRowsOfCount : MostRows))
            faults.Add($"comes by {visited:N0} rows");
        // Of a table that is small here the planner would read the whole however well it is indexed.
        if (SeqScanned(plan).Any(table => Grows(table) && rows.GetValueOrDefault(table) < Large))
            Walk(await Explain(statement, "explain (format json) ", whole: false), false, faults, ref visited, isLarge: _ => true);
        return [.. faults.Distinct()];
    }

    private async Task<JsonElement> Explain(RunStatement statement, string how, bool whole)
    {
        var connection = statement.AsSystem ? system : application;
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.Execute(Sql.Raw("set local statement_timeout = '60s'"), default, transaction);
        await connection.Execute(PlannerSettings.Of(statement.Planning), default, transaction);
        if (!whole)
            await connection.Execute(Sql.Raw("set local enable_seqscan = off"), default, transaction);
        await using var command = new NpgsqlCommand(how + statement.Text, connection, transaction);
        foreach (ICloneable parameter in statement.Parameters)
            command.Parameters.Add((NpgsqlParameter)parameter.Clone());
        var json = (string)(await command.ExecuteScalarAsync())!;
        return JsonSerializer.Deserialize<JsonElement>(json)[0].GetProperty("Plan");
    }

    /// <param name="limited">True below a limit that stops this node once the page is full.</param>
    private void Walk(JsonElement node, bool limited, List<string> faults, ref double visited, Func<string, bool> isLarge)
    {
        // A condition that no row can meet, such as an empty list of IDs.
        if (node.TryGetProperty("Actual Loops", out var loops) && loops.GetDouble() == 0)
            return;
        var type = Text(node, "Node Type")!;
        var index = Text(node, "Index Name");
        var table = Text(node, "Relation Name") ?? (index is not null ? tableOfIndex.GetValueOrDefault(index) : null);
        if (table is not null && Grows(table) && table != TakenForEmpty)
        {
            visited += Visited(node);
            if (isLarge(table) && Fault(node, type, table, limited) is { } fault)
                faults.Add(fault);
        }
        if (!node.TryGetProperty("Plans", out var plans))
            return;
        if (type is "Sort" or "Incremental Sort" && Produced(plans[0]) is > MostSorted and var sorted)
            faults.Add($"sorts {sorted:N0} rows by {node.GetProperty("Sort Key")}");
        foreach (var inner in plans.EnumerateArray())
        {
            var isOwnQuery = Text(inner, "Parent Relationship") is "SubPlan" or "InitPlan";
            var passesOn =
                type is "Limit"
                || (limited && type is "Nested Loop" or "Result" or "Append" or "Merge Append" or "Subquery Scan" or "LockRows");
            Walk(inner, passesOn && !isOwnQuery, faults, ref visited, isLarge);
        }
    }

    private static string? Fault(JsonElement node, string type, string table, bool limited)
    {
        if (type == "Seq Scan")
            return $"reads {table} whole";
        if (type is not ("Index Scan" or "Index Only Scan" or "Bitmap Index Scan") || limited)
            return null;
        var condition = Text(node, "Index Cond") ?? "";
        return Compared().Matches(condition).All(m => m.Groups["column"].Value == "organization_id") && !condition.Contains("ROW(")
            ? $"finds {table} by the organization alone: {Text(node, "Index Name")} {condition}"
            : null;
    }

    private static double Visited(JsonElement node) =>
        Number(node, "Actual Loops")
        * (Number(node, "Actual Rows") + Number(node, "Rows Removed by Filter") + Number(node, "Rows Removed by Index Recheck"));

    private static double Produced(JsonElement node) => Number(node, "Actual Loops") * Number(node, "Actual Rows");

    private static IEnumerable<string> SeqScanned(JsonElement node)
    {
        if (Text(node, "Node Type") == "Seq Scan")
            yield return Text(node, "Relation Name")!;
        if (node.TryGetProperty("Plans", out var plans))
            foreach (var table in plans.EnumerateArray().SelectMany(SeqScanned))
                yield return table;
    }

    private static string? Text(JsonElement node, string name) => node.TryGetProperty(name, out var text) ? text.GetString() : null;

    private static double Number(JsonElement node, string name) => node.TryGetProperty(name, out var number) ? number.GetDouble() : 0;

    public override async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        await system.DisposeAsync();
    }

    [GeneratedRegex("""(?<column>[a-z_][a-z0-9_]*)\)* (=|<|>|<=|>=|~>=~|~<~)( |$)""")]
    private static partial Regex Compared();
}
