using System.Diagnostics;

namespace Rapport.Tests.Harness;

/// <summary>Where things lie on the machine that runs the tests.</summary>
public static class TestMachine
{
    private static readonly Lazy<string> Checkout = new(FindCheckout),
        Cluster = new(FindCluster);

    public static string Root => Checkout.Value;

    /// <summary>
    /// A superuser's connection string to a cluster that the tests may fill and empty: RAPPORT_TEST_POSTGRES, else the one
    /// <c>bin/test-database</c> starts.
    /// </summary>
    public static string Postgres => Cluster.Value;

    public static IEnumerable<string> Sources(string folder, params string[] endings) =>
        Directory
            .EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
            .Where(file =>
                endings.Any(file.EndsWith)
                && !Path.GetRelativePath(Root, file).Split('/').Any(part => part is "obj" or "bin" or "node_modules" or "wwwroot")
            );

    private static string FindCheckout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Rapport.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("No folder above holds Rapport.slnx.");
    }

    private static string FindCluster()
    {
        if (Environment.GetEnvironmentVariable("RAPPORT_TEST_POSTGRES") is { Length: > 0 } named)
            return named;
        using var script = Process.Start(
            new ProcessStartInfo(Path.Combine(Root, "bin", "test-database"), "start") { RedirectStandardOutput = true }
        )!;
        var connectionString = script.StandardOutput.ReadToEnd().Trim();
        script.WaitForExit();
        return script.ExitCode == 0 ? connectionString : throw new InvalidOperationException("bin/test-database start failed.");
    }
}
