using System.CommandLine;
using Rapport.Records.Customers.Import.Runs;

namespace Rapport.Records.Customers.Import;

/// <summary>Customers from files and in bulk: one engine for page, API and command line.</summary>
public static class ImportModule
{
    public static void AddImport(this IServiceCollection services)
    {
        services.AddSingleton<ImportFiles>().AddSingleton<RunImport>();
        services.AddScoped<UploadImport>().AddScoped<RejectedRows>();
    }

    public static IEnumerable<Command> Commands() => [ImportCommand.Make()];
}
