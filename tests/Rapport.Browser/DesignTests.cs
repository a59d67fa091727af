namespace Rapport.Browser;

[Trait("Spec", "PLT-16")]
public abstract class DesignTests(PublishedServer server) : BrowserTest(server)
{
    public sealed class OnSqlite(SqliteProgram server) : DesignTests(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : DesignTests(server), IClassFixture<PostgresProgram>;

    [Fact]
    public async Task The_parts_of_the_design_are_shown_and_stand_up_to_axe()
    {
        await Page.GotoAsync("/design");

        Assert.NotEqual(0, await Page.GetByRole(Microsoft.Playwright.AriaRole.Button).CountAsync());
        await Shot("design");
    }

    [Fact]
    public async Task A_page_that_is_not_there_says_so()
    {
        var response = await Page.GotoAsync("/nothing-of-the-kind");

        Assert.Equal(404, response!.Status);
        Expect(404);
        await Shot("not-found");
        Expect(404);
    }

    [Fact]
    public async Task A_record_that_is_not_there_says_so()
    {
        await SignIn();
        var response = await Page.GotoAsync("/customers/0197c1f0-0000-7000-8000-00000000000a");

        Assert.Equal(404, response!.Status);
        await Page.GetByText("Go to the start page").WaitForAsync();
        Expect(404);
    }

    [Fact]
    public async Task A_first_view_weighs_little() => Assert.InRange(await Weight("/design"), 1, 150 * 1024);
}
