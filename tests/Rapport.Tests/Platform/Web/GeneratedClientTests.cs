using System.Diagnostics;

namespace Rapport.Tests.Platform.Web;

/// <summary>The description of the API as tools read it: a linter, and generated clients that take a customer through its life.</summary>
[Trait("Spec", "PLT-8")]
public sealed class GeneratedClientTests(SqliteServer server) : ServerTest(server), IClassFixture<SqliteServer>
{
    private static readonly string Clients = Path.Combine(TestMachine.Root, "tests", "clients"),
        Generated = Path.Combine(TestMachine.Root, "artifacts", "clients");

    private static string Description => Path.Combine(Generated, "openapi.json");

    [Fact]
    public async Task The_description_passes_the_linter_without_a_warning()
    {
        await Describe();

        var said = await Node("redocly", "lint", "--extends=recommended", "--format=json", Description);

        Assert.Contains("\"errors\": 0", said);
        Assert.Contains("\"warnings\": 0", said);
    }

    [Fact]
    public async Task A_generated_TypeScript_client_compiles_and_goes_the_way_of_a_customer()
    {
        await Describe();
        var bundle = Path.Combine(Generated, "journey.mjs");

        await Node("openapi-typescript", Description, "-o", Path.Combine(Generated, "rapport-api.d.ts"));
        await Node("tsc", "--project", Clients);
        await Node("esbuild", "typescript/run.ts", "--bundle", "--platform=node", "--format=esm", $"--outfile={bundle}");

        Assert.Contains("The journey is done.", await Run("node", bundle));
    }

    [Fact]
    public async Task A_generated_CSharp_client_compiles_and_goes_the_way_of_a_customer()
    {
        await Describe();

        await Run(
            "dotnet",
            "nswag",
            "openapi2csclient",
            $"/input:{Description}",
            $"/output:{Path.Combine(Generated, "RapportClient.cs")}",
            "/namespace:Rapport.Client",
            "/className:RapportClient",
            "/JsonLibrary:NewtonsoftJson",
            "/OperationGenerationMode:SingleClientFromOperationId",
            "/GenerateOptionalParameters:true",
            "/GenerateOptionalPropertiesAsNullable:true",
            "/GenerateNullableReferenceTypes:true",
            "/UseBaseUrl:false",
            "/WrapResponses:true",
            "/WrapResponseMethods:RapportClient.GetCustomer"
        );
        await Run(
            "dotnet",
            "build",
            Path.Combine(Clients, "csharp"),
            "-c",
            "Release",
            "-nologo",
            "-nodeReuse:false",
            "-p:UseSharedCompilation=false"
        );

        var program = Path.Combine(TestMachine.Root, "artifacts", "bin", "Rapport.Client", "release", "Rapport.Client.dll");
        Assert.Contains("The journey is done.", await Run("dotnet", program));
    }

    private async Task Describe()
    {
        Directory.CreateDirectory(Generated);
        await File.WriteAllTextAsync(Description, (await Stranger.Get("/openapi/v1.json")).Expect(200).Text);
    }

    private Task<string> Node(string tool, params string[] arguments) =>
        Run(Path.Combine(Clients, "node_modules", ".bin", tool), arguments);

    private async Task<string> Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Clients,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The test host's own settings would mislead another build.
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["RAPPORT_ADDRESS"] = Server.Node.Address.ToString().TrimEnd('/');
        start.Environment["RAPPORT_EMAIL"] = Server.OwnerOf(Organization).Email;
        start.Environment["RAPPORT_PASSWORD"] = TestServer.Password;
        start.Environment["REDOCLY_TELEMETRY"] = "off";
        start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
        using var process = Process.Start(start)!;
        var complaining = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{Path.GetFileName(program)} {string.Join(' ', arguments)}: {said}{await complaining}");
        return said;
    }
}
