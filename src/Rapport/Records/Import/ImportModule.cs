using System.CommandLine;
using Rapport.Platform;
using Rapport.Platform.Jobs;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake.Bulk;
using Rapport.Records.Import.FactTables;
using Rapport.Records.Import.Pages;
using Rapport.Records.Import.Runs;
using Rapport.Records.Import.Undo;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Import;

/// <summary>Files of customers and of every kind of fact: mapping, preview, run and undo, for page, API and command line.</summary>
public sealed class ImportModule : Module
{
    public override void Add(IServiceCollection services)
    {
        services.AddScoped<ImportFiles>().AddSingleton<RunImport>();
        services
            .AddScoped<UploadImport>()
            .AddScoped<SteerImport>()
            .AddScoped<FindImports>()
            .AddScoped<PreviewImport>()
            .AddScoped<RejectedRows>()
            .AddScoped<Customers.Intake.RawRow>()
            .AddScoped<UndoImport>();
        services.AddLiveLists(Permission.ImportCustomers, "imports").AddLive(LiveReach.Record, Permission.ImportCustomers, "import");
        services.AddScoped<RunFactFile>().AddScoped<TakeBackFacts>();
        services.AddImportPages();
        services.AddJob<ImportCustomers, ImportCustomers.Arguments>();
        services.AddJob<UndoLater, UndoLater.Arguments>();
    }

    public override void Map(WebApplication app)
    {
        ImportRoutes.Map(app);
        app.MapImportPages();
    }

    public override IEnumerable<Command> ImportCommands() => [FactsCommand.Make()];
}
