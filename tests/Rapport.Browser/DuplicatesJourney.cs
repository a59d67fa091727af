using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Rapport.Browser;

/// <summary>
/// Somebody works through the queue of pairs that look alike: keeps one apart, takes that back, compares and merges another, and asks for
/// the rest to be merged.
/// </summary>
[Trait("Spec", "CUS-7")]
public abstract partial class DuplicatesJourney(PublishedServer server) : BrowserTest(server)
{
    public sealed class OnSqlite(SqliteProgram server) : DuplicatesJourney(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : DuplicatesJourney(server), IClassFixture<PostgresProgram>;

    [Fact]
    public async Task Pairs_are_kept_apart_or_merged_and_the_queue_follows()
    {
        await Server.Run("samples", "load");
        await SignIn();
        await Page.GotoAsync("/duplicates");
        await Shot("duplicates");
        var before = await Waiting();

        await Page.GetByRole(AriaRole.Button, new() { Name = "Not the same" }).First.ClickAsync();
        await Page.GetByText("Kept as two customers").WaitForAsync();
        Assert.Equal(before - 1, await Waiting());
        await Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Page.GetByText("Back in the queue").WaitForAsync();
        Assert.Equal(before, await Waiting());

        await Page.GetByRole(AriaRole.Link, new() { Name = "Compare" }).First.ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Merge ") }).ClickAsync();
        await Page.WaitForURLAsync("**/customers/**");
        await Page.GotoAsync("/duplicates");
        Assert.True(await Waiting() < before);

        await LookAtTheLine();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Merge them" }).ClickAsync();
        await Page.GetByText("Somebody else has to agree.").WaitForAsync();
        await Shot("duplicates-waiting");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Take back" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Merge them" }).WaitForAsync();
    }

    /// <summary>What other settings would do is shown before anybody saves them.</summary>
    private async Task LookAtTheLine()
    {
        await Page.GetByText("What is compared").ClickAsync();
        await Page.GetByLabel("Show pairs from").SelectOptionAsync("0.95");
        await Page.GetByText("Just below it, so not").WaitForAsync();
        await Page.GetByText("Just above the line, so shown").WaitForAsync();
        var before = await Page.Locator("#effect").InnerTextAsync();
        await Page.GetByLabel("E-mail", new() { Exact = true }).UncheckAsync();
        await Page.GetByLabel("Phone", new() { Exact = true }).UncheckAsync();
        await Page.WaitForFunctionAsync("before => document.querySelector('#effect').innerText !== before", before);
        await Shot("duplicates-line");
        await Page.GotoAsync("/duplicates");
    }

    private async Task<int> Waiting() =>
        int.Parse(
            Digits().Match(await Page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^Perhaps the same") }).InnerTextAsync()).Value,
            System.Globalization.CultureInfo.InvariantCulture
        );

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
