using System.CommandLine;
using Rapport.Platform.Jobs;
using Rapport.Records.Customers.Import.Bulk;
using Rapport.Records.Customers.Import.Pages;
using Rapport.Records.Customers.Import.Runs;
using Rapport.Records.Customers.Import.Undo;

namespace Rapport.Records.Customers.Import;

/// <summary>Customers from files and in bulk: one engine for page, API and command line.</summary>
public static class ImportModule
{
    public static void AddImport(this IServiceCollection services)
    {
        services.AddSingleton<ImportFiles>().AddSingleton<RunImport>();
        services
            .AddScoped<UploadImport>()
            .AddScoped<SteerImport>()
            .AddScoped<FindImports>()
            .AddScoped<PreviewImport>()
            .AddScoped<RejectedRows>()
            .AddScoped<TakeBulk>()
            .AddScoped<UndoImport>();
        services.AddImportPages();
        services.AddJob<ImportCustomers, ImportCustomers.Arguments>();
        services.AddJob<UndoLater, UndoLater.Arguments>();
    }

    public static void MapImport(this WebApplication app)
    {
        ImportRoutes.Map(app);
        BulkRoutes.Map(app);
        app.MapImportPages();
    }

    /// <param name="also">The files that later modules take in, under the same word.</param>
    public static IEnumerable<Command> Commands(IEnumerable<Command> also) => [ImportCommand.Make(also)];
}
