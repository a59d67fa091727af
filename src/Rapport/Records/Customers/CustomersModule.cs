using System.CommandLine;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Customers.Duplicates;
using Rapport.Records.Customers.Find;
using Rapport.Records.Customers.Merge;
using Rapport.Records.Customers.Pages;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Customers.Samples;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>Customers and all that belongs to them: the module's whole surface.</summary>
public static class CustomersModule
{
    public static void AddCustomers(this IServiceCollection services)
    {
        services.AddScoped<IFollowChanges, KeepCustomersInStep>().AddScoped<CustomerIndex>().AddScoped<CustomerImages>();
        services
            .AddScoped<CustomerAccess>()
            .AddScoped<CustomerLabels>()
            .AddScoped<CustomFields>()
            .AddScoped<Hierarchy>()
            .AddScoped<TaxIds>()
            .AddScoped<WriteCustomer>();
        services.AddScoped<CreateCustomer>().AddScoped<EditCustomer>().AddScoped<ArchiveCustomer>().AddScoped<CheckDuplicates>();
        services
            .AddScoped<OpenCustomer>()
            .AddScoped<CustomerTimeline>()
            .AddScoped<FindCustomers>()
            .AddScoped<SearchCustomers>()
            .AddScoped<FindNumbers>()
            .AddScoped<ExportCustomers>()
            .AddScoped<VerifyCustomers>()
            .AddSingleton<CustomerTotals>();
        services.AddEventReader<FoldCustomerCounts>();
        services.AddMerge();
        services.AddDuplicates();
        services.AddCustomerParts();
        services.AddScoped<SampleGarage>();
        services.AddCustomerPages();
        services.AddRecordPanels();
    }

    public static IEnumerable<Command> Commands() => [VerifyCommand.Make(), SamplesCommand.Make(), .. DuplicatesModule.Commands()];

    public static void MapCustomers(this WebApplication app)
    {
        app.MapGet("/", () => Results.Redirect("/customers")).NeedsSignIn().ExcludeFromDescription();
        CustomerRoutes.Map(app);
        app.MapMerge();
        app.MapDuplicates();
        app.MapCustomerParts();
        app.MapCustomerPages();
    }
}
