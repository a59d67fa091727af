namespace Rapport.Records.Customers;

/// <summary>Customers and all that belongs to them: the module's whole surface.</summary>
public static class CustomersModule
{
    public static void AddCustomers(this IServiceCollection services)
    {
    }

    public static void MapCustomers(this WebApplication app)
    {
    }
}
