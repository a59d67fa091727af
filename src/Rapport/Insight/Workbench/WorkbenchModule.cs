using System.CommandLine;

namespace Rapport.Insight.Workbench;

/// <summary>The models on files, for whoever wants to see what they do before trusting them with customers.</summary>
public static class WorkbenchModule
{
    public static IEnumerable<Command> Commands() => [ModelsCommand.Make()];
}
