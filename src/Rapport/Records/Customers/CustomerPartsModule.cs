using Rapport.Records.Customers.Addresses;
using Rapport.Records.Customers.Contacts;

namespace Rapport.Records.Customers;

/// <summary>All that belongs to customers: contacts, addresses, relationships, labels, teams, views and actions on many at once.</summary>
public static class CustomerPartsModule
{
    public static void AddCustomerParts(this IServiceCollection services)
    {
        services.AddScoped<CustomerParts>().AddScoped<PartReads>().AddScoped<OneFlagged>();
        services.AddScoped<WriteContact>().AddScoped<AddContact>().AddScoped<EditContact>().AddScoped<ArchiveContact>();
        services.AddScoped<WriteAddress>().AddScoped<AddAddress>().AddScoped<EditAddress>().AddScoped<ArchiveAddress>();
    }

    public static void MapCustomerParts(this IEndpointRouteBuilder app)
    {
        ContactRoutes.Map(app);
        AddressRoutes.Map(app);
    }
}
