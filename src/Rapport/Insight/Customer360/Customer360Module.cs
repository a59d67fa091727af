using Rapport.Insight.Customer360.Pages;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Customer360;

/// <summary>All that is known of a customer in one answer.</summary>
public static class Customer360Module
{
    public static void AddCustomer360(this IServiceCollection services)
    {
        services.AddScoped<OpenCustomer360>().AddScoped<CompareCustomers>();
        services.AddCustomer360Pages();
    }

    public static void MapCustomer360(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/customers/{id}/360", Open).WithTags("Customers").Needs(Permission.ReadCustomers);
        app.MapCustomer360Pages();
    }

    private static Task<Customer360View> Open(Guid id, HttpRequest request, OpenCustomer360 open, CancellationToken ct)
    {
        QueryReader.Of(request).Done();
        return open.Run(id, ct);
    }
}
