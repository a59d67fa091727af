using System.CommandLine;

namespace Rapport.Insight.Workbench;

/// <summary><c>models …</c>: each model on a file of one's own, without a database.</summary>
internal static class ModelsCommand
{
    public static readonly Option<bool> Json = new("--json") { Description = "End with one line of JSON", Recursive = true };
    public static readonly Option<FileInfo?> Out = new("--out") { Description = "CSV file for the table of results", Recursive = true };

    public static Command Make() => new("models", "Try a model on a file of your own: CSV or CSV.GZ with a header row")
    {
        Json, Out, LinkageCommand.Make(),
    };
}
