using System.Text.RegularExpressions;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Customers;

public abstract partial class PartPageTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : PartPageTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : PartPageTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "CUS-16")]
    public async Task The_hierarchy_moves_a_customer_without_a_script_and_says_why_it_may_not()
    {
        var (top, child) = (await Customer("Page Holding"), await Customer("Page Branch"));
        var path = $"/customers/{top}/hierarchy";
        var found = await Api.Get($"{path}?find=branch");
        Done(found);
        Assert.Contains($"name=\"parent_id\" value=\"{child}\"", found.Text);
        Assert.Equal(302, (await Send(path, "move", ("customer_id", $"{child}"), ("parent_id", $"{top}"))).Status);
        Assert.Contains("Page Branch", (await Api.Get(path)).Text);

        var loop = await Send(path, "move", ("customer_id", $"{top}"), ("parent_id", $"{child}"));
        Assert.Equal(409, loop.Status);
        Assert.Contains("That would close a loop", loop.Text);

        var (reader, _) = await With(Only(Scope.All, Permission.ReadCustomers));
        Assert.DoesNotContain("name=\"parent_id\"", (await reader.Get(path)).Text);
        var (own, _) = await With(Only(Scope.Own, Permission.ReadCustomers));
        Assert.Equal(403, (await own.Get(path)).Status);
    }

    [Fact, Trait("Spec", "CUS-11")]
    public async Task Tags_are_added_renamed_merged_and_deleted_by_plain_forms()
    {
        const string Path = "/settings/tags";
        Assert.Equal(302, (await Send(Path, "tag", ("name", "Formed"))).Status);
        var again = await Send(Path, "tag", ("name", "formed"));
        Assert.Equal(409, again.Status);
        Assert.Contains("There is a tag Formed already", again.Text);
        var tag = (await Rows("/api/tags?limit=200")).Single(t => Text(t, "name") == "Formed");
        var other = (await Api.Post("/api/tags", new { name = "Other" })).Expect(201).Id;
        Assert.Equal(
            302,
            (await Send($"{Path}?edit={Text(tag, "id")}", "tag", ("name", "Reformed"), ("version", Text(tag, "version")!))).Status
        );
        Assert.Equal(302, (await Send($"{Path}?merge={Text(tag, "id")}", "merge", ("into_id", $"{other}"))).Status);
        Assert.Equal(302, (await Send($"{Path}?delete={other}", "delete")).Status);
        Assert.Empty(await Rows("/api/tags?limit=200"));
    }

    [Fact, Trait("Spec", "CUS-12")]
    public async Task Custom_fields_are_added_and_archived_by_plain_forms()
    {
        const string Path = "/settings/custom-fields";
        Assert.Equal(
            302,
            (
                await Send(
                    Path,
                    "field",
                    ("label", "Colour"),
                    ("key", "colour"),
                    ("type", "choice"),
                    ("options", "Red\nBlue\n"),
                    ("required", "true")
                )
            ).Status
        );
        var field = Assert.Single(await Rows("/api/custom-fields"));
        Assert.Equal(["Red", "Blue"], field.GetProperty("options").EnumerateArray().Select(o => o.GetString()));
        var bad = await Send(Path, "field", ("label", "Colour"), ("key", "Bad key"), ("type", "text"));
        Assert.Equal(422, bad.Status);
        Assert.Contains("Use small letters", bad.Text);
        Assert.Equal(302, (await Send(Path, $"archive-{Text(field, "id")}")).Status);
        Assert.Empty(await Rows("/api/custom-fields"));
    }

    [Theory, Trait("Spec", "SEC-1")]
    [InlineData("/settings/tags")]
    [InlineData("/settings/custom-fields")]
    public async Task Settings_are_for_those_who_may_change_them(string path)
    {
        var (reader, _) = await With(Only(Scope.All, Permission.ReadCustomers));
        Assert.NotEqual(200, (await reader.Get(path)).Status);
    }

    /// <summary>Sends a form of a page as a browser without scripts does.</summary>
    private async Task<Answer> Send(string path, string form, params (string Name, string Value)[] fields)
    {
        var page = (await Api.Get(path)).Expect(200);
        var cookies = page.Headers.TryGetValues("Set-Cookie", out var set) ? string.Join("; ", set.Select(c => c.Split(';')[0])) : "";
        var sent = fields
            .Select(f => KeyValuePair.Create(f.Name, f.Value))
            .Append(new("_handler", form))
            .Append(new("__RequestVerificationToken", Token().Match(page.Text).Groups[1].Value));
        return await Api.Post(path, new FormUrlEncodedContent(sent), ("Cookie", cookies));
    }

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    private static partial Regex Token();
}
