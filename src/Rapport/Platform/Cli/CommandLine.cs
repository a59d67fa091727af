using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;

namespace Rapport.Platform.Cli;

/// <summary>The program's commands. Each runs the same use cases as the API and the pages.</summary>
public static class CommandLine
{
    public static readonly Option<string> Data = new("--data")
    {
        Description = "Folder of the database, keys and files",
        DefaultValueFactory = _ => "data",
        Recursive = true,
    };

    private static readonly TimeSpan PatienceAtStart = TimeSpan.FromMinutes(1);

    public static Task<int> Run(string[] args)
    {
        var root = new RootCommand("Rapport, the customer platform") { Data };
        root.Add(Serve());
        root.Add(SchemaScript());
        foreach (var command in Server.Commands())
            root.Add(command);
        return root.Parse(args).InvokeAsync();
    }

    private static Command Serve()
    {
        var urls = new Option<string>("--urls") { Description = "Where to listen", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
        var command = new Command("serve", "Start the server") { urls };
        command.SetAction(
            async (parsed, ct) =>
            {
                try
                {
                    await using var database = await OpenWhenThere(parsed, ct);
                    var server = Server.Build(["--urls", parsed.GetValue(urls)!], database, Key(parsed));
                    var services = server.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
                    await server.RunAsync(ct);
                    // The host takes a fault in the background for a request to stop.
                    return services.Any(service => service.ExecuteTask?.IsFaulted == true) ? 1 : 0;
                }
                catch (UnknownSchema unknown)
                {
                    await Console.Error.WriteLineAsync(unknown.Message);
                    return 1;
                }
            }
        );
        return command;
    }

    /// <summary>A server often starts beside its database, which may need longer.</summary>
    private static async Task<Database> OpenWhenThere(ParseResult parsed, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await Open(parsed, ct);
            }
            catch (Exception away)
                when (LostDatabase.Is(away) && !DiskFault.Is(away) && TimeProvider.System.GetElapsedTime(began) < PatienceAtStart)
            {
                await Console.Error.WriteLineAsync($"Waiting for the database: {away.GetBaseException().Message}");
                await Task.Delay(TimeSpan.FromSeconds(1), ct);
            }
        }
    }

    /// <summary>The database of <c>--data</c>, or PostgreSQL when RAPPORT_DATABASE names one, brought to this version's schema.</summary>
    public static async Task<Database> Open(ParseResult parsed, CancellationToken ct)
    {
        var database = Database.Open(Path.GetFullPath(parsed.GetValue(Data)!), Environment.GetEnvironmentVariable("RAPPORT_DATABASE"));
        try
        {
            await new Schema(database, TimeProvider.System).Migrate(ct);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public static bool HasDatabase(ParseResult parsed) =>
        !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable("RAPPORT_DATABASE"))
        || File.Exists(Path.Combine(Path.GetFullPath(parsed.GetValue(Data)!), "rapport.db"));

    public static MasterKey Key(ParseResult parsed) =>
        MasterKey.Load(Path.GetFullPath(parsed.GetValue(Data)!), Environment.GetEnvironmentVariable("RAPPORT_MASTER_KEY"));

    private static Command SchemaScript()
    {
        var engine = new Argument<string>("engine") { Description = "sqlite or postgres" };
        var command = new Command("schema", "Print the tables of the model as SQL: the start of a migration") { engine };
        command.SetAction(
            async (parsed, ct) =>
            {
                await using var database = Database.Open(Path.GetTempPath(), parsed.GetValue(engine) == "postgres" ? "Host=none" : null);
                Console.WriteLine(ModelScript.Of(database));
            }
        );
        return command;
    }
}
