using System.Text.Json;
using Microsoft.Playwright;
using Rapport.Browser.Harness;

namespace Rapport.Browser;

/// <summary>
/// Somebody gives their account a passkey, signs out, and is let in by it alone. Chromium holds the authenticator; the address has a name,
/// since passkeys are bound to one.
/// </summary>
[Trait("Spec", "PLT-4"), Trait("Spec", "SEC-1")]
public abstract class PasskeyJourney(PublishedServer server) : BrowserTest(server)
{
    public sealed class OnSqlite(SqliteProgram server) : PasskeyJourney(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : PasskeyJourney(server), IClassFixture<PostgresProgram>;

    private string At(string path) => $"http://localhost:{Server.Address.Port}{path}";

    [Fact]
    public async Task A_passkey_made_in_the_settings_signs_its_owner_in()
    {
        await WithAuthenticator();
        await SignInByPassword();
        await Page.GotoAsync(At("/settings/security"));
        await Page.Locator("[name=passkey_name]").FillAsync("Work laptop");
        await Page.Locator("[name=passkey_password]").FillAsync("not my password");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Page.Locator("[data-passkey-fault]:not([hidden])").WaitForAsync();
        Expect(422);

        await Page.Locator("[name=passkey_password]").FillAsync(PublishedServer.Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Page.GetByRole(AriaRole.Rowheader, new() { Name = "Work laptop" }).WaitForAsync();
        await Shot("settings-passkeys");

        await Page.Context.ClearCookiesAsync();
        await Page.GotoAsync(At("/sign-in?return=%2Fcustomers"));
        await Shot("sign-in");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Page.WaitForURLAsync("**/customers");

        await Page.GotoAsync(At("/settings/security"));
        await Page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Page.GetByRole(AriaRole.Rowheader, new() { Name = "Work laptop" })
            .WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await Page.Context.ClearCookiesAsync();
        await Page.GotoAsync(At("/sign-in"));
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Page.GetByText("This passkey is not known here.").WaitForAsync();
        Expect(401);
    }

    private async Task SignInByPassword()
    {
        await Page.GotoAsync(At("/sign-in"));
        await Page.Locator("[name=email]").FillAsync(PublishedServer.Email);
        await Page.Locator("[name=password]").FillAsync(PublishedServer.Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
    }

    private async Task WithAuthenticator()
    {
        var wire = await Page.Context.NewCDPSessionAsync(Page);
        await wire.SendAsync("WebAuthn.enable");
        var options = new
        {
            protocol = "ctap2",
            transport = "internal",
            hasResidentKey = true,
            hasUserVerification = true,
            isUserVerified = true,
            automaticPresenceSimulation = true,
        };
        await wire.SendAsync("WebAuthn.addVirtualAuthenticator", new() { ["options"] = JsonSerializer.SerializeToElement(options) });
    }
}
