using Microsoft.Playwright;
using Rapport.Tests.Harness;

namespace Rapport.Browser.Harness;

/// <summary>One Chromium for the whole run; each test gets a window of its own without memory of the others.</summary>
internal static class Chromium
{
    private static readonly Lazy<Task<IBrowser>> Running = new(Launch);

    public static Task<IBrowser> Browser => Running.Value;

    /// <summary>How long a page is waited for, in milliseconds: how fast it should be is the bench's to say, on a quiet machine.</summary>
    public const int Patience = 30_000;

    private static async Task<IBrowser> Launch()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.First(File.Exists),
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--disable-dev-shm-usage",
                ],
            }
        );
    }

    /// <summary>axe-core's text: its script tag would be refused by our own content security policy.</summary>
    public static string Axe { get; } =
        File.ReadAllText(Path.Combine(TestMachine.Root, "src/Rapport/Platform/Web/Assets/node_modules/axe-core/axe.min.js"));

    public static string Screens { get; } = Directory.CreateDirectory(Path.Combine(TestMachine.Root, "artifacts", "screens")).FullName;
}
