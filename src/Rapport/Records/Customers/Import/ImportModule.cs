using Rapport.Platform;
using Rapport.Platform.Jobs;
using Rapport.Records.Customers.Import.Bulk;
using Rapport.Records.Customers.Import.Pages;
using Rapport.Records.Customers.Import.Runs;
using Rapport.Records.Customers.Import.Undo;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Import;

/// <summary>Customers from files and in bulk: one engine for page, API and command line.</summary>
public sealed class ImportModule : Module
{
    public override void Add(IServiceCollection services)
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
        services.AddLiveLists(Permission.ImportCustomers, "imports").AddLive(LiveReach.Record, Permission.ImportCustomers, "import");
        services.AddImportPages();
        services.AddJob<ImportCustomers, ImportCustomers.Arguments>();
        services.AddJob<UndoLater, UndoLater.Arguments>();
    }

    public override void Map(WebApplication app)
    {
        ImportRoutes.Map(app);
        BulkRoutes.Map(app);
        app.MapImportPages();
    }
}
