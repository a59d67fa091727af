using System.CommandLine;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Jobs;
using Rapport.Platform.Web;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Duplicates;

/// <summary>Finding customers that are entered twice, and deciding on them.</summary>
public static class DuplicatesModule
{
    public static void AddDuplicates(this IServiceCollection services)
    {
        services
            .AddScoped<FindDuplicates>()
            .AddScoped<DecideDuplicate>()
            .AddScoped<MassMerges>()
            .AddScoped<JudgeDuplicates>()
            .AddScoped<EditDuplicateSettings>()
            .AddScoped<PreviewDuplicateSettings>();
        services.AddScoped<ComparePairs>().AddJob<SweepDuplicates, SweepDuplicates.Arguments>().AddEventReader<SweepChanged>();
        services.AddJob<RunMassMerge, RunMassMerge.Arguments>();
        services.AddSingleton(new NavItem("Customers", "Duplicates", "/duplicates", "copy", 120, Words.Of(Permission.MergeCustomers)));
    }

    public static IEnumerable<Command> Commands() => [SweepCommand.Make()];

    public static void MapDuplicates(this IEndpointRouteBuilder app) => DuplicateRoutes.Map(app);
}
