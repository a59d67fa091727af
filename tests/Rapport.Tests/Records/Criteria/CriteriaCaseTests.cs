using System.Collections.Concurrent;
using System.Text.Json;

namespace Rapport.Tests.Records.Criteria;

/// <summary>Criteria as text files in <c>Cases</c>: the criteria, a line of dashes, and the customers that must be found.</summary>
[Trait("Spec", "SEG-1")]
public abstract class CriteriaCaseTests(TestServer server) : Population(server)
{
    public sealed class OnSqlite(SqliteServer server) : CriteriaCaseTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : CriteriaCaseTests(server), IClassFixture<PostgresServer>;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Records", "Criteria", "Cases");
    private static readonly ConcurrentDictionary<TestServer, Lazy<Task>> Populated = new();

    public static TheoryData<string> Cases =>
        [.. Directory.GetFiles(Folder, "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_many_cases() => Assert.True(Cases.Count >= 150);

    [Theory, MemberData(nameof(Cases))]
    public async Task Finds_whom_the_case_names(string name)
    {
        await Populated.GetOrAdd(Server, _ => new Lazy<Task>(Populate)).Value;
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, $"{name}.txt"));
        var (criteria, expected) = (text.Split("\n----\n")[0], text.Split("\n----\n")[1]);

        var list = (await Api.Get($"/api/customers?limit=200&filter={Uri.EscapeDataString(criteria)}")).Expect(200);
        var explained = (await Api.Post("/api/segments/explanation", $"{{\"criteria\":{criteria}}}")).Expect(200);

        Assert.Equal(expected.Split('\n', StringSplitOptions.RemoveEmptyEntries), NamesOf(list.Json));
        // What it is stored as asks for the same.
        var again = (await Api.Get($"/api/customers?limit=200&filter={Uri.EscapeDataString(explained["criteria"].GetRawText())}")).Expect(
            200
        );
        Assert.Equal(NamesOf(list.Json), NamesOf(again.Json));
        Assert.EndsWith(".", explained["text"].GetString(), StringComparison.Ordinal);
    }

    private static List<string> NamesOf(JsonElement list) =>
        [
            .. list.GetProperty("data")
                .EnumerateArray()
                .Select(c => c.GetProperty("display_name").GetString()!)
                .Select(n => n.StartsWith("Kim", StringComparison.Ordinal) ? "Kim" : n)
                .Order(StringComparer.Ordinal),
        ];
}
