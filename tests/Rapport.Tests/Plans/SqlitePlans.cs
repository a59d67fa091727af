using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Rapport.Platform.Data;
using Rapport.Tests.Harness.Statements;
using SQLitePCL;

namespace Rapport.Tests.Plans;

/// <summary>
/// SQLite's plan depends on the statement and the schema alone, since it has no statistics. How much a read does is counted in steps of
/// SQLite's own machine, which no load of the computer changes.
/// </summary>
internal sealed partial class SqlitePlans(SqliteConnection connection, IReadOnlyDictionary<string, string> tableOfIndex) : StatementPlans
{
    /// <summary>A page of 200 with all that stands beside each row takes a tenth of it; a walk over 20,000 rows takes more.</summary>
    private const int MostSteps = 250_000;

    /// <summary>A list counts what it shows to 10,000, and looks at each row it counts.</summary>
    private const int MostStepsOfCount = 600_000;

    private const int VmStep = 4;

    private static readonly Func<SqliteConnection, object?> HandleOf = typeof(SqliteConnection)
        .GetProperty("Handle")!
        .GetMethod!.CreateDelegate<Func<SqliteConnection, object?>>();

    public static async Task<SqlitePlans> Open(TestServer server)
    {
        var connection = (SqliteConnection)await server.Database.OpenPlain();
        var indexes = await connection.Rows(
            $"select name, tbl_name from sqlite_master where type = 'index'",
            row => (row.Text(0), row.Text(1)),
            default
        );
        return new(connection, indexes.ToDictionary());
    }

    protected override async Task<IReadOnlyList<string>> Read(RunStatement statement)
    {
        var tables = TablesOfAliases(statement.Text);
        var faults = new List<string>();
        var plan = await Plan(statement);
        var made = plan.Select(step => Made().Match(step)).Where(m => m.Success).Select(m => m.Groups["name"].Value).ToHashSet();
        foreach (var step in plan)
            if (Fault(step, tables, made, statement.Text) is { } fault)
                faults.Add(fault);
        if (OnlyReads(statement.Text) && Steps(statement) is var steps && steps > (IsCount(statement.Text) ? MostStepsOfCount : MostSteps))
            faults.Add($"takes {steps:N0} steps");
        return [.. faults.Distinct()];
    }

    private async Task<List<string>> Plan(RunStatement statement)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "explain query plan " + statement.Text;
        command.Parameters.AddRange(
            statement.Parameters.Cast<SqliteParameter>().Select(p => new SqliteParameter(p.ParameterName, p.Value))
        );
        await using var reader = await command.ExecuteReaderAsync();
        var steps = new List<string>();
        while (await reader.ReadAsync())
            steps.Add(reader.GetString(3));
        return steps;
    }

    private string? Fault(string step, ILookup<string, string> tables, HashSet<string> made, string text)
    {
        var access = Access().Match(step);
        if (!access.Success || step.Contains("VIRTUAL TABLE", StringComparison.Ordinal))
            return null;
        var alias = access.Groups["alias"].Value;
        if (made.Contains(alias))
            return null;
        var named = tableOfIndex.TryGetValue(access.Groups["index"].Value, out var indexed)
            ? [indexed]
            : tables[alias].DefaultIfEmpty(alias);
        if (named.FirstOrDefault(Grows) is not { } table || (!access.Groups["index"].Success && !named.All(TenantGuard.Tables.Contains)))
            return null;
        if (step.Contains("AUTOMATIC", StringComparison.Ordinal))
            return $"makes an index of {table} each time: {step}";
        if (access.Groups["how"].Value == "SCAN")
            return $"walks {table} whole: {step}";
        return access.Groups["by"].Value == "organization_id=?" && !text.Contains("limit ", StringComparison.OrdinalIgnoreCase)
            ? $"finds {table} by the organization alone: {step}"
            : null;
    }

    /// <summary>An alias may stand for other tables in other parts of the statement.</summary>
    private static ILookup<string, string> TablesOfAliases(string text) =>
        Source()
            .Matches(text)
            .ToLookup(m => m.Groups["alias"].Success ? m.Groups["alias"].Value : m.Groups["table"].Value, m => m.Groups["table"].Value);

    private long Steps(RunStatement statement)
    {
        var database = (sqlite3)HandleOf(connection)!;
        if (raw.sqlite3_prepare_v2(database, statement.Text, out var prepared) != raw.SQLITE_OK)
            throw new SqliteException(raw.sqlite3_errmsg(database).utf8_to_string(), raw.sqlite3_errcode(database));
        using (prepared)
        {
            var values = statement.Parameters.ToDictionary(p => p.ParameterName, p => p.Value);
            for (var place = 1; place <= raw.sqlite3_bind_parameter_count(prepared); place++)
                Bind(prepared, place, values.GetValueOrDefault(raw.sqlite3_bind_parameter_name(prepared, place).utf8_to_string()));
            while (raw.sqlite3_step(prepared) == raw.SQLITE_ROW) { }
            return raw.sqlite3_stmt_status(prepared, VmStep, 0);
        }
    }

    private static void Bind(sqlite3_stmt prepared, int place, object? value) =>
        _ = value switch
        {
            null or DBNull => raw.sqlite3_bind_null(prepared, place),
            byte[] bytes => raw.sqlite3_bind_blob(prepared, place, bytes),
            string text => raw.sqlite3_bind_text(prepared, place, text),
            double number => raw.sqlite3_bind_double(prepared, place, number),
            bool truth => raw.sqlite3_bind_int64(prepared, place, truth ? 1 : 0),
            _ => raw.sqlite3_bind_int64(prepared, place, Convert.ToInt64(value)),
        };

    public override ValueTask DisposeAsync() => connection.DisposeAsync();

    [GeneratedRegex(
        """
            ^(?<how>SCAN|SEARCH)\ (?<alias>\w+)(\ EXISTS)?
            (\ USING(\ AUTOMATIC)?(\ PARTIAL)?(\ COVERING)?
            (\ INDEX\ (?<index>\w+)?|\ PRIMARY\ KEY|\ INTEGER\ PRIMARY\ KEY)(\ \((?<by>.*)\))?)?
            """,
        RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Access();

    /// <summary>A part of the statement that is read like a table.</summary>
    [GeneratedRegex(@"^(CO-ROUTINE|MATERIALIZE) (?<name>\w+)")]
    private static partial Regex Made();

    [GeneratedRegex(
        """
            (\bfrom|\bjoin|\bupdate|,)\s+"?(?<table>\w+)"?
            (\s+(as\s+)?"?(?!(on|where|join|left|cross|inner|set|order|group|limit|union|using)\b)(?<alias>\w+)"?)?
            """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Source();
}
