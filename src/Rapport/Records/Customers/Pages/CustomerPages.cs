using Rapport.Platform.Data;
using Rapport.Platform.Web;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Pages;

/// <summary>The pages of customers: what they need, and where they stand in the navigation.</summary>
internal static class CustomerPages
{
    private const string Group = "Customers";

    public static void AddCustomerPages(this IServiceCollection services)
    {
        services
            .AddScoped<ReadChoices>()
            .AddScoped<ReadSentences>()
            .AddSingleton<FactSentences>()
            .AddScoped<ReadTimeline>()
            .AddScoped<ReadCustomer>()
            .AddScoped<FindForPalette>()
            .AddScoped<SaveCustomerForm>()
            .AddScoped<SavedViews>();
        services.AddSingleton(new NavItem(Group, "Customers", "/customers", "users", 100, Words.Of(Permission.ReadCustomers)));
        services.AddSingleton(
            new NavItem(NavItem.Do, "New customer", "/customers/new", "user-plus", 100, Words.Of(Permission.WriteCustomers))
        );
    }

    public static void MapCustomerPages(this IEndpointRouteBuilder app)
    {
        CustomerForms.Map(app);
        BulkForm.Map(app);
        SavedViews.Map(app);
        Parts.PartActs.Map(app);
        FindForPalette.Map(app);
    }
}
