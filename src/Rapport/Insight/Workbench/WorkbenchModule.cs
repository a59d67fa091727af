using System.CommandLine;
using Rapport.Platform;

namespace Rapport.Insight.Workbench;

/// <summary>The models on files, to see what they do before they judge customers.</summary>
public sealed class WorkbenchModule : Module
{
    public override void Add(IServiceCollection services) { }

    public override IEnumerable<Command> Commands() => [ModelsCommand.Make()];
}
