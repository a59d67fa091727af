using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Identity;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Customers;

/// <summary>What the tests of customers' parts share.</summary>
public abstract class PartsTest(TestServer server) : ServerTest(server)
{
    /// <summary>Signed in with these grants alone; the role is the test's own.</summary>
    protected async Task<(HttpClient Api, Guid Id)> With(Grants grants, Guid? branch = null)
    {
        var key = $"role{Ids.Next():N}";
        await Change((db, _) => db.Add(new Role(key, "Of a test", grants, false)));
        var user = await Server.AddUser(Organization, key, branch);
        return (await Server.SignIn(Organization, user), user);
    }

    protected static Grants Only(Scope scope, params Permission[] permissions) =>
        new(permissions.ToDictionary(p => p, _ => scope), new HashSet<Mask>());

    protected async Task<Guid> Customer(string name, object? more = null, HttpClient? by = null)
    {
        var fields = JsonSerializer.SerializeToNode(more ?? new { }, ApiJson.Options)!.AsObject();
        fields["type"] ??= "organization";
        fields["display_name"] = name;
        return (await (by ?? Api).Post("/api/customers?on_duplicate=create", fields)).Expect(201).Id;
    }

    /// <summary>Many customers at once, written straight into their table.</summary>
    protected Task<List<Guid>> Crowd(int count, Guid? parent = null, Guid? owner = null) =>
        Change(
            (db, _) =>
            {
                var system = db.Users.First(u => u.Status == UserStatus.System).Id;
                var crowd = Enumerable
                    .Range(0, count)
                    .Select(i => new Customer(CustomerType.Individual, $"Member {i:D6}", system, Clock.Now())
                    {
                        ParentId = parent,
                        OwnerId = owner,
                    })
                    .ToList();
                db.ChangeTracker.AutoDetectChangesEnabled = false;
                db.AddRange(crowd);
                return crowd.ConvertAll(c => c.Id);
            }
        );

    protected static void Refused(int status, Answer answer, string? code = null, string? field = null)
    {
        Assert.True(answer.Status == status, $"Expected {status}: {answer}");
        if (code is not null)
            Assert.Equal(code, answer["code"].GetString());
        if (field is not null)
            Assert.True(answer["errors"].TryGetProperty(field, out _), $"{field} is not named in {answer}");
    }

    protected static void Done(Answer answer, int status = 200) => Assert.True(answer.Status == status, $"Expected {status}: {answer}");

    protected async Task<List<JsonElement>> Rows(string path, HttpClient? by = null)
    {
        var answer = await (by ?? Api).Get(path);
        Done(answer);
        return [.. answer["data"].EnumerateArray()];
    }

    protected async Task<List<string>> Timeline(Guid customer) =>
        (await Rows($"/api/customers/{customer}/timeline")).ConvertAll(e => e.GetProperty("type").GetString()!);

    protected Task<long> Events(string name) =>
        Count($"select count(*) from events where organization_id = {Organization} and name = {name}");

    /// <summary>Whether the search finds a customer by this.</summary>
    protected async Task<bool> Finds(string typed, Guid customer) =>
        (await Rows($"/api/customers?limit=200&search={Uri.EscapeDataString(typed)}")).Exists(c =>
            c.GetProperty("id").GetGuid() == customer
        );

    protected static string? Text(JsonElement row, string field) =>
        row.GetProperty(field).ValueKind == JsonValueKind.Null ? null : row.GetProperty(field).ToString();
}
