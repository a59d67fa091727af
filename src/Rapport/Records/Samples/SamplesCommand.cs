using System.CommandLine;
using Rapport.Trust.Commands;

namespace Rapport.Records.Samples;

internal static class SamplesCommand
{
    public static Command Make()
    {
        var load = new Command("load", "Fill an organization with a garage group of two thousand customers") { CommandScope.Organization };
        load.SetAction(
            (parsed, ct) =>
                CommandFault.Told(async () =>
                {
                    await using var scope = await CommandScope.Enter(parsed, ct);
                    var written = await scope.Services.GetRequiredService<SampleGarage>().Load(ct);
                    if (written == 0)
                    {
                        Console.WriteLine("The samples are there already.");
                        return;
                    }
                    var facts = await scope.Services.GetRequiredService<SampleFacts>().Load(ct);
                    foreach (var step in scope.Services.GetServices<SampleStep>())
                        await step.Run(scope.Services, ct);
                    Console.WriteLine($"Loaded {written:N0} customers and {facts:N0} facts about them.");
                })
        );
        return new Command("samples", "Sample data to look around in") { load };
    }
}
