using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;

namespace Rapport.Platform.Cli;

/// <summary>The program's commands. Each runs the same use cases as the API and the pages.</summary>
public static class CommandLine
{
    public static readonly Option<string> Data = new("--data") { Description = "Folder of the database, keys and files", DefaultValueFactory = _ => "data", Recursive = true };

    public static Task<int> Run(string[] args)
    {
        var root = new RootCommand("Rapport, the customer platform") { Data };
        root.Add(SchemaScript());
        return root.Parse(args).InvokeAsync();
    }

    private static Command SchemaScript()
    {
        var engine = new Argument<string>("engine") { Description = "sqlite or postgres" };
        var command = new Command("schema", "Print the tables of the model as SQL: the start of a migration") { engine };
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = Database.Open(Path.GetTempPath(), parsed.GetValue(engine) == "postgres" ? "Host=none" : null);
            Console.WriteLine(ModelScript.Of(database));
        });
        return command;
    }
}
