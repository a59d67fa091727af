using Rapport.Records.Customers.Addresses;
using Rapport.Records.Customers.Contacts;
using Rapport.Records.Customers.Relationships;

namespace Rapport.Records.Customers;

/// <summary>All that belongs to customers: contacts, addresses, relationships, labels, teams, views and actions on many at once.</summary>
public static class CustomerPartsModule
{
    public static void AddCustomerParts(this IServiceCollection services)
    {
        services.AddScoped<CustomerParts>().AddScoped<PartReads>().AddScoped<OneFlagged>();
        services.AddScoped<WriteContact>().AddScoped<AddContact>().AddScoped<EditContact>().AddScoped<ArchiveContact>();
        services.AddScoped<WriteAddress>().AddScoped<AddAddress>().AddScoped<EditAddress>().AddScoped<ArchiveAddress>();
        services.AddScoped<WriteRelationship>().AddScoped<RelateCustomers>().AddScoped<EditRelationship>().AddScoped<OpenHierarchy>();
    }

    public static void MapCustomerParts(this IEndpointRouteBuilder app)
    {
        ContactRoutes.Map(app);
        AddressRoutes.Map(app);
        RelationshipRoutes.Map(app);
    }
}
