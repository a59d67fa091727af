using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using Rapport.Platform.Data;

namespace Rapport.Tests.Harness.Statements;

/// <summary>
/// Fails a test in which the program read or changed a tenant's table without a condition on its organization. SQLite has no row-level
/// security, so there the condition alone keeps organizations apart.
/// </summary>
internal static partial class TenantGuard
{
    private const string Jobs = "jobs of all organizations wait in one queue",
        Log = "the log of whichever organization has something new",
        Meters = "metrics count over all organizations and name none",
        Migrations = "a migration is of the whole database",
        Clock = "the clock forgets what is old in all organizations";

    /// <summary>
    /// Statements that go over all organizations, by the file and member that wrote them, each with its reason. A new line here is a
    /// decision.
    /// </summary>
    private static readonly Dictionary<string, string> OverAll = new()
    {
        ["Platform/Jobs/RunJobs.cs Take"] = Jobs,
        ["Platform/Jobs/RunJobs.cs Prolong"] = Jobs,
        ["Platform/Jobs/RunJobs.cs Release"] = Jobs,
        ["Platform/Jobs/RunJobs.cs Finish"] = Jobs,
        ["Platform/Events/EventReaders.cs Behind"] = Log,
        ["Platform/Events/Sealer.cs Waiting"] = Log,
        ["Platform/Observability/Backlog.cs Lag"] = Meters,
        ["Platform/Observability/Backlog.cs Parked"] = Meters,
        ["Platform/Observability/Backlog.cs Read"] = Meters,
        ["Platform/Data/Schema.cs Apply"] = Migrations,
        ["Schedule.cs All"] = Clock,
    };

    /// <summary>Tables that stand outside, though a row names its organization.</summary>
    private static readonly Dictionary<string, string> Outside = new() { ["logins"] = "a sign-in names no organization" };

    private static readonly Lazy<IReadOnlySet<string>> TenantTables = new(ReadTenantTables);
    private static readonly ConcurrentDictionary<string, string[]> Verdicts = new();

    public static IReadOnlySet<string> Tables => TenantTables.Value;

    public static void Check(TestDatabase database) =>
        Nothing.In(
            from statement in StatementFeed.Of(database).Fresh().ToList()
            where !OverAll.ContainsKey(statement.Origin)
            let untied = Untied(statement.Text)
            where untied.Count > 0
            select $"without a condition on the organization: {string.Join(", ", untied)} in {statement}\n"
        );

    public static IReadOnlyList<string> Untied(string text) =>
        Verdicts.GetOrAdd(text, unread => [.. TenantConditions.Untied(unread, TenantTables.Value)]);

    /// <summary>Every table with a column for the organization, as the migrations make them.</summary>
    private static HashSet<string> ReadTenantTables()
    {
        var assembly = typeof(Database).Assembly;
        var texts = assembly.GetManifestResourceNames().Where(n => n.Contains(".Migrations.Sqlite.")).Select(n => Read(assembly, n));
        return
        [
            .. texts
                .SelectMany(text => CreateTable().Matches(text))
                .Where(m => m.Value.Contains("organization_id", StringComparison.Ordinal))
                .Select(m => m.Groups["name"].Value)
                .Except(Outside.Keys),
        ];
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("""create table (if not exists )?"?(?<name>\w+)"? \([^;]*;""", RegexOptions.IgnoreCase)]
    private static partial Regex CreateTable();
}
