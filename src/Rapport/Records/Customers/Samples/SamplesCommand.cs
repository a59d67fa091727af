using System.CommandLine;
using Rapport.Trust.Commands;

namespace Rapport.Records.Customers.Samples;

internal static class SamplesCommand
{
    public static Command Make()
    {
        var load = new Command("load", "Fill an organization with a garage group of two thousand customers") { CommandScope.Organization };
        load.SetAction((parsed, ct) => CommandFault.Told(async () =>
        {
            await using var scope = await CommandScope.Enter(parsed, ct);
            var written = await scope.Services.GetRequiredService<SampleGarage>().Load(ct);
            Console.WriteLine(written == 0 ? "The samples are there already." : $"Loaded {written:N0} customers.");
        }));
        return new Command("samples", "Sample data to look around in") { load };
    }
}
