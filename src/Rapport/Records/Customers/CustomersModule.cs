using System.CommandLine;
using Rapport.Platform;
using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Web.Live;
using Rapport.Records.Customers.Criteria;
using Rapport.Records.Customers.Duplicates;
using Rapport.Records.Customers.Find;
using Rapport.Records.Customers.Intake.Bulk;
using Rapport.Records.Customers.Merge;
using Rapport.Records.Customers.Pages;
using Rapport.Records.Customers.Panels;
using Rapport.Trust.Pages;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>Customers and all that belongs to them: the module's whole surface.</summary>
public sealed class CustomersModule : Module
{
    public override void Add(IServiceCollection services)
    {
        services.AddScoped<IFollowChanges, KeepCustomersInStep>().AddScoped<CustomerIndex>().AddScoped<SearchDocuments>();
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
        services.AddCriteriaField(CustomerCriteria.Fields()).AddCriteriaSource<OrganizationCriteria>();
        services.AddScoped<CustomerQuery>();
        services.AddEventReader<FoldCustomerCounts>();
        services.AddMerge();
        services.AddDuplicates();
        services.AddCustomerParts();
        services.AddScoped<TakeBulk>();
        AddLiveNames(services);
        services.AddCustomerPages();
        services.AddRecordPanels();
    }

    private static void AddLiveNames(IServiceCollection services)
    {
        services.AddScoped<IHearLive, HearLive>();
        services.AddLiveLists(Permission.ReadCustomers, "customers", "duplicates", "views", "tags", "custom_fields");
        services.AddLiveLists(Permission.ReviewPersonalData, "personal-data");
        services.AddLiveOfCustomer(Permission.ReadCustomers, "customer", "timeline");
        services.AddSingleton(new SettingsTab("Tags", "/settings/tags", 60, Permission.ManageTags));
        services.AddSingleton(new SettingsTab("Custom fields", "/settings/custom-fields", 70, Permission.ManageCustomFields));
    }

    public override IEnumerable<Command> Commands() => [VerifyCommand.Make(), .. DuplicatesModule.Commands()];

    public override void Map(WebApplication app)
    {
        app.MapGet("/", () => Results.Redirect("/customers")).NeedsSignIn().ExcludeFromDescription();
        CustomerRoutes.Map(app);
        BulkRoutes.Map(app);
        app.MapMerge();
        app.MapDuplicates();
        app.MapCustomerParts();
        app.MapCustomerPages();
    }
}
