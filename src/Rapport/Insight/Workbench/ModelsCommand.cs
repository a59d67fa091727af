using System.CommandLine;
using Rapport.Models;
using Rapport.Trust.Commands;

namespace Rapport.Insight.Workbench;

/// <summary><c>models …</c>: each model on a file of one's own, without a database.</summary>
internal static class ModelsCommand
{
    public static readonly Option<bool> Json = new("--json") { Description = "End with one line of JSON", Recursive = true };
    public static readonly Option<FileInfo?> Out = new("--out") { Description = "CSV file for the table of results", Recursive = true };

    public static Command Make() =>
        new("models", "Try a model on a file of your own: CSV or CSV.GZ with a header row")
        {
            Json,
            Out,
            LinkageCommand.Make(),
            ClvCommand.Make(),
            ChurnCommand.Make(),
            ForecastCommand.Make(),
            SentimentCommand.Make(),
            RecommendCommand.Make(),
        };

    /// <summary>Runs a command; what a model refuses is told in its sentence, and answered with exit code 1.</summary>
    public static Task<int> Told(Action run) =>
        CommandFault.Told(() =>
        {
            try
            {
                run();
                return Task.CompletedTask;
            }
            catch (ModelRefusal refusal)
            {
                throw new CommandFault(refusal.Message);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new CommandFault(fault.Message);
            }
        });
}
