using System.CommandLine;
using Rapport.Platform;

namespace Rapport.Records.Samples;

/// <summary>A garage group to look around in: customers, staff, and what happened with them. Stands after all kinds of records.</summary>
public sealed class SamplesModule : Module
{
    public override void Add(IServiceCollection services) =>
        services.AddScoped<SampleGarage>().AddScoped<SampleDrivers>().AddScoped<SampleFacts>();

    public override IEnumerable<Command> Commands() => [SamplesCommand.Make()];
}
